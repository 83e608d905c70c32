/* Beside the text: find and replace, the glossary, the corrections that wait. */
import { ask, clock, complain, data, make, part, say } from "/static/desk.js";

export const opens = { seek: () => {}, learn: () => {} };

export function seekFor({ append, go, look, state, fill, at }) {
  let found = [], run = 0;
  const form = () => ({ find: part("seek-find").value, replace: part("seek-replace").value, case: part("seek-case").checked, accents: part("seek-accents").checked, whole: part("seek-whole").checked });
  const path = (id) => `/api/sessions/${encodeURIComponent(id)}/text`;

  function toggle(name, shown) {
    part(name).hidden = !shown;
    part(`${name}-open`)?.setAttribute("aria-expanded", String(shown));
  }
  opens.seek = () => { toggle("seek", true); part("seek-find").focus(); part("seek").scrollIntoView({ block: "nearest" }); };
  part("seek-open").addEventListener("click", () => (part("seek").hidden ? opens.seek() : toggle("seek", false)));
  part("seek-close").addEventListener("click", () => { toggle("seek", false); part("seek-open").focus(); });

  async function sessions() {
    if (!part("seek-all").checked) return [data.id];
    return (await ask("/api/sessions")).map((one) => one.id);
  }

  /* Session by session: what was found is shown while the others are looked through. */
  async function seek() {
    const mine = ++run, asked = form();
    found = [];
    part("seek-places").replaceChildren();
    part("seek-places").hidden = part("seek-do").hidden = true;
    for (const id of await sessions()) {
      part("seek-state").textContent = fill(data.text.searching, { title: id });
      try {
        const got = await ask(`${path(id)}/places`, { method: "POST", body: asked, quiet: true });
        if (mine !== run) return;
        if (got.places.length) list(got, asked);
      } catch (refused) {
        if (refused.code !== 404) part("seek-places").append(make("p", { class: "wrong" }, fill(data.text.failed, { title: id, why: refused.message })));
      }
    }
    count();
  }
  function count() {
    const n = found.reduce((sum, one) => sum + one.boxes.filter((box) => box.checked).length, 0);
    part("seek-state").textContent = found.length ? fill(found.length === 1 ? data.text.found_in_one : data.text.found, { n: found.reduce((sum, one) => sum + one.boxes.length, 0), sessions: found.length }) : data.text.not_found;
    part("seek-do").hidden = !found.length || data.role === "read";
    part("seek-do").disabled = !n;
    part("seek-do").textContent = fill(data.text.replace_n, { n });
  }
  function list(got, asked) {
    const boxes = got.places.map((place) => {
      const box = make("input", { type: "checkbox", "aria-label": fill(data.text.leave_out, { at: clock(place.start_ms) }), onchange: count });
      [box.checked, box.start] = [true, place.start_ms];
      return box;
    });
    const lines = got.places.map((place, n) => make("label", {}, boxes[n], make("time", {}, clock(place.start_ms)), make("span", { dir: "auto" },
      `… ${place.context_before.join(" ")} `, make("del", {}, place.before.join(" ")), " → ", make("ins", {}, place.after.join(" ") || "∅"), ` ${place.context_after.join(" ")} …`)));
    found.push({ ...got, asked, boxes });
    const more = got.more ? [make("p", { class: "unsure" }, fill(data.text.more, { title: got.title }))] : [];
    part("seek-places").append(make("h3", { dir: "auto" }, got.title, " ", make("span", { class: "meta" }, got.id)), ...lines, ...more);
    part("seek-places").hidden = false;
  }
  async function replaceAll() {
    let n = 0;
    const refusals = [];
    for (const one of found) {
      const chosen = one.boxes.filter((box) => box.checked).map((box) => box.start);
      if (!chosen.length) continue;
      try {
        const kept = await ask(`${path(one.id)}/replace`, { method: "POST", quiet: true, body: { ...one.asked, chosen, seen: one.revision } });
        n += kept.ids.length;
      } catch (refused) { refusals.push(fill(data.text.failed, { title: one.title, why: [refused.problem.what, refused.problem.why, refused.problem.remedy].filter(Boolean).join(" – ") })); }
    }
    found = [];
    part("seek-places").replaceChildren(...refusals.map((text) => make("p", { class: "wrong", dir: "auto" }, text)));
    part("seek-places").hidden = !refusals.length;
    part("seek-do").hidden = true;
    part("seek-state").textContent = fill(data.text.replaced, { n });
    await look();
  }
  part("seek-form").addEventListener("submit", (event) => { event.preventDefault(); seek().catch(() => {}); });
  part("seek-do").addEventListener("click", () => replaceAll());

  /* After a correction: where else it was heard, and into which glossary it goes. */
  let learning = null;
  opens.learn = async (before, after) => {
    learning = { before: before.replace(/[.,;:!?…]+$/, ""), after: after.replace(/[.,;:!?…]+$/, "") };
    const got = await ask(`${at}/places`, { method: "POST", quiet: true, body: { find: learning.before, replace: learning.after } }).catch(() => null);
    if (!got) return;
    const text = got.places.length ? data.text.elsewhere : data.text.nowhere;
    part("learn-told").textContent = fill(text, { before: learning.before, n: got.places.length });
    part("learn-places").disabled = !got.places.length;
    part("learn").hidden = false;
  };
  part("learn-close").addEventListener("click", () => { part("learn").hidden = true; });
  part("learn-places").addEventListener("click", () => {
    [part("seek-find").value, part("seek-replace").value] = [learning.before, learning.after];
    opens.seek();
    seek().catch(() => {});
  });
  for (const where of ["session", "house"]) part(`learn-${where}`).addEventListener("click", async () => {
    const body = { term: learning.after, said: learning.before, where };
    try { await ask(`${at}/glossary`, { method: "POST", body }); } catch { return; }
    part("learn").hidden = true;
    say(fill(data.text.learned, { term: learning.after }));
    await look();
  });

  /* What waits for a person. */
  async function showWaiting() {
    const lines = await ask(`${at}/waiting`);
    const items = lines.map((one) => make("li", {},
      make("p", { dir: "auto" }, `${clock(one.start_ms)} – ${one.told} (${one.author}) – ${one.why}`),
      make("button", { type: "button", onclick: () => go(one.start_ms) }, data.text.look),
      ...(one.kind === "word" && state.editable ? [make("button", { type: "button", onclick: () => { state.pick = { id: one.id, after: one.after }; go(one.start_ms); say(fill(data.text.pick, { words: one.after })); } }, data.text.again)] : []),
      ...(state.editable ? [make("button", { type: "button", onclick: () => append("undo", { ids: [one.id] }, data.text.dropped).then(showWaiting) }, data.text.drop)] : [])));
    part("waiting-list").replaceChildren(...(items.length ? items : [make("li", {}, data.text.nothing_waits)]));
  }
  part("waiting-open").addEventListener("click", () => {
    toggle("waiting", part("waiting").hidden);
    if (!part("waiting").hidden) showWaiting().catch((error) => complain({ what: error.message }));
  });
}
