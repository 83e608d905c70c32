/* The technician's page: a view of the files that the recorder and others write. It keeps nothing. */
import { ask, clock, complain, data, make, part, repeat, say } from "/static/desk.js";

const at = `/api/sessions/${encodeURIComponent(data.id)}`, text = data.text;
const told = (name, values = {}) => text[name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const chosen = new Set();
let now = null, heard = 0, typed = "", pictured = "";

/* Put children in place only where they differ: a button that is being pressed must stay. */
const shown = new Map();
function fill(id, what, build) {
  const key = JSON.stringify(what);
  if (!part(id) || shown.get(id) === key) return;
  const inside = document.activeElement, focused = part(id).contains(inside) ? inside.dataset.id : null;
  shown.set(id, key);
  part(id).replaceChildren(...build());
  if (focused) [...part(id).querySelectorAll("[data-id]")].find((one) => one.dataset.id === focused)?.focus();
}
function write(id, words) { if (part(id) && part(id).textContent !== words) part(id).textContent = words; }

/* How it stands */
function show(state) {
  now = state;
  const top = part("top");
  top.classList.toggle("good", state.good);
  top.classList.toggle("bad", state.phase !== "" && !state.good);
  write("dot", state.is_recorded && state.phase === "recording" ? "●" : "○");
  write("says", state.says || text.none);
  write("session-clock", state.phase ? clock(state.session_ms) : "");
  part("gate").classList.toggle("public", state.gate === "public");
  part("gate").dataset.gate = state.gate;
  write("gate", state.gate_says);
  write("why", state.why);
  fill("alarms", state.alarms, () => state.alarms.map((words) => make("li", {}, words)));
  fill("levels", state.levels_dbfs, () => state.levels_dbfs.map(level));
  fill("beside", state.beside, () => state.beside.map((one) => make("li", { class: one.fails && "fails" }, one.says)));
  write("figures", figures(state));
  for (const [id, here] of [["start-form", !state.is_recorded], ["checks", !state.is_recorded], ["stop", state.is_recorded], ["after", !state.is_recorded && state.phase !== ""]]) {
    if (part(id)) part(id).hidden = !here;
  }
  showMarks(state);
  showItems(state);
  showPicture(state);
}

function level(value, index) {
  const name = told("channel", { n: index + 1 }), words = told("level", { n: Math.round(value) });
  const meter = make("meter", { min: -60, max: 0, low: -50, high: -3, optimum: -18, value: Math.max(-60, Math.min(0, value)), "aria-label": name });
  return make("li", {}, make("span", {}, name), meter, make("output", {}, words));
}

function figures(state) {
  if (!state.is_recorded) return "";
  const list = [];
  if (state.bit_rate) list.push(told("bit_rate", { n: (state.bit_rate / 1e6).toFixed(1) }));
  if (state.free_bytes) list.push(told("free", { n: Math.round(state.free_bytes / 1e9) }), state.disk_full ? told("full", { time: state.disk_full }) : text.not_full);
  if (!state.levels_dbfs.length) list.push(text.no_level);
  return list.join(" · ");
}

async function showPicture(state) {
  const image = part("picture");
  if (!data.may_record || state.picture === pictured) return;
  pictured = state.picture;
  const answer = state.picture ? await fetch(`${at}/recording/picture`, { credentials: "same-origin" }).catch(() => null) : null;
  const has = answer?.status === 200;
  if (state.picture && !has) pictured = "";
  if (has) {
    const before = image.src;
    image.src = URL.createObjectURL(await answer.blob());
    image.alt = text.picture;
    if (before) URL.revokeObjectURL(before);
  }
  if (has || !state.picture) image.hidden = !has;
  write("no-picture", image.hidden ? text.no_picture : "");
}

function showMarks(state) {
  fill("made", state.marks, () => (state.marks.length ? state.marks.map((one) => make("li", {},
    make("time", {}, one.time), make("span", { class: "meta" }, one.session_ms === null ? "" : clock(one.session_ms)),
    make("span", { class: "label", dir: "auto" }, one.label),
    ...(data.may_record && one.session_ms !== null && state.is_recorded ? [make("button", { type: "button", "aria-label": `${text.retract_from} – ${clock(one.session_ms)}`, onclick: () => mark({ action: "retract", retract_from_ms: one.session_ms }) }, text.retract_from)] : []),
  )) : [make("li", { class: "meta" }, text.no_mark)]));
}

function showItems(state) {
  const following = state.items.find((item) => item.is_next), several = part("several")?.getAttribute("aria-pressed") === "true";
  write("next-label", following?.label ?? "");
  fill("items", [state.items, several, [...chosen]], () => state.items.map((item) => {
    const kinds = [item.is_now && "now", item.marked && "marked", item.withdrawn && "withdrawn"].filter(Boolean).join(" ");
    const hint = item.withdrawn ? text.withdrawn : item.is_now ? `${text.now} · ${item.marked}` : item.marked || (item.is_next ? text.next : "");
    const inner = [make("span", { class: "title", dir: "auto" }, item.label), make("span", { class: "hour" }, hint)];
    return make("li", {}, make("button", {
      type: "button", class: kinds, "data-id": item.id, disabled: item.withdrawn || !data.may_record,
      "aria-pressed": several ? String(chosen.has(item.id)) : null, "aria-current": item.is_now ? "step" : null, onclick: () => pressed(item.id),
    }, ...inner));
  }));
  const places = [["", text.at_start], ...state.items.map((item) => [item.id, told("after_item", { item: item.label })])];
  const options = (list) => list.map(([value, words]) => make("option", { value }, words));
  for (const id of ["add-after", "change-after"]) choose(id, [[" ", text.at_end], ...places], options);
  choose("change-item", state.items.map((item) => [item.id, item.label]), options);
}

function choose(id, list, options) {
  const before = part(id)?.value;
  fill(id, list, () => options(list));
  if (before && list.some(([value]) => value === before)) part(id).value = before;
}

/* Marking */
async function mark(body) {
  let made;
  try { made = await ask(`${at}/marks`, { method: "POST", body }); } catch (error) { if (error.code === 409) look().catch(() => {}); return; }
  say([told("marked", { what: made.label }), made.note].filter(Boolean).join(" – "));
  show(made.recording);
}

function act(action) {
  if (!now) return;
  if (action === "next") mark({ action: "item", following: true, seen: now.seen });
  else if (action === "undo") mark({ action, seen: now.seen });
  else if (action === "retract") mark({ action, retract_ms: Number(part("back").value) * 1000 });
  else mark({ action });
}

function pressed(id) {
  if (part("several").getAttribute("aria-pressed") !== "true") { mark({ action: "item", items: [id] }); return; }
  if (!chosen.delete(id)) chosen.add(id);
  showChosen();
}

function showChosen() {
  part("mark-several").hidden = chosen.size === 0;
  write("mark-several", told("mark_several", { n: chosen.size }));
  showItems(now);
}

function severalOr(on) {
  part("several").setAttribute("aria-pressed", String(on));
  chosen.clear();
  showChosen();
}

function sessionTime(words) {
  const found = /^(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)$/.exec(words.trim());
  return found ? ((Number(found[1] ?? 0) * 60 + Number(found[2])) * 60 + Number(found[3])) * 1000 : null;
}

if (data.may_record) {
  for (const button of document.querySelectorAll("[data-action]")) button.addEventListener("click", () => act(button.dataset.action));
  part("several").addEventListener("click", () => severalOr(part("several").getAttribute("aria-pressed") !== "true"));
  part("mark-several").addEventListener("click", async () => { await mark({ action: "item", items: [...chosen] }); severalOr(false); part("several").focus(); });
  part("from-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const from = sessionTime(part("from").value);
    if (from === null) { complain({ what: text.not_a_time }); return; }
    await mark({ action: "retract", retract_from_ms: from });
    part("from").value = "";
  });
  part("start-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const minutes = Number(part("minutes").value);
    const body = { ...source(), at_once: part("at-once").checked, simulcast: part("simulcast").checked, live_page: part("live-page").checked, live_words: part("live-words").checked };
    if (minutes) body.lasts_seconds = minutes * 60;
    await ask(`${at}/recording/start`, { method: "POST", body }).then(() => say(text.started), () => {});
  });
  part("check").addEventListener("click", async () => {
    part("check").disabled = true;
    say(text.checking);
    try { showChecks(await ask(`${at}/recording/check`, { method: "POST", body: source() })); } catch (error) { console.info(String(error)); }
    part("check").disabled = false;
  });
  part("stop").addEventListener("click", () => part("stop-sheet").showModal());
  part("stop-sure").addEventListener("click", async () => {
    part("stop-sheet").close();
    await ask(`${at}/recording/stop`, { method: "POST" }).then(() => say(text.stopping), () => {});
  });
}

function source() {
  const kind = document.querySelector("[name=source]:checked").value;
  return kind === "address" ? { source: kind, address: part("address").value.trim() } : { source: kind };
}

function showChecks(checks) {
  part("checks").replaceChildren(...checks.map((one) => make("li", { class: `c-${one.state}` },
    make("strong", {}, `${one.name} – ${text[one.state]}`), ` ${one.said}`, ...(one.state !== "green" && one.remedy ? [make("p", { class: "meta" }, `→ ${one.remedy}`)] : []))));
  say(checks.map((one) => one.state).includes("red") ? text.red : text.green);
}

/* The agenda amended */
async function amend(body) {
  let state;
  try { state = await ask(`${at}/agenda`, { method: "POST", body }); } catch { return false; }
  say(text.amended);
  show(state);
  return true;
}
const place = (id) => (part(id).value === " " ? {} : { after: part(id).value });
if (data.may_amend) {
  part("add-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const made = await amend({ what: "add", title: part("add-title").value, number: part("add-number").value, ...place("add-after") });
    if (made) part("add-form").reset();
  });
  part("change-form").addEventListener("submit", (event) => event.preventDefault());
  for (const what of ["withdraw", "restore"]) part(what).addEventListener("click", () => amend({ what, item: part("change-item").value }));
  part("move").addEventListener("click", () => amend({ what: "move", item: part("change-item").value, ...place("change-after") }));
  part("retitle").addEventListener("click", () => amend({ what: "retitle", item: part("change-item").value, title: part("change-title").value || null }));
}

/* Keys */
const KEPT = "archiver-keys";
part("keys-on").checked = localStorage.getItem(KEPT) !== "off";
part("keys-on").addEventListener("change", () => localStorage.setItem(KEPT, part("keys-on").checked ? "on" : "off"));
part("help").addEventListener("click", () => part("sheet").showModal());
const actions = new Map(Object.entries(data.keys).map(([action, key]) => [key, action]));
document.addEventListener("keydown", (event) => {
  const busy = event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.querySelector("dialog[open]");
  if (busy || event.target.closest("input, select, textarea")) return;
  if (event.key === "?") { part("sheet").showModal(); event.preventDefault(); return; }
  if (!data.may_record || !part("keys-on").checked) return;
  if (key(event.key, event.target.closest("button, a, summary"))) event.preventDefault();
});
function key(name, control) {
  if (/^\d$/.test(name)) typing(typed + name);
  else if (name === "Backspace" && typed) typing(typed.slice(0, -1));
  else if (name === "Escape") typing("");
  else if (name === "Enter" && typed) { numbered(typed); typing(""); }
  else if (name === " " && !control) act("next");
  else if (name === "b") severalOr(part("several").getAttribute("aria-pressed") !== "true");
  else if (actions.has(name)) act(actions.get(name));
  else return false;
  return true;
}
function typing(words) { typed = words; part("typed").hidden = !words; write("typed", words); }
function numbered(number) { mark({ action: "item", number }); }

/* After the session */
async function after() {
  const state = await ask(`${at}/state`, { quiet: true });
  fill("steps", state.steps, () => state.steps.map((step) => make("li", { class: `s-${step.state}` },
    make("strong", {}, data.steps[step.name] ?? step.name), ` ${text[step.state === "stale" ? "stale_step" : step.state]}`, step.why ? ` – ${step.why}` : "")));
  const lines = state.jobs.filter((job) => job.running || job.code).flatMap((job) => job.lines);
  part("lines").hidden = !lines.length;
  write("lines", lines.join("\n"));
  part("process").disabled = state.is_worked_on || !data.may_amend;
  part("publish").disabled = state.due || state.is_worked_on || !data.may_record;
  part("replay").hidden = !state.steps.some((step) => step.name === "replay" && step.state === "done");
}
for (const name of ["process", "publish"]) part(name).addEventListener("click", () => ask(`${at}/${name}`, { method: "POST" }).then(after, () => {}));

async function hear() {
  if (!data.may_record) return;
  const state = await ask(`${at}/recording/heard`, { quiet: true });
  write("heard-says", state.says || text.nothing_heard);
  fill("spans", state.spans, () => state.spans.map((one) => make("li", {}, make("time", {}, one.at), make("span", { dir: "auto" }, one.label))));
  write("words", now?.gate === "closed" ? text.closed_heard : state.words);
  write("close-says", now?.is_recorded ? "" : state.says);
  part("page").hidden = !/^https?:/.test(state.page);
  if (!part("page").hidden) part("page").href = state.page;
}

/* Look again and again; say in large letters that the desk is lost. */
let answered = performance.now();
async function look() {
  show(await ask(`${at}/recording`, { quiet: true }));
  answered = performance.now();
}
function lost() {
  const seconds = Math.round((performance.now() - answered) / 1000), gone = seconds > 5;
  part("lost").hidden = !gone;
  part("main").classList.toggle("old", gone);
  if (gone) write("lost", `${text.lost} (${told("stale", { n: seconds })})`);
}
document.addEventListener("visibilitychange", () => { if (!document.hidden) { answered = Math.max(answered, performance.now() - 3000); look().catch(() => {}); } });
setInterval(() => { if (!document.hidden) lost(); }, 1000);
repeat(look, 1);
repeat(after, 4);
repeat(hear, 4);
