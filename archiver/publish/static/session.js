/* What a session page does beyond being read: it seeks, follows, finds and copies links.
 Without this file every link still leads into the video file by its media fragment.
 A classic script, since browsers load no modules from a disk. Words shown come from the page. */
"use strict";
const $ = (selector) => document.querySelector(selector);
const $$ = (selector) => [...document.querySelectorAll(selector)];
const data = JSON.parse($("#page-data").textContent);
const main = $("#page-main"), video = $("#page-video"), box = $("#page-text");
const links = $$("#page-chapters .go");
const chapters = links.map((a) => ({ start: +a.dataset.start, end: +a.dataset.end, anchor: a.dataset.chapter }));
const utterances = $$(".u");
const times = utterances.map((u) => u.dataset.t.split(" ").map(Number));
const wide = matchMedia("(min-width: 64rem)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

/* Index of the last entry that starts at or before `ms`, -1 if none does. */
function last(count, start, ms) {
  let low = 0, high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (start(middle) <= ms) low = middle + 1; else high = middle;
  }
  return low - 1;
}

/* ---- Time. A seek asked for before the video is known waits for it. ---- */
let wanted = null;
const now = () => wanted ?? video.currentTime * 1000;

function seek(ms, play) {
  const end = Number.isFinite(video.duration) ? video.duration * 1000 : Infinity;
  wanted = Math.max(0, Math.min(ms, end));
  if (video.readyState) arrive();
  else video.addEventListener("loadedmetadata", arrive, { once: true });
  if (play) video.play().catch(() => {});
  show();
}

function arrive() {
  if (wanted === null) return;
  video.currentTime = wanted / 1000;
  wanted = null;
}

function step(by) {
  const at = last(chapters.length, (i) => chapters[i].start, now() + 20);
  // As on any player: back is first to the start of what is playing.
  const again = by < 0 && at >= 0 && now() - chapters[at].start > 3000;
  const to = chapters[again ? at : at + by];
  if (to) { seek(to.start); follow(true); }
}

const toggle = () => (video.paused ? video.play().catch(() => {}) : video.pause());

/* ---- What is being said ---- */
let chapterNow = -2, utteranceNow = -2, wordNow = -1;
const highlights = window.Highlight && CSS.highlights;
const words = new WeakMap();

function mark(name, ranges) {
  if (highlights) CSS.highlights.set(name, new Highlight(...ranges));
}

function show() {
  const ms = now() + 20; // players give back 27.299 for 27.3
  const chapter = last(chapters.length, (i) => chapters[i].start, ms);
  if (chapter !== chapterNow) showChapter((chapterNow = chapter));
  const played = $("#page-played");
  if (played) played.setAttribute("width", Math.round(ms));
  let utterance = last(times.length, (i) => times[i][0], ms);
  if (utterance >= 0 && ms > times[utterance][1] + 1500) utterance = -1;
  if (utterance !== utteranceNow) showUtterance(utterance);
  if (utterance >= 0) showWord(utterances[utterance], ms - times[utterance][0]);
}

function showChapter(index) {
  const anchor = index < 0 ? null : chapters[index].anchor;
  for (const a of $$("a[data-chapter]")) {
    if (a.dataset.chapter === anchor) a.setAttribute("aria-current", "true");
    else a.removeAttribute("aria-current");
  }
  for (const [i, part] of $$("#page-bar [class^=k-]").entries()) part.classList.toggle("is-now", i === index);
  $("#page-current").textContent = index < 0 ? "" : links[index].querySelector(".name").textContent;
  if (index >= 0 && wide.matches) within($("#page-chapters"), links[index]);
}

function showUtterance(index) {
  utterances[utteranceNow]?.classList.remove("is-now");
  utteranceNow = index;
  wordNow = -1;
  mark("word", []);
  utterances[index]?.classList.add("is-now");
  if (index >= 0 && following()) within(box, utterances[index]);
}

/* Where each word starts: in the text, and in tenths of a second; made when first needed. */
function wordsOf(u) {
  if (!words.has(u)) {
    let at = 0;
    const places = u.textContent.split(" ").map((word) => [at, (at += word.length + 1) - 1]);
    words.set(u, { places, starts: u.dataset.w.split(" ").map((n) => n * 100) });
  }
  return words.get(u);
}

function showWord(u, ms) {
  const { places, starts } = wordsOf(u);
  const index = last(starts.length, (i) => starts[i], ms);
  if (index === wordNow) return;
  wordNow = index;
  if (index >= 0) mark("word", [range(u.firstChild, places[index][0], u.firstChild, places[index][1])]);
}

function range(from, start, to, end) {
  const found = document.createRange();
  found.setStart(from, start);
  found.setEnd(to, end);
  return found;
}

/* ---- The transcript follows, until its reader scrolls ---- */
const following = () => $("#page-follow").getAttribute("aria-pressed") === "true";

function follow(on) {
  $("#page-follow").setAttribute("aria-pressed", on);
  if (on && utteranceNow >= 0) within(box, utterances[utteranceNow]);
}

/* Scrolls only `scroller`, so that the page itself never moves under its reader. */
function within(scroller, target) {
  const frame = scroller.getBoundingClientRect(), place = target.getBoundingClientRect();
  if (!frame.height || scroller.scrollHeight <= scroller.clientHeight) return;
  const off = place.top - frame.top - frame.height * 0.3;
  const far = Math.abs(off) > 2 * frame.height;
  scroller.scrollBy({ top: off, behavior: far || still.matches ? "instant" : "smooth" });
}

for (const event of ["wheel", "touchmove"]) box.addEventListener(event, () => follow(false), { passive: true });
box.addEventListener("pointerdown", (event) => { if (event.target === box) follow(false); });
box.addEventListener("keydown", (event) => {
  if (/^(Arrow(Up|Down)|Page|Home|End)/.test(event.key)) follow(false);
});

/* ---- Permalinks: a chapter's anchor, u-<session ms>, t=1h2m3s ---- */
function meant(hash) {
  let id = hash.slice(1);
  try { id = decodeURIComponent(id); } catch { return null; }
  const time = /^t=(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?(?:,.*)?$/.exec(id);
  if (time && id.length > 2) return { ms: ((+time[1] || 0) * 3600 + (+time[2] || 0) * 60 + (+time[3] || 0)) * 1000 };
  if (/^u-\d+$/.test(id)) return nearest(+id.slice(2));
  const element = document.getElementById(id);
  return element?.dataset.start ? { ms: +element.dataset.start, element } : null;
}

/* The utterance that holds an instant of the session; else the one closest to it. */
function nearest(ms) {
  let best = -1, least = Infinity;
  for (const [i, u] of utterances.entries()) {
    const start = +u.id.slice(2), end = start + times[i][1] - times[i][0];
    const off = ms < start ? start - ms : Math.max(0, ms - end);
    if (off < least || (off === least && start <= ms)) [best, least] = [i, off];
  }
  return best < 0 ? null : { ms: times[best][0], element: utterances[best] };
}

function openHash() {
  const found = meant(location.hash);
  if (!found) return;
  point(found.element);
  seek(found.ms);
  if (!found.element) return;
  if (!wide.matches) choose("transcript");
  within(box, found.element);
  // The browser went to the element before there was a box to scroll.
  scrollTo({ top: wide.matches ? 0 : main.offsetTop, behavior: "instant" });
}

function point(element) {
  $(".is-linked")?.classList.remove("is-linked");
  element?.classList.add("is-linked");
}

function setHash(id) {
  // A disk's pages may refuse this; the address is then merely not updated.
  try { history.replaceState(null, "", "#" + id); } catch { /* stays as it is */ }
}

async function copy(url) {
  try {
    await navigator.clipboard.writeText(url);
    return say(data.text.copied);
  } catch { /* refused, or a page without a secure origin: the older way */ }
  $("#page-copy-url").value = url;
  $("#page-copy").showModal();
  $("#page-copy-url").select();
  if (document.execCommand("copy")) {
    $("#page-copy").close();
    say(data.text.copied);
  }
}

let silence;
function say(text) {
  $("#page-status").textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => { $("#page-status").textContent = ""; }, 2500);
}

/* ---- Clicks ---- */
document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  const go = event.target.closest("a.go"), link = event.target.closest("a.link");
  const doing = event.target.closest("[data-do]"), tab = event.target.closest("[data-tab]:not(main)");
  const u = event.target.closest(".u");
  if (tab) choose(tab.dataset.tab);
  if (doing) return actions[doing.dataset.do]();
  if (go) {
    event.preventDefault();
    const id = go.dataset.chapter ?? go.parentElement.querySelector(".u")?.id;
    if (id) { setHash(id); point(document.getElementById(id)); }
    seek(+go.dataset.start, true);
    follow(true);
    if (id && wide.matches) within(box, document.getElementById(id));
  } else if (link) {
    event.preventDefault();
    // In a paragraph of several utterances: the one that was chosen, else the first.
    const id = link.parentElement.querySelector(".u.is-linked")?.id ?? link.hash.slice(1);
    setHash(id);
    copy(location.href.split("#")[0] + "#" + id);
  } else if (u && getSelection().isCollapsed) {
    setHash(u.id);
    point(u);
    seek(+u.dataset.t.split(" ")[0] + timeOfWord(u, event));
  }
});

function timeOfWord(u, event) {
  const spot = document.caretPositionFromPoint
    ? document.caretPositionFromPoint(event.clientX, event.clientY)
    : document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const node = spot?.offsetNode ?? spot?.startContainer, offset = spot?.offset ?? spot?.startOffset;
  if (node !== u.firstChild) return 0;
  const { places, starts } = wordsOf(u);
  return starts[last(places.length, (i) => places[i][0], offset)] ?? 0;
}

$("#page-bar")?.addEventListener("click", (event) => {
  const frame = event.currentTarget.getBoundingClientRect();
  seek((event.clientX - frame.left) / frame.width * event.currentTarget.viewBox.baseVal.width);
});
$("#page-follow").addEventListener("click", () => follow(!following()));
$("#page-speed").addEventListener("change", (event) => { video.playbackRate = +event.target.value; });

/* ---- Views: two beside the transcript where there is room, else three ---- */
function choose(name, focus) {
  if (wide.matches && name === "transcript") name = "chapters";
  main.dataset.tab = name;
  for (const tab of $$("[role=tab]")) {
    const on = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", on);
    tab.tabIndex = on ? 0 : -1;
    if (on && focus) tab.focus();
  }
  if (name === "transcript" && utteranceNow >= 0 && following()) within(box, utterances[utteranceNow]);
}

$("#page-tabs").addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const shown = $$("[role=tab]").filter((tab) => tab.offsetWidth);
  const at = shown.findIndex((tab) => tab.dataset.tab === main.dataset.tab);
  choose(shown[(at + by + shown.length) % shown.length].dataset.tab, true);
});
wide.addEventListener("change", () => choose(main.dataset.tab));

/* ---- Finding, whatever the accents ---- */
const folded = new Map();
let hits = [], hitNow = -1;

/* The text of a paragraph in plain small letters and, for each of these, where it came from. */
function fold(root) {
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), from = [];
  let text = "";
  while (nodes.nextNode()) {
    const node = nodes.currentNode;
    for (let i = 0; i < node.data.length; i++) {
      const plain = plainly(node.data[i]);
      for (let k = 0; k < plain.length; k++) from.push([node, i]);
      text += plain;
    }
  }
  return { text, from };
}

const plainly = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
  .replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/’/g, "'").replace(/\s/g, " ");

function find() {
  const query = plainly($("#page-find-words").value).trim().replace(/ +/g, " ");
  hits = [];
  hitNow = -1;
  if (query.length > 1) {
    for (const root of $$(".said")) {
      if (!folded.has(root)) folded.set(root, fold(root));
      const { text, from } = folded.get(root);
      for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) {
        const [first, start] = from[at], [end, stop] = from[at + query.length - 1];
        hits.push(range(first, start, end, stop + 1));
      }
    }
  }
  mark("found", hits);
  if (query.length > 1) nextHit(1); else { mark("found-now", []); $("#page-find-count").textContent = ""; }
}

function nextHit(by) {
  const count = $("#page-find-count");
  count.textContent = data.text.notFound;
  mark("found-now", []);
  $(".is-found")?.classList.remove("is-found");
  if (!hits.length) return;
  hitNow = (hitNow + by + hits.length) % hits.length;
  count.textContent = data.text.found.replace("{n}", hitNow + 1).replace("{total}", hits.length);
  mark("found-now", [hits[hitNow]]);
  if (!highlights) hits[hitNow].startContainer.parentElement.classList.add("is-found");
  follow(false);
  within(box, hits[hitNow]);
}

let typing;
$("#page-find-words").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(find, 150); });
$("#page-find-words").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); nextHit(-1); }
  if (event.key === "Escape") { event.target.value = ""; find(); }
});
$("#page-find").addEventListener("submit", (event) => { event.preventDefault(); nextHit(1); });
$("[data-find]").addEventListener("click", () => nextHit(-1));

/* ---- Keys: one letter each, so they can be turned off (WCAG 2.1.4) ---- */
const keysOn = $("#page-keys");
// A browser may refuse to keep anything; the choice then lasts as long as the page.
try { keysOn.checked = localStorage.getItem("archiver-keys") !== "off"; } catch { /* default */ }
keysOn.addEventListener("change", () => {
  try { localStorage.setItem("archiver-keys", keysOn.checked ? "on" : "off"); } catch { /* as above */ }
});

const captions = () => [...video.textTracks].find((track) => track.kind === "captions");
const actions = {
  toggle,
  back: () => seek(now() - 10000),
  forward: () => seek(now() + 10000),
  previous: () => step(-1),
  next: () => step(1),
  help: () => $("#page-help").showModal(),
  follow: () => follow(!following()),
  find: () => { if (!wide.matches) choose("transcript"); $("#page-find-words").focus(); $("#page-find-words").select(); },
  left: () => seek(now() - 5000),
  right: () => seek(now() + 5000),
  captions: () => {
    const track = captions();
    if (!track) return;
    track.mode = track.mode === "showing" ? "hidden" : "showing";
    say(track.mode === "showing" ? data.text.captionsOn : data.text.captionsOff);
  },
};
const keys = {
  " ": "toggle", k: "toggle", j: "back", l: "forward", ArrowLeft: "left", ArrowRight: "right",
  p: "previous", n: "next", c: "captions", f: "follow", "/": "find", "?": "help",
};

document.addEventListener("keydown", (event) => {
  const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  // What these do with a key themselves is what their user expects of it.
  const own = /^( |Arrow.*)$/.test(event.key) ? "input, select, dialog, button, video" : "input, select, dialog";
  if (!action || !keysOn.checked || event.target.closest(own)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  event.preventDefault();
  actions[action]();
});

/* ---- Captions from the page itself, where the browser refuses the file (pages on a disk) ---- */
function captionsFromPage(refused) {
  const { language, label, cues } = data.captions;
  refused.remove();
  if (!cues.length) return;
  const track = video.addTextTrack("captions", label, language);
  for (const [start, end, text] of cues) track.addCue(new VTTCue(start / 1000, end / 1000, plainCue(text)));
  track.mode = "showing";
}

/* A cue's text is markup to the browser. */
const plainCue = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const captionFile = $("track[kind=captions]");
if (captionFile?.readyState === HTMLTrackElement.ERROR) captionsFromPage(captionFile);
else captionFile?.addEventListener("error", () => captionsFromPage(captionFile), { once: true });

/* ---- Start ---- */
document.documentElement.classList.add("js");
for (const id of ["controls", "tabs", "tools"]) $("#page-" + id).hidden = false;
for (const name of ["chapters", "agenda"]) $("#page-" + name).setAttribute("role", "tabpanel");
choose("chapters");
for (const event of ["seeking", "timeupdate", "loadedmetadata"]) video.addEventListener(event, show);
video.addEventListener("play", function frame() {
  show();
  if (!video.paused) requestAnimationFrame(frame);
});
addEventListener("hashchange", openHash);
openHash();
show();
