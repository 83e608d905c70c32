/* The search page: asks Pagefind, shows passages by session. All of it is text, never markup. */
"use strict";
const part = (name) => document.getElementById("page-" + name);
const data = JSON.parse(part("data").textContent);
const form = part("form"), words = part("words"), order = part("order"), found = part("found");
const FILTERS = ["year", "body", "commission", "speaker", "kind"];
const AT_ONCE = 10, OF_A_PART = 3, BEFORE = 12, AFTER = 24;
let engine, opened, results = [], shown = 0, asked = 0, terms = "";

/* --- Asking. The index is opened when it is first needed, and anew when it was made anew: the pieces of
   the old one are gone by then. */
async function open() {
  const said = await (await fetch(data.index + "parts.json", { cache: "no-cache" })).text();
  if (!engine || said !== opened) [opened, engine] = [said, opening(JSON.parse(said))];
  return engine;
}

async function opening(parts) {
  const [first, ...others] = parts.parts;
  const made = await import(new URL(data.index + first + "/pagefind.js", location.href));
  await made.destroy();
  await made.options({ excerptLength: 1 });
  await made.init();
  for (const other of others) await made.mergeIndex(new URL(data.index + other + "/", location.href).href);
  fill(await made.filters());
  return made;
}

/* A word is found without what is elided before it, as the index holds it. */
const plain = (text) => text.replace(/(?<!\p{L})(?:[cdjlmnst]|qu|lorsqu|puisqu|quoiqu|jusqu)['’](?=\p{L})/giu, "").replace(/['’\u2010-]+/g, " ").trim();

async function ask() {
  const turn = ++asked, params = new URLSearchParams(location.search);
  terms = plain(params.get("q") ?? "");
  clear();
  if (!terms) return tell("");
  tell(data.text.searching);
  try {
    const made = await open();
    choose(params);
    const filters = {};
    for (const name of FILTERS) if (params.get(name)) filters[name] = params.get(name);
    const way = { newest: "desc", oldest: "asc" }[params.get("order")];
    const how = { filters, sort: way ? { date: way } : {} };
    let answer = await made.search(terms, how);
    if (!answer.results.length && /oe/i.test(terms)) answer = await made.search(terms.replace(/oe/gi, "œ"), how);
    if (turn !== asked) return;
    results = answer.results;
    await more(turn);
  } catch (error) {
    if (turn === asked) lose(error);
  }
}

async function more(turn, focus) {
  const next = results.slice(shown, shown + AT_ONCE);
  const parts = await Promise.all(next.map((result) => result.data()));
  if (turn !== asked) return;
  shown += parts.length;
  const links = parts.map(show);
  part("more").hidden = shown >= results.length;
  document.documentElement.dataset.found = results.length;
  tell(said(results.length));
  if (focus) links[0]?.focus();
}

function said(n) {
  const text = n === 0 ? data.text.none : n === 1 ? data.text.one : data.text.many;
  return text.replace("{n}", n.toLocaleString(document.documentElement.lang)).replace("{shown}", shown);
}

function clear() {
  [results, shown] = [[], 0];
  found.replaceChildren();
  for (const name of ["more", "lost"]) part(name).hidden = true;
  delete document.documentElement.dataset.found;
}

const tell = (text) => { part("told").textContent = text; };

function lose(error) {
  console.info(String(error));
  engine = undefined;
  tell("");
  part("why").textContent = location.protocol === "file:" ? data.text.disk : data.text.lost;
  part("lost").hidden = false;
}

/* --- Showing */
function make(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const address = (meta, anchor) => `${data.root}${encodeURIComponent(meta.page)}/index.html${anchor ? "#" + anchor : ""}`;

function clock(ms) {
  const s = Math.floor(ms / 1000), two = (n) => String(n).padStart(2, "0");
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

const longDate = (day, lang) => new Date(day + "T12:00:00Z").toLocaleDateString(lang, { dateStyle: "full", timeZone: "UTC" });

/* The list in which the parts of one session are put. */
function session(meta) {
  const known = [...found.children].find((li) => li.dataset.page === meta.page);
  if (known) return known.lastElementChild;
  const list = make("ol", { class: "parts" });
  const title = make("a", { href: address(meta), dir: "auto" }, meta.session);
  const when = make("p", { class: "meta" }, make("time", { datetime: meta.date }, longDate(meta.date, document.documentElement.lang)));
  const entry = make("li", { lang: meta.lang }, make("h3", {}, title), when, list);
  when.lang = document.documentElement.lang;
  entry.dataset.page = meta.page;
  found.append(entry);
  return list;
}

/* Shows one part of a session; returns its first link. */
function show(one) {
  const meta = one.meta, speakers = JSON.parse(meta.speakers || "[]");
  const name = make("a", { href: address(meta, meta.anchor), dir: "auto" }, meta.chapter || meta.session);
  const entry = make("li", { class: "part" }, make("p", { class: "chapter" }, name));
  const passages = places(one);
  for (const place of passages.slice(0, OF_A_PART)) entry.append(passage(meta, speakers, place));
  const left = passages.length - OF_A_PART;
  if (left > 0) entry.append(make("p", { class: "meta" }, data.text.left.replace("{n}", left)));
  session(meta).append(entry);
  return name;
}

function passage(meta, speakers, { anchor, start, speaker, text }) {
  const time = clock(start), who = speakers[speaker];
  const link = make("a", { class: "at", href: address(meta, anchor), "aria-label": data.text.watch.replace("{time}", time) }, "▶\uFE0E\u00A0" + time);
  const line = make("p", { class: "words", dir: "auto" });
  if (who) line.append(make("bdi", { class: "who" }, who), " ");
  line.append(...text);
  return make("div", { class: "hit" }, link, line);
}

/* The passages around hits, those with most first: each of one speaker, none within another. */
function places(one) {
  const written = one.content.split(/[\r\n\s]+/g), hits = new Set(one.locations);
  const starts = one.anchors.filter((a) => /^u-\d+\.\d+\.-?\d+$/.test(a.id)).sort((a, b) => a.location - b.location)
    .map((a) => ({ location: a.location, told: a.id.split(".") }));
  const places = [];
  let end = 0;
  for (const at of [...hits].sort((a, b) => a - b)) {
    const i = starts.findLastIndex((start) => start.location <= at);
    if (i < 0 || at < end) continue;
    const [anchor, start, speaker] = starts[i].told, others = (s) => s.told[2] !== speaker;
    const turn = starts[starts.findLastIndex((s, n) => n < i && others(s)) + 1].location;
    const stop = starts.find((s, n) => n > i && others(s))?.location ?? written.length;
    const from = Math.max(end, turn, at - BEFORE);
    end = Math.min(stop, at + AFTER);
    const count = [...hits].filter((hit) => from <= hit && hit < end).length;
    places.push({ anchor, start: +start, speaker: +speaker, at, count, text: excerpt(written, [turn, from, end, stop], hits) });
  }
  return places.sort((a, b) => b.count - a.count || a.at - b.at);
}

/* Words from one to another, those that were found marked. */
function excerpt(written, [turn, from, to, stop], hits) {
  const pieces = from > turn ? ["… "] : [];
  for (let i = from; i < to; i++) {
    const glued = written[i].length > 1 && /['’\u2010-]$/.test(written[i]);
    pieces.push(hits.has(i) ? make("mark", {}, written[i]) : written[i], glued ? "" : " ");
  }
  return to < stop ? [...pieces, "…"] : pieces;
}

/* --- The form, and the address, which keeps what was asked */
function fill(known) {
  for (const name of FILTERS) {
    const select = part("by-" + name), values = Object.entries(known[name] ?? {});
    const label = (value) => (name === "kind" ? data.kinds[value] ?? value : value);
    values.sort(([a], [b]) => (name === "year" ? b - a : label(a).localeCompare(label(b), document.documentElement.lang)));
    select.replaceChildren(select.options[0], ...values.map(([value]) => make("option", { value }, label(value))));
    select.parentElement.hidden = values.length < 2;
  }
  part("filters").hidden = false;
}

function choose(params) {
  words.value = params.get("q") ?? "";
  for (const name of [...FILTERS, "order"]) form.elements[name].value = params.get(name) ?? "";
}

function go(event) {
  event?.preventDefault();
  const params = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) params.set(name, value);
  history.pushState(null, "", "?" + params);
  ask();
}

form.addEventListener("submit", go);
part("filters").addEventListener("change", () => go());
part("more").addEventListener("click", () => more(asked, true).catch(ask));
addEventListener("popstate", () => { choose(new URLSearchParams(location.search)); ask(); });
// Whoever types will want the index: it is fetched meanwhile.
words.addEventListener("input", () => open().catch(() => { engine = undefined; }), { once: true });
document.documentElement.classList.add("js");
choose(new URLSearchParams(location.search));
ask();
