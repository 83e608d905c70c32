/* The text of a session: it follows the sound, words are mended in place, others' edits come in. */
import { ask, clock, complain, data, make, part, repeat, say } from "/static/desk.js";
import { hidePassage } from "/static/hiding.js";
import { opens, seekFor } from "/static/text_panels.js";

const at = `/api/sessions/${encodeURIComponent(data.id)}/text`;
const box = part("words"), sound = part("sound"), may = data.role !== "read";
const paras = new Map();
const mine = [];
export const state = { stamp: "", revision: null, editable: false, order: [], pick: null };
let current = null, editing = null, playing = null, chain = Promise.resolve();
const fill = (text, words) => text.replace(/\{(\w+)\}/g, (all, name) => words[name] ?? all);

/* One thing after the other: an edit is made of what the one before left. */
function queue(work) { chain = chain.then(work, work); return chain; }

export function look() { return queue(take); }
async function take() {
  if (!data.readable) return;
  const seen = state.revision === null ? "" : `&seen=${state.revision}`;
  const view = { revision: 0, editable: true, keys: [], paragraphs: [], news: [], waiting: 0,
    ...await ask(`${at}?have=${state.stamp}${seen}`, { quiet: true }) };
  if (view.keys.length || !state.stamp) lay(view);
  [state.stamp, state.revision, state.editable] = [view.stamp, view.revision, view.editable && may];
  for (const one of view.news.filter((news) => !mine.includes(news.id))) tell(one);
  part("waiting-open").hidden = !view.waiting;
  part("waiting-open").textContent = fill(data.text.waiting, { n: view.waiting });
}

function tell(one) {
  const text = fill(data.text.news, { name: one.author, at: clock(one.start_ms), what: one.told });
  part("news").append(make("li", { dir: "auto" }, text));
  while (part("news").children.length > 4) part("news").firstChild.remove();
}

/* Lay the paragraphs in their order; one in which somebody types stays until they are done. */
function lay(view) {
  const had = current && { start: current.one.start_ms, focused: document.activeElement === current };
  for (const one of view.paragraphs) paras.set(one.key, { one, node: null });
  const held = editing?.closest(".para");
  state.order = view.keys;
  const known = new Set(view.keys), nodes = [];
  let turn, name;
  for (const key of view.keys) {
    const para = paras.get(key), begins = para.one.turn !== turn || para.one.speaker !== name;
    [turn, name] = [para.one.turn, para.one.speaker];
    if (!para.node || para.begins !== begins) [para.node, para.begins] = [paragraph(para.one, begins), begins];
    const typed = held && !known.has(held.key) && held.one.start_ms === para.one.start_ms;
    nodes.push(typed ? held : para.node);
  }
  for (const key of paras.keys()) if (!known.has(key)) paras.delete(key);
  const keep = new Set(nodes);
  for (const old of [...box.children]) if (!keep.has(old)) old.remove();
  let next = box.firstChild;
  for (const node of nodes) if (node === next) next = next.nextSibling; else box.insertBefore(node, next);
  if (!current?.isConnected) choose(had ? wordAt(had.start) : box.querySelector(".w"), had?.focused);
  playing = null;
}

function paragraph(one, begins) {
  const node = make("div", { class: "para" });
  Object.assign(node, { one, key: one.key });
  if (begins) {
    const shown = one.speaker ? (one.sure === false ? fill(data.text.perhaps, { name: one.speaker }) : one.speaker) : data.text.nobody;
    node.append(make("p", { class: "turn" }, make("button", { type: "button", class: one.speaker ? "name" : "name nobody", dir: "auto", onclick: () => who(one) }, shown), make("time", {}, clock(one.start_ms))));
  }
  const text = make("p", { dir: "auto" });
  one.words.forEach((word, n) => {
    if (n && !word.glued) text.append(" ");
    text.append(shownWord(word));
  });
  node.append(text);
  return node;
}

function shownWord(word) {
  const kind = word.origin === "person" ? " person" : word.origin === "house" ? " house" : word.unsure ? " low" : "";
  const node = make("span", { class: `w${kind}`, tabindex: -1, role: "button" }, word.text);
  node.one = word;
  const told = about(word);
  if (told) node.setAttribute("aria-description", told);
  return node;
}

function about(word) {
  const heard = word.was ? fill(data.text.heard, { words: word.was }) : data.text.nothing_heard;
  if (word.origin === "person") {
    const when = word.at ? new Date(word.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" }) : "";
    return `${fill(data.text.by_person, { name: word.by ?? "", when })} – ${heard}`;
  }
  if (word.origin === "house") return `${data.text.by_house} – ${heard}`;
  return word.unsure ? data.text.unsure : "";
}

/* What was heard, and who changed it, beside the word that is looked at. */
let note = null;
function show(node) {
  note?.remove(); note = null;
  const told = node?.one && about(node.one);
  if (!told) return;
  const edge = node.getBoundingClientRect();
  note = make("div", { class: "told", "aria-hidden": "true", dir: "auto" }, told);
  document.body.append(note);
  note.style.left = `${Math.max(4, Math.min(edge.left, innerWidth - note.offsetWidth - 4))}px`;
  note.style.top = `${edge.bottom + 4}px`;
}
box.addEventListener("mouseover", (event) => show(event.target.closest?.(".w")));
box.addEventListener("mouseout", () => show(null));
box.addEventListener("focusin", (event) => show(event.target.closest(".w")));
box.addEventListener("focusout", () => show(null));
addEventListener("scroll", () => show(null), { passive: true });

/* Where words are. */
const words = (node) => [...node.querySelectorAll(".w")];
function paraAt(ms) {
  let low = 0, high = state.order.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if (paras.get(state.order[mid]).one.start_ms <= ms) low = mid; else high = mid - 1;
  }
  return state.order.length ? paras.get(state.order[low]) : null;
}
export function wordAt(ms) {
  const para = paraAt(ms), node = para?.node?.isConnected ? para.node : [...box.children].find((one) => one.one === para?.one);
  const inside = node ? words(node) : [];
  return inside.findLast((word) => word.one.start_ms <= ms) ?? inside[0] ?? null;
}
function beside(word, step) {
  const inside = words(word.closest(".para")), next = inside[inside.indexOf(word) + step];
  if (next) return next;
  let node = word.closest(".para");
  do node = step > 0 ? node.nextElementSibling : node.previousElementSibling; while (node && !node.querySelector(".w"));
  return node ? words(node).at(step > 0 ? 0 : -1) : null;
}

/* The word under the caret, and those picked with it. */
let picked = [];
function choose(word, focus = false) {
  for (const one of picked) one.classList.remove("picked");
  picked = [];
  if (current) current.tabIndex = -1;
  current = word ?? null;
  if (!current) return;
  current.tabIndex = 0;
  if (focus) current.focus({ preventScroll: false });
}
export function go(ms, play = true) {
  const word = wordAt(ms);
  if (!word) return;
  choose(word, true);
  word.scrollIntoView({ block: "center" });
  if (play) playFrom(ms);
}
function playFrom(ms) {
  if (!sound) return;
  sound.currentTime = Math.max(0, ms - 200) / 1000;
  sound.play().catch(() => {});
}
function pickMore(step) {
  const run = picked.length ? picked : [current], next = beside(step > 0 ? run.at(-1) : run[0], step);
  if (!next || next.closest(".para") !== current.closest(".para")) return;
  picked = step > 0 ? [...run, next] : [next, ...run];
  for (const one of picked) one.classList.add("picked");
}

function edit(typed) {
  if (!state.editable) { say(data.text.only_read); return; }
  const run = picked.length ? picked : [current], before = run.map((one) => one.one.text), was = before.join(" ");
  const input = make("input", { class: "edit", value: typed ?? state.pick?.after ?? was, maxlength: 2000, dir: "auto", spellcheck: "true", "aria-label": fill(data.text.edit, { words: was }) });
  input.size = Math.max(8, was.length + 4);
  const [start_ms, end_ms] = [run[0].one.start_ms, run.at(-1).one.end_ms];
  run[0].before(input);
  for (const one of run) one.hidden = true;
  editing = input;
  input.focus();
  input.select();
  const done = (keep) => {
    if (editing !== input) return;
    editing = null;
    const after = input.value.trim().replace(/\s+/g, " ");
    input.remove();
    for (const one of run) one.hidden = false;
    choose(run[0], true);
    if (keep && after !== was) send({ start_ms, end_ms, before, after }, run);
    else look();
  };
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    done(event.key === "Enter");
  });
  input.addEventListener("blur", () => done(input.value.trim() !== was));
}

/* Shown at once, then as the desk has it. */
function send({ start_ms, end_ms, before, after }, run = [], anyway = false) {
  const instead = state.pick?.id;
  state.pick = null;
  run.forEach((one, n) => { one.textContent = n ? "" : after; one.classList.add("sent"); });
  return queue(async () => {
    try {
      const kept = await ask(`${at}/words`, { method: "POST", quiet: true, body: { start_ms, before, after, seen: state.revision, anyway, instead } });
      mine.push(...kept.ids);
      part("undo").disabled = false;
      say(fill(after ? data.text.kept : data.text.left_out, { before: before.join(" "), after }));
      if (after) opens.learn(before.join(" "), after);
    } catch (refused) {
      if (refused.code !== 409) complain(refused.problem);
      else { await take(); both(refused.problem, { start_ms, end_ms, after }); }
    }
    for (const one of run) { one.textContent = one.one.text; one.classList.remove("sent"); }
    await take();
  });
}

/* Both versions; the person chooses. */
function both(problem, edit) {
  const there = words(box).filter((one) => one.one.start_ms < edit.end_ms && one.one.end_ms > edit.start_ms).map((one) => one.one.text);
  const theirs = (problem.since ?? []).filter((one) => one.kind === "word").map((one) => fill(data.text.theirs, { name: one.author, words: one.after.join(" ") }));
  const lines = [...theirs, fill(data.text.theirs_now, { words: there.join(" ") }), fill(data.text.mine, { words: edit.after })];
  part("conflict-both").replaceChildren(...lines.map((line) => make("li", { dir: "auto" }, line)));
  const close = () => { part("conflict").hidden = true; go(edit.start_ms, false); };
  part("conflict-theirs").onclick = close;
  part("conflict-mine").onclick = () => { close(); if (there.length) send({ ...edit, before: there }, [], true); };
  part("conflict").hidden = false;
  part("conflict").scrollIntoView({ block: "center" });
  part("conflict").focus();
}

/* Everything else that is appended. */
export function append(path, body, told) {
  return queue(async () => {
    const kept = await ask(`${at}/${path}`, { method: "POST", body: { seen: state.revision, ...body } });
    mine.push(...kept.ids);
    part("undo").disabled = false;
    say(told);
    await take();
    return kept;
  }).catch(() => {});
}
const takeBack = () => {
  const id = mine.pop();
  if (!id) return say(data.text.nothing_to_undo);
  return append("undo", { ids: [id] }, data.text.undone).then((kept) => { if (kept) mine.splice(mine.indexOf(kept.ids[0]), 1); else mine.push(id); });
};

let whose = null;
function who(one) {
  if (!state.editable) return say(data.text.only_read);
  whose = one;
  part("who-name").value = one.speaker ?? "";
  part("who-all").checked = false;
  part("who-all-label").hidden = !one.speaker;
  part("who").showModal();
  part("who-name").select();
}
part("who-form").addEventListener("submit", () => {
  const name = part("who-name").value.trim();
  if (name) append("speaker", { start_ms: whose.start_ms, name, everywhere: part("who-all").checked }, fill(data.text.named, { name }));
});
part("who-close").addEventListener("click", () => part("who").close());
part("members").append(...data.members.map((name) => make("option", { value: name })));

function nextUnsure() {
  const from = current ? current.one.start_ms : -1, low = words(box).find((one) => one.one.unsure && one.one.start_ms > from);
  if (low) go(low.one.start_ms, false); else say(data.text.no_more);
}

box.addEventListener("click", (event) => {
  const word = event.target.closest(".w");
  if (!word || editing) return;
  if (event.shiftKey && current) { while ((picked.at(-1) ?? current) !== word && (picked.at(-1) ?? current).one.start_ms < word.one.start_ms) { const had = picked.length; pickMore(1); if (picked.length === had) break; } return; }
  choose(word, true);
  playFrom(word.one.start_ms);
});
box.addEventListener("dblclick", (event) => { if (event.target.closest(".w")) edit(); });

const inText = {
  ArrowRight: (event) => (event.shiftKey ? pickMore(1) : choose(beside(current, 1) ?? current, true)),
  ArrowLeft: (event) => (event.shiftKey ? pickMore(-1) : choose(beside(current, -1) ?? current, true)),
  ArrowDown: () => choose(current.closest(".para").nextElementSibling?.querySelector(".w") ?? current, true),
  ArrowUp: () => choose(current.closest(".para").previousElementSibling?.querySelector(".w") ?? current, true),
  Enter: () => edit(), F2: () => edit(), Delete: () => leaveOut(), p: () => playFrom(current.one.start_ms),
  n: () => who(current.closest(".para").one),
};
function leaveOut() {
  if (!state.editable) return say(data.text.only_read);
  const run = picked.length ? picked : [current];
  send({ start_ms: run[0].one.start_ms, end_ms: run.at(-1).one.end_ms, before: run.map((one) => one.one.text), after: "" }, run);
}
function hideHere() {
  if (!state.editable) { say(data.text.only_read); return; }
  const run = picked.length ? picked : [current].filter(Boolean);
  if (!run.length) { say(data.text.choose_first); return; }
  const words = run.map((one) => one.one.text).join(" ");
  hidePassage({ from_ms: run[0].one.start_ms, to_ms: run.at(-1).one.end_ms, words }).then((done) => done && look()).catch(() => {});
}
const anywhere = {
  " ": () => sound && (sound.paused ? sound.play() : sound.pause()), ",": () => sound && (sound.currentTime -= 3), ";": () => sound && (sound.currentTime += 3),
  u: nextUnsure, x: hideHere, z: takeBack, r: () => opens.seek(), "?": () => part("keys").showModal(),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const target = event.target, typing = /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) && target.type !== "checkbox";
  if (typing) return;
  const word = target.classList?.contains("w");
  const act = (word && inText[event.key]) || ((event.key !== " " || word || target === document.body) && anywhere[event.key]);
  if (!act) return;
  event.preventDefault();
  act(event);
});

for (const [id, act] of [["unsure", nextUnsure], ["hide", hideHere], ["undo", takeBack], ["keys-open", () => part("keys").showModal()], ["checked", () => append("checked", {}, data.text.checked)]]) part(id).addEventListener("click", act);
part("checked").disabled = part("hide").disabled = !may;

sound?.addEventListener("timeupdate", () => {
  const word = wordAt(sound.currentTime * 1000);
  if (word === playing) return;
  playing?.classList.remove("now");
  playing = word;
  playing?.classList.add("now");
  if (playing && part("follow").checked && !sound.paused && !editing && part("conflict").hidden) {
    const edge = playing.getBoundingClientRect();
    if (edge.top < 120 || edge.bottom > innerHeight - 120) playing.scrollIntoView({ block: "center" });
  }
});

seekFor({ append, go, look, state, fill, at });
repeat(look, 3);
const asked = new URLSearchParams(location.search).get("at");
if (asked) look().then(() => go(Number(asked), false));
