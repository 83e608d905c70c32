/* The boundaries: the unsure ones first; every one heard, moved, confirmed, renamed, by keys alone. */
import { ask, clock, data, make, part, repeat, say } from "/static/desk.js";
import { film, now, onTime, seek, setPieces, toggle } from "/static/review_player.js";
import { choose, giveReason } from "/static/review_forms.js";

const at = `/api/sessions/${encodeURIComponent(data.id)}`, text = data.text;
const fill = (said, known) => said.replace(/\{(\w+)\}/g, (_whole, name) => known[name] ?? "");
const time = (ms) => `${clock(ms)},${String(Math.floor(ms % 1000)).padStart(3, "0")}`;
let view = null, span = null, draft = 0, around = null, mine = [], busy = Promise.resolve();

/* One after the other: the second edit knows what the first did. */
function queue(act) { return (busy = busy.then(act).catch((error) => console.info(String(error)))); }

async function look() {
  const got = await ask(`${at}/review`, { quiet: Boolean(view) });
  const first = !view, same = view && view.revision === got.revision && view.pending === got.pending;
  view = got;
  if (same) return;
  setPieces(view.pieces);
  draw();
  if (first) {
    film(part("film"), view.duration_ms, (ms, length) => window_(ms, length * 1.5).then(show));
    const asked = Number(new URLSearchParams(location.search).get("at"));
    pick(view.spans.findLast((one) => asked && one.start_ms <= asked) ?? nextUnsure(-1) ?? movable()[0] ?? view.spans[0], false);
  } else if (span) pick(again(span), false, true);
}
const all = document.querySelector(".all");
const movable = () => view.spans.filter((one) => one.movable);
const nextUnsure = (ms) => view.spans.find((one) => one.unsure && one.start_ms > ms) ?? view.spans.find((one) => one.unsure);

function draw() {
  const unsure = view.spans.filter((one) => one.unsure);
  part("unsure").replaceChildren(...unsure.map(row));
  part("unsure-title").hidden = !unsure.length;
  part("starts").replaceChildren(...view.spans.map(row));
  const absent = view.items.filter((one) => !one.treated);
  part("absent-title").hidden = !absent.length;
  part("absent").replaceChildren(...absent.map((one) => make("li", {},
    make("span", { dir: "auto" }, `${one.label} – ${one.reason || text.no_reason} `),
    make("button", { type: "button", onclick: () => giveReason(one, absentNow) }, text.give_reason))));
  part("checks-title").hidden = !view.checks.length;
  part("checks").replaceChildren(...view.checks.map((one) => make("li", {},
    make("button", { type: "button", onclick: () => seek(Math.max(0, one.start_ms - 2000), true) }, `▶ ${clock(one.start_ms)}`), ` ${one.kind}: “${one.text}”`)));
  part("lacking").replaceChildren(...view.lacking.map((one) => make("li", { dir: "auto" }, one)),
    ...(view.lacking.length ? [] : [make("li", {}, view.approved ? text.approved : text.can_approve)]));
  part("approve").disabled = Boolean(view.lacking.length) || view.approved;
  part("pending").textContent = view.pending ? fill(text.pending, { n: view.pending }) : "";
  part("line").replaceChildren(...view.spans.map((one) => {
    const cell = make("span", { class: `k-${one.kind}${one.unsure ? " doubt" : ""}`, onclick: () => pick(one) });
    cell.style.flexGrow = one.end_ms - one.start_ms;
    return cell;
  }));
}

function row(one) {
  const sure = one.corrected ? text.by_person : one.confidence == null ? "" : fill(text.sure, { n: Math.round(one.confidence * 100) });
  const made = make("li", { class: one.unsure ? "doubt" : "" }, make("button", { type: "button", disabled: !one.movable, onclick: () => { pick(one); part("mark").focus({ preventScroll: true }); } },
    make("time", {}, clock(one.start_ms)), make("span", { dir: "auto" }, one.label), make("span", { class: "meta" }, one.unsure ? `${text.unsure} – ${sure}` : sure)));
  made.one = one;
  return made;
}

/* The boundary that is worked on. */
async function pick(one, play = true, keep = false) {
  if (!one) return;
  const again = keep && span?.start_ms === one.start_ms;
  span = one;
  if (!again) draft = one.start_ms;
  for (const list of ["unsure", "starts"]) for (const node of part(list).children) {
    const current = node.one.start_ms === one.start_ms;
    if (current) node.firstChild.setAttribute("aria-current", "true"); else node.firstChild.removeAttribute("aria-current");
    if (current && list === "starts" && all.scrollHeight > all.clientHeight + 1) all.scrollTop = node.offsetTop - all.clientHeight / 2;
  }
  [...part("line").children].forEach((node, n) => node.classList.toggle("current", view.spans[n].start_ms === one.start_ms));
  part("now-title").textContent = one.label;
  part("why").replaceChildren(...reasons(one));
  part("second").disabled = !one.rival;
  part("join").disabled = view.spans.indexOf(one) < 1;
  for (const id of ["keep", "here", "rename"]) part(id).disabled = !one.movable && id !== "rename";
  if (!again) {
    seek(Math.max(0, draft - (play ? 2000 : 0)), play);
    await window_();
  }
  show();
}
function reasons(one) {
  const lines = one.why.map((why) => make("li", {}, make("button", { type: "button", onclick: () => seek(why.start_ms, true) }, `▶ ${clock(why.start_ms)}`),
    ` ${why.kind}${why.score == null ? "" : ` (${Math.round(why.score * 100)} %)`} : “${why.text}”`));
  const rival = one.rival && make("p", {}, make("button", { type: "button", onclick: () => seek(one.rival.start_ms, true) }, `▶ ${clock(one.rival.start_ms)}`),
    ` ${fill(text.rival, { time: clock(one.rival.start_ms), words: one.rival.text })}`);
  return [make("ul", {}, ...lines), ...(rival ? [rival] : [])];
}

/* A minute of sound and words around it. */
async function window_(ms = draft, length = 60000) {
  const asked = span;
  const got = await ask(`${at}/review/around?at_ms=${Math.round(ms)}&span_ms=${Math.round(Math.min(600000, Math.max(60000, length)))}`, { quiet: true }).catch(() => null);
  if (!got || asked !== span) return;
  around = got;
  part("words").replaceChildren(...around.words.flatMap(({ start_ms: start, end_ms: end, text: word }) => {
    const node = make("button", { type: "button", class: "word", tabindex: -1, onclick: () => { put(start); part("mark").focus({ preventScroll: true }); } }, word);
    node.start = start;
    node.end = end;
    return [node, " "];
  }));
  wave();
}
function wave() {
  const canvas = part("wave"), pen = canvas.getContext("2d"), { width, height } = canvas, n = around.peaks.length;
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--soft");
  around.peaks.forEach((peak, i) => { const high = Math.max(1, (peak / 100) * height); pen.fillRect((i * width) / n, (height - high) / 2, Math.max(1, width / n - 0.5), high); });
}
const share = (ms) => (around ? (ms - around.start_ms) / (around.end_ms - around.start_ms) : 0);

/* Where it is now, or would be. */
function show() {
  const moved = span && draft !== span.start_ms, mark = part("mark");
  part("now-where").textContent = moved ? fill(text.moved, { time: time(draft) }) : span ? fill(text.here, { time: time(span.start_ms) }) : "";
  if (!around) return;
  mark.style.left = `${Math.min(1, Math.max(0, share(draft))) * 100}%`;
  mark.classList.toggle("moved", Boolean(moved));
  for (const [name, value] of [["min", around.start_ms], ["max", around.end_ms], ["now", Math.round(draft)]]) mark.setAttribute(`aria-value${name}`, value);
  mark.setAttribute("aria-valuetext", time(draft));
  const box = part("words"), first = [...box.children].find((node) => node.end > draft);
  for (const node of box.children) node.classList.toggle("first", node === first);
  if (first) box.scrollTop = first.offsetTop - box.clientHeight / 2;
  head();
}
function head() {
  const place = share(now());
  part("head").hidden = place < 0 || place > 1;
  part("head").style.left = `${place * 100}%`;
}
function put(ms) {
  if (!span?.movable) { say(text.not_movable); return; }
  draft = Math.min(Math.max(1, Math.round(ms)), view.duration_ms - 1);
  seek(draft);
  if (around && (draft < around.start_ms || draft > around.end_ms)) window_().then(show); else show();
}
function word(step) {
  const starts = (around?.words ?? []).map((one) => one.start_ms);
  put(step > 0 ? starts.find((ms) => ms > draft) ?? draft : starts.findLast((ms) => ms < draft) ?? draft);
}

/* What is kept; somebody else may have been here first. */
function send(path, body, told, after = () => {}) {
  return queue(async () => {
    try {
      const kept = await ask(`${at}/review/${path}`, { method: "POST", body: { seen: view.revision, ...body } });
      mine.push(kept.ids);
      part("undo").disabled = false;
      await look();
      after();
      say(told);
    } catch { await look(); }
  });
}
function keep(ms = draft) {
  if (!span?.movable) { say(text.not_movable); return; }
  const one = span, start = one.start_ms, to = Math.round(ms);
  const told = to === start ? fill(text.confirmed, { label: one.label }) : fill(text.kept, { label: one.label, time: time(to) });
  send("start", { start_ms: start, at_ms: to }, told, () => {
    const next = nextUnsure(to);
    if (next) pick(next); else { pick(view.spans.find((other) => other.start_ms === to) ?? movable()[0], false); say(`${told} – ${text.no_more}`); }
  });
}
function second() { if (span?.rival) keep(span.rival.start_ms); else say(text.no_rival); }
function about(ms) {
  choose({ items: view.items, span, ms, split: ms !== span.start_ms }, ({ kind, items, title, label }) =>
    send("what", { at_ms: Math.round(ms), kind, items, title }, fill(text.changed, { time: clock(ms), label }), () => pick(view.spans.findLast((one) => one.start_ms <= ms + 1), false)));
}
function join() {
  const before = view.spans[view.spans.indexOf(span) - 1];
  if (!before) { say(text.first); return; }
  send("what", { at_ms: span.start_ms, kind: before.kind, items: before.items, title: before.title }, fill(text.changed, { time: clock(before.start_ms), label: before.label }),
    () => { const next = nextUnsure(before.start_ms); pick(next ?? view.spans.findLast((one) => one.start_ms <= before.start_ms), Boolean(next)); });
}
function absentNow(item, reason) { send("absent", { item: item.id, reason }, fill(text.absent, { label: item.label, reason })); }
function undo() {
  const ids = mine.pop();
  if (!ids) { say(text.nothing_to_undo); return; }
  queue(async () => {
    await ask(`${at}/text/undo`, { method: "POST", body: { seen: view.revision, ids } });
    part("undo").disabled = !mine.length;
    await look();
    pick(again(span), false);
    say(text.undone);
  });
}
/* The same matter, wherever it starts now. */
function again(one) {
  const alike = view.spans.filter((other) => other.kind === one.kind && other.items.join() === one.items.join());
  return view.spans.find((other) => other.start_ms === one.start_ms && alike.includes(other)) ?? alike[0] ?? view.spans.findLast((other) => other.start_ms <= one.start_ms);
}
function step(by) {
  const some = movable(), n = some.findIndex((one) => one.start_ms === span?.start_ms);
  pick(some[Math.min(Math.max(0, n + by), some.length - 1)]);
}
const listen = () => seek(Math.max(0, draft - 2000), true);
const unsure = () => { const next = nextUnsure(span?.start_ms ?? -1); if (next) pick(next); else say(text.no_more); };
const sheet = () => part("keys").showModal();

const keys = {
  u: unsure, ArrowUp: () => step(-1), ArrowDown: () => step(1), Enter: () => keep(), 2: second,
  ArrowLeft: (event) => (event.shiftKey ? put(draft - 1000) : word(-1)), ArrowRight: (event) => (event.shiftKey ? put(draft + 1000) : word(1)),
  ",": () => put(draft - view.frame_ms), ";": () => put(draft + view.frame_ms), p: listen, " ": toggle, h: () => put(now()),
  Escape: () => put(span.start_ms), o: () => about(span.start_ms), s: () => about(now()), m: join, z: undo, "?": sheet,
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !view || document.querySelector("dialog[open]")) return;
  const { target } = event, button = target.closest?.("button, a, input, select");
  if (target.matches?.("input, select, textarea") || (button && (event.key === "Enter" || event.key === " "))) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act(event);
});
for (const [id, act] of [["keep", () => keep()], ["second", second], ["listen", listen], ["here", () => put(now())], ["rename", () => about(span.start_ms)],
  ["part", () => about(now())], ["join", join], ["undo", undo], ["keys-open", sheet], ["approve", () => send("approve", {}, text.approved)]]) part(id).addEventListener("click", act);

/* The mark follows a pointer. */
const zoom = part("mark").parentElement;
zoom.addEventListener("pointerdown", (event) => {
  const to = (one) => { const box = zoom.getBoundingClientRect(); put(around.start_ms + Math.min(1, Math.max(0, (one.clientX - box.left) / box.width)) * (around.end_ms - around.start_ms)); };
  if (!around) return;
  zoom.setPointerCapture(event.pointerId);
  const moving = (one) => to(one);
  to(event);
  zoom.addEventListener("pointermove", moving);
  zoom.addEventListener("pointerup", () => zoom.removeEventListener("pointermove", moving), { once: true });
});
onTime(head);
repeat(() => queue(look), 4);
