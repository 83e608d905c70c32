/* The page of what is hidden in a session. */
import { ask, clock, data, make, part, repeat, say } from "/static/desk.js";
import { hidePassage } from "/static/hiding.js";

const at = `/api/sessions/${encodeURIComponent(data.id)}/hiding`;
const text = data.text, may = data.role !== "read";
let revision = 0, drawn = "";

function row(one) {
  const how = [`${text.hide_sound} ${text[`hide_${one.sound}`]}`, one.picture === "keep" ? "" : `${text.hide_picture} ${text[`hide_${one.picture}`]}`];
  const back = make("button", { type: "button", "aria-label": `${text.hide_undo} ${clock(one.start_ms)}`, onclick: () => takeBack(one.id) }, text.hide_undo);
  return make("tr", {},
    make("th", { scope: "row" }, clock(one.start_ms), make("span", { class: "meta" }, ` ${((one.end_ms - one.start_ms) / 1000).toFixed(1)} s`)),
    make("td", { dir: "auto" }, one.before, " ", make("mark", { class: "gone" }, one.words || "–"), " ", one.after),
    make("td", {}, how.filter(Boolean).join(", "), one.note ? make("p", { class: "meta", dir: "auto" }, one.note) : ""),
    make("td", { dir: "auto" }, one.author), make("td", {}, one.state), make("td", {}, back));
}

async function takeBack(id) {
  await ask(`${at}/undo`, { method: "POST", body: { id, revision } }).then(() => say(text.hide_undone)).catch(() => {});
  await list();
  part("new").focus();
}

async function list() {
  const known = await ask(at, { quiet: true });
  const now = JSON.stringify(known);
  if (now === drawn) return;
  [drawn, revision] = [now, known.revision];
  part("rows").replaceChildren(...known.hidden.map(row));
  part("table").hidden = !known.hidden.length;
  part("none").hidden = known.hidden.length > 0;
}

async function check() {
  const state = await ask(`${at}/check`, { quiet: true });
  part("check").disabled = state.running;
  const ended = { 0: text.hide_clean, 1: text.hide_left }[state.code] ?? "";
  const said = state.running ? text.hide_running : ended;
  if (part("checked").textContent !== said) part("checked").textContent = said;
  part("lines").hidden = state.running || !state.code || !state.lines.length;
  const lines = state.lines.join("\n");
  if (part("lines").textContent !== lines) part("lines").textContent = lines;
}

if (may) {
  part("new").addEventListener("click", async () => { if (await hidePassage().catch(() => false)) await list(); });
  part("check").addEventListener("click", async () => { await ask(`${at}/check`, { method: "POST" }).catch(() => {}); await check(); });
  repeat(async () => { await list(); await check(); });
} else for (const name of ["new", "check"]) part(name).disabled = true;
