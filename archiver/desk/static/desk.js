/* What every page of the desk shares: its data, asking the desk, saying how it went. */
export const data = JSON.parse(document.getElementById("data").textContent);
export const part = (id) => document.getElementById(id);
const said = part("said"), failed = part("failed");

/* Say something that went well; say what went wrong, until something goes well. */
export function say(text) { [said.textContent, failed.textContent] = [text, ""]; }
export function complain(problem) {
  failed.textContent = [problem.what, problem.why, problem.remedy].filter(Boolean).join(" – ");
}

export class Refused extends Error {
  constructor(code, problem) { super(problem.what); Object.assign(this, { code, problem }); }
}

/* Ask the desk; what it answers, or Refused. */
export async function ask(path, { method = "GET", body, quiet = false } = {}) {
  const how = { method, headers: { "X-Archiver": "desk" }, credentials: "same-origin" };
  if (body !== undefined) [how.body, how.headers["Content-Type"]] = [JSON.stringify(body), "application/json"];
  let answer;
  try { answer = await fetch(path, how); } catch (error) {
    const lost = new Refused(0, { what: document.documentElement.lang === "en" ? "The desk does not answer" : "Le bureau ne répond pas" });
    if (!quiet) complain(lost.problem);
    throw lost;
  }
  if (answer.status === 401) { location.assign("/login"); }
  const told = answer.status === 204 || answer.headers.get("content-length") === "0" ? null : await answer.json().catch(() => null);
  if (answer.ok) return told;
  const refused = new Refused(answer.status, told ?? { what: answer.statusText });
  if (!quiet) complain(refused.problem);
  throw refused;
}

export function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export function clock(ms) {
  const s = Math.floor(ms / 1000), two = (n) => String(n).padStart(2, "0");
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/* Looks that have not come back once: until they have, the page is not as it stands. */
let busy = 0;

/* Look again and again, sooner while somebody looks; never two at once. */
export function repeat(look, seconds = 2) {
  const again = async () => {
    if (!document.hidden) try { await look(); } catch (error) { console.info(String(error)); }
    setTimeout(again, seconds * 1000);
  };
  busy += 1;
  part("main").setAttribute("aria-busy", "true");
  again().then(() => { if (!--busy) part("main").removeAttribute("aria-busy"); });
}

/* 1:02:03.4 or 47:12.4 or seconds, as on the page; null where it is none. */
export function instant(given) {
  const found = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?$/.exec(given.trim());
  if (!found) return null;
  const [, hours, minutes, seconds, part] = found;
  return ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds)) * 1000 + Number((part ?? "").padEnd(3, "0"));
}
