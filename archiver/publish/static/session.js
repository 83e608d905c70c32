/* What a session page does beyond being read: it seeks, follows, finds and copies links.
   Without it every link still leads into the video file by its media fragment.
   A classic script, since browsers load no modules from a disk. */
"use strict";
const $ = (selector) => document.querySelector(selector);
const $$ = (selector) => [...document.querySelectorAll(selector)];
const part = (name) => document.getElementById("page-" + name);
const when = (target, events, act, how) => events.split(" ").forEach((name) => target.addEventListener(name, act, how));
const data = JSON.parse(part("data").textContent);
const main = part("main"), video = part("video"), box = part("text");
const chapters = $$("#page-chapters .go"), chapterStarts = chapters.map((a) => +a.dataset.start);
const utterances = $$(".u"), times = utterances.map((u) => u.dataset.t.split(" ").map(Number));
const utteranceStarts = times.map(([start]) => start);
const wide = matchMedia("(min-width: 64rem)"), still = matchMedia("(prefers-reduced-motion)");

/* Index of the last of `starts` at or before `ms`, -1 if none is. */
function last(starts, ms) {
  let low = 0, high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= ms) low = middle + 1; else high = middle;
  }
  return low - 1;
}

/* --- Time. A seek asked for before the video is known waits for it. */
let wanted = null;
const now = () => wanted ?? video.currentTime * 1000;
const play = () => video.play().catch(() => {}); // refused: the viewer presses play

function seek(ms) {
  wanted = Math.max(0, Math.min(ms, video.duration * 1000 || Infinity));
  if (video.readyState) arrive();
  else video.addEventListener("loadedmetadata", arrive, { once: true });
  show();
}

function arrive() {
  if (wanted !== null) video.currentTime = wanted / 1000;
  wanted = null;
}

function step(by) {
  const at = last(chapterStarts, now() + 20);
  // As on any player, back is first to the start of what plays.
  const to = chapterStarts[by < 0 && now() - chapterStarts[at] > 3000 ? at : at + by];
  if (to !== undefined) { seek(to); follow(true); }
}

/* --- What is being said */
let chapterNow = -2, utteranceNow = -1, wordNow = -1;
const words = new WeakMap();

/* Highlights add no elements: cheap over a whole day of speech. */
function mark(name, ranges) {
  if (window.Highlight) CSS.highlights.set(name, new Highlight(...ranges));
}

function show() {
  const ms = now() + 20; // players give back 27.299 for 27.3
  const chapter = last(chapterStarts, ms);
  if (chapter !== chapterNow) showChapter(chapter);
  part("played")?.setAttribute("width", Math.round(ms));
  showPosition(ms);
  let utterance = last(utteranceStarts, ms);
  if (utterance >= 0 && ms > times[utterance][1] + 1500) utterance = -1;
  if (utterance !== utteranceNow) showUtterance(utterance);
  if (utterance >= 0) showWord(utterances[utterance], ms - utteranceStarts[utterance]);
}

function showChapter(index) {
  chapterNow = index;
  const current = chapters[index];
  for (const a of $$("a[data-chapter]")) {
    if (a.dataset.chapter === current?.dataset.chapter) a.setAttribute("aria-current", "true");
    else a.removeAttribute("aria-current");
  }
  $$("#page-bar [class^=k-]").forEach((rect, i) => rect.classList.toggle("is-now", i === index));
  part("current").textContent = current?.querySelector(".name").textContent ?? "";
  if (current && wide.matches) within(part("chapters"), current);
}

function showUtterance(index) {
  utterances[utteranceNow]?.classList.remove("is-now");
  utterances[index]?.classList.add("is-now");
  [utteranceNow, wordNow] = [index, -1];
  mark("word", []);
  if (following()) keepUp();
}

/* Where each word starts, in the text and in ms; made when first needed. */
function wordsOf(u) {
  if (!words.has(u)) {
    let at = 0;
    const places = u.textContent.split(" ").map((word) => (at += word.length + 1) - word.length - 1);
    words.set(u, { places: [...places, at], starts: u.dataset.w.split(" ").map((n) => n * 100) });
  }
  return words.get(u);
}

function showWord(u, ms) {
  const { places, starts } = wordsOf(u), index = last(starts, ms), node = u.firstChild;
  if (index === wordNow || index < 0) return;
  wordNow = index;
  mark("word", [range(node, places[index], node, places[index + 1] - 1)]);
}

function range(from, start, to, end) {
  const found = document.createRange();
  found.setStart(from, start);
  found.setEnd(to, end);
  return found;
}

/* --- The transcript follows, until its reader scrolls */
const following = () => part("follow").getAttribute("aria-pressed") === "true";

function follow(on) {
  part("follow").setAttribute("aria-pressed", on);
  if (on) keepUp();
}

function keepUp() {
  if (utterances[utteranceNow]) within(box, utterances[utteranceNow]);
}

/* Scrolls only `scroller`: the page itself never moves under its reader. */
function within(scroller, target) {
  const frame = scroller.getBoundingClientRect();
  // Words out of sight have no place of their own, only their utterance has.
  const spot = () => [target, target.startContainer?.parentElement].map((on) => on?.getBoundingClientRect()).find((at) => at?.height);
  const off = () => (spot()?.top ?? frame.top) - frame.top - frame.height * 0.3;
  const far = off(), jumps = still.matches || Math.abs(far) > 2 * frame.height;
  scroller.scrollBy({ top: far, behavior: jumps ? "instant" : "smooth" });
  // Paragraphs get their true height when they come near: what they push is put right.
  if (jumps) requestAnimationFrame(() => requestAnimationFrame(() => { scroller.scrollBy({ top: off(), behavior: "instant" }); }));
}

when(box, "wheel touchmove", () => follow(false), { passive: true });
when(box, "pointerdown", (event) => { if (event.target === box) follow(false); }); // its scroll bar
when(box, "keydown", (event) => {
  if (/^(Arrow(Up|Down)|Page|Home|End)/.test(event.key)) follow(false);
});

/* --- Session time, the same in whatever plays here */
function fromSession(ms) {
  for (const [start, end, at, played] of data.pieces) {
    if (ms < end) return at + (played ? Math.max(0, ms - start) : 0);
  }
  const [start, end, at] = data.pieces.at(-1) ?? [0, 0, 0];
  return at + end - start;
}

/* --- Permalinks: a chapter's anchor, u-<session ms>, s-<session ms>, t=1h2m3s */
function meant(hash) {
  const id = hash.slice(1); // every id of ours is plain ASCII
  if (/^s-\d+$/.test(id)) return { ms: fromSession(+id.slice(2)) };
  const time = /^t=(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?(?:,.*)?$/.exec(id);
  if (time) return { ms: ((time[1] ?? 0) * 3600 + (time[2] ?? 0) * 60 + +(time[3] ?? 0)) * 1000 };
  if (/^u-\d+$/.test(id)) return nearest(+id.slice(2));
  const element = document.getElementById(id);
  if (element?.matches(".agenda .item")) choose("agenda"); // it was not treated: its line says why
  return element?.dataset.start ? { ms: +element.dataset.start, element } : null;
}

/* The utterance that holds an instant of the session, else the closest. */
function nearest(ms) {
  let best = null, least = Infinity;
  utterances.forEach((element, i) => {
    const start = +element.id.slice(2), end = start + times[i][1] - times[i][0];
    const off = ms < start ? start - ms : Math.max(0, ms - end);
    if (off < least || (off === least && start <= ms)) [best, least] = [{ ms: times[i][0], element }, off];
  });
  return best;
}

function openHash() {
  const asked = new URLSearchParams(location.search).get("t");
  const found = meant(location.hash || (asked ? "#t=" + asked : ""));
  if (!found) return;
  point(found.element);
  seek(found.ms);
  if (!found.element) return;
  choose(wide.matches ? main.dataset.tab : "transcript");
  reveal(found.element);
  // Until all is loaded, browsers go back to the hash's element.
  if (document.readyState !== "complete") when(window, "load", () => setTimeout(reveal, 0, found.element));
}

function reveal(element) {
  scrollTo({ top: wide.matches ? 0 : main.offsetTop, behavior: "instant" });
  within(box, element);
}

function point(element) {
  $(".is-linked")?.classList.remove("is-linked");
  element?.classList.add("is-linked");
}

function address(id) {
  const url = location.href.split("#")[0] + "#" + id;
  history.replaceState(null, "", url);
  return url;
}

async function copy(url) {
  try {
    await navigator.clipboard.writeText(url);
  } catch {
    // Refused, or no secure origin: the older way, else by hand.
    const field = part("copy-url");
    field.value = url;
    part("copy").showModal();
    field.select();
    if (!document.execCommand("copy")) return;
    part("copy").close();
  }
  say(data.text.copied);
}

let silence;
function say(text) {
  part("status").textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => say(""), 2500);
}

/* --- Clicks */
when(document, "click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // a new tab, a selection
  const on = (selector) => event.target.closest(selector);
  const go = on("a.go"), link = on("a.link"), u = on(".u"), moment = on("a.moment");
  if (on("a[data-tab], [role=tab]")) choose(on("[data-tab]").dataset.tab);
  if (on("[data-do]")) actions[on("[data-do]").dataset.do]();
  if (go || link || moment) event.preventDefault();
  if (go) {
    const id = go.dataset.chapter ?? go.parentElement.querySelector(".u").id;
    address(id);
    point(document.getElementById(id));
    seek(+go.dataset.start);
    play();
    follow(true);
    if (wide.matches) within(box, document.getElementById(id));
  } else if (moment) {
    seek(+moment.dataset.start);
    play();
    follow(true);
  } else if (link?.closest(".passage")) {
    const said = [...link.parentElement.querySelectorAll(".u")];
    quote(said.map((u) => [u, u.textContent]), said.find((u) => u.matches(".is-linked")));
  } else if (link) {
    copy(address(link.hash.slice(1)));
  } else if (u && getSelection().isCollapsed) {
    address(u.id);
    point(u);
    seek(utteranceStarts[utterances.indexOf(u)] + timeOfWord(u, event));
  }
});

function timeOfWord(u, event) {
  const { clientX: x, clientY: y } = event;
  const spot = document.caretPositionFromPoint?.(x, y) ?? document.caretRangeFromPoint?.(x, y);
  if ((spot?.offsetNode ?? spot?.startContainer) !== u.firstChild) return 0;
  const { places, starts } = wordsOf(u);
  return starts[last(places, spot.offset ?? spot.startOffset)] ?? 0;
}

when(part("speed"), "change", (event) => { video.playbackRate = +event.target.value; });

/* --- The time line: a slider that says where it is, with a picture of what is there */
const slider = part("time"), preview = part("preview"), board = data.storyboard;
const inTwo = (n) => String(n).padStart(2, "0");

function clock(ms) {
  const total = Math.floor(ms / 1000), hours = Math.floor(total / 3600), minutes = Math.floor(total / 60) % 60;
  return (hours ? hours + ":" + inTwo(minutes) : minutes) + ":" + inTwo(total % 60);
}

const titleAt = (ms) => chapters[last(chapterStarts, ms)]?.querySelector(".name").textContent ?? "";

/* While it has the focus and the video plays, it would be read out every second. */
function showPosition(ms, moved) {
  if (!slider || (!moved && slider === document.activeElement && !video.paused)) return;
  const second = Math.floor(ms / 1000) * 1000;
  if (!moved && +slider.value === second && slider.ariaValueText) return;
  slider.value = second;
  slider.ariaValueText = clock(ms) + " " + titleAt(ms);
}

function look(ms) {
  const picture = preview.firstElementChild, whole = slider.getBoundingClientRect().width;
  const box = preview.querySelector("p");
  preview.hidden = false;
  box.firstElementChild.textContent = clock(ms);
  box.lastElementChild.textContent = titleAt(ms);
  picture.hidden = !board;
  if (board) {
    const n = Math.min(board.count - 1, Math.floor(ms / board.every_ms)), onSheet = board.columns * board.rows;
    const place = n % onSheet, left = place % board.columns, top = Math.floor(place / board.columns);
    picture.style.width = board.width + "px";
    picture.style.height = board.height + "px";
    picture.style.backgroundImage = `url("${encodeURIComponent(board.sheets[Math.floor(n / onSheet)])}")`;
    picture.style.backgroundPosition = `${-left * board.width}px ${-top * board.height}px`;
  }
  const width = preview.offsetWidth, at = ms / slider.max * whole;
  preview.style.left = Math.max(0, Math.min(whole - width, at - width / 2)) + "px";
}

const lookAway = () => { preview.hidden = true; };

if (slider) {
  let slow;
  slider.hidden = false;
  when(slider, "input", () => { seek(+slider.value); showPosition(+slider.value, true); look(+slider.value); });
  when(slider, "pointermove", (event) => {
    const frame = slider.getBoundingClientRect();
    look(Math.max(0, Math.min(1, (event.clientX - frame.left) / frame.width)) * slider.max);
  });
  when(slider, "focus", () => { showPosition(now(), true); if (slider.matches(":focus-visible")) look(now()); });
  when(slider, "blur pointerleave pointercancel", lookAway);
  when(slider, "keydown", (event) => {
    const by = { PageUp: 1, PageDown: -1 }[event.key];
    if (by) { event.preventDefault(); step(by); }
    if (event.key === "Escape") { clearTimeout(slow); lookAway(); }
    else setTimeout(() => { showPosition(now(), true); if (slider === document.activeElement) look(now()); });
  });
  // What is slow to come is shown meanwhile.
  when(video, "seeking", () => { clearTimeout(slow); slow = setTimeout(() => look(now()), 400); });
  when(video, "seeked", () => { clearTimeout(slow); if (slider !== document.activeElement && !slider.matches(":hover")) lookAway(); });
}

/* --- The lighter video, for those who want it or whose line is counted */
const quality = part("quality");

function load(source) {
  const at = now(), playing = !video.paused, rate = video.playbackRate;
  video.src = source;
  video.playbackRate = rate;
  seek(at);
  if (playing) play();
}

if (quality) {
  const narrow = matchMedia("(max-width: 40rem)").matches;
  const [whole, light] = [...quality.options].map((option) => option.value);
  const given = narrow ? light : whole;
  let chosen = navigator.connection?.saveData ? light : given;
  try { chosen = { whole, light }[localStorage.quality] ?? chosen; } catch { /* as given */ }
  quality.value = chosen;
  if (chosen !== given) load(chosen);
  when(quality, "change", () => {
    try { localStorage.quality = quality.value === light ? "light" : "whole"; } catch { /* not kept */ }
    load(quality.value);
  });
}

/* --- Sharing: the link, the words with who said them and when, the code for another page */
const sharing = part("share"), quoting = part("quote");
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
let selected = [];

/* The selected words, by utterance. */
function selectedWords() {
  const selection = getSelection(), found = [];
  if (selection.isCollapsed || !selection.rangeCount || !box.contains(selection.anchorNode)) return found;
  const chosen = selection.getRangeAt(0);
  for (const u of utterances.filter((u) => chosen.intersectsNode(u))) {
    const words = document.createRange();
    words.selectNodeContents(u);
    if (chosen.compareBoundaryPoints(Range.START_TO_START, words) > 0) words.setStart(chosen.startContainer, chosen.startOffset);
    if (chosen.compareBoundaryPoints(Range.END_TO_END, words) < 0) words.setEnd(chosen.endContainer, chosen.endOffset);
    const text = words.toString().trim();
    if (text) found.push([u, text]);
  }
  return found;
}

/* A name stands before a speaker's first paragraph only; after an unknown one there is none. */
function speaker(u) {
  let passage = u.closest(".passage");
  while (passage?.matches(".passage:not(.nobody)") && !passage.querySelector(".who")) passage = passage.previousElementSibling;
  return passage?.matches(".passage") ? passage.querySelector(".who")?.textContent ?? "" : "";
}

function quote(said, from) {
  if (!said.length) return;
  const first = from ?? said[0][0], ms = times[utterances.indexOf(first)][0], turns = [];
  for (const [u, text] of said) {
    const who = speaker(u), turn = turns.at(-1);
    if (turn?.who === who) turn.text += " " + text; else turns.push({ who, text });
  }
  const { text } = data, url = location.href.split("#")[0] + "#" + first.id;
  const words = turns.map((turn) => filled(turn.who ? text.said : text.quote, turn));
  const source = filled(text.source, { title: text.title, date: text.date, time: clock(ms) });
  const frame = document.createElement("iframe");
  const player = { src: new URL("embed.html?t=" + Math.floor(ms / 1000), location.href).href, title: text.title, width: 640, height: 480, loading: "lazy", allowfullscreen: "" };
  for (const [name, value] of Object.entries(player)) frame.setAttribute(name, value);
  part("quote-link").value = url;
  part("quote-words").value = [...words, source, url].join("\n");
  part("quote-embed").value = frame.outerHTML;
  part("quote-embed-field").hidden = Boolean(data.standIn);
  part("quote-status").textContent = "";
  sharing.hidden = true;
  quoting.showModal();
}

/* What opened it may be gone: then to the words. */
when(quoting, "close", () => {
  if (document.activeElement === document.body) part("transcript").focus({ preventScroll: true });
});

when(quoting, "click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  let copied = true;
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    copied = document.execCommand("copy");
  }
  part("quote-status").textContent = "";
  setTimeout(() => { part("quote-status").textContent = copied ? data.text.copiedText : data.text.notCopied; }, 50);
});

let selecting;
when(document, "selectionchange", () => {
  clearTimeout(selecting);
  selecting = setTimeout(() => {
    if (quoting.open || sharing === document.activeElement) return;
    selected = selectedWords();
    sharing.hidden = !selected.length;
    if (sharing.hidden) return;
    const spot = getSelection().getRangeAt(0).getBoundingClientRect();
    sharing.style.left = Math.max(8, Math.min(innerWidth - sharing.offsetWidth - 8, spot.left)) + "px";
    sharing.style.top = Math.max(8, Math.min(innerHeight - sharing.offsetHeight - 8, spot.bottom + 6)) + "px";
  }, 200);
});
when(box, "scroll", () => { sharing.hidden = true; }, { passive: true });

function share() {
  const now = utterances[utteranceNow], chosen = selectedWords();
  quote(chosen.length ? chosen : selected.length ? selected : now ? [[now, now.textContent]] : []);
}

/* --- The look of the captions, as this viewer wants it on every page */
for (const choice of $$("[data-cue]")) {
  const name = choice.dataset.cue, root = document.documentElement;
  try { choice.value = localStorage[name] ?? ""; } catch { /* as it is */ }
  root.dataset[name] = choice.value;
  when(choice, "change", () => {
    root.dataset[name] = choice.value;
    try { localStorage[name] = choice.value; } catch { /* not kept */ }
  });
}

/* --- Views: two beside the transcript where there is room, else three */
function choose(name, focus) {
  if (wide.matches && name === "transcript") name = "chapters";
  main.dataset.tab = name;
  for (const tab of $$("[role=tab]")) {
    const on = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", on);
    tab.tabIndex = on ? 0 : -1;
    if (on && focus) tab.focus();
  }
  if (following()) keepUp();
}

when(part("tabs"), "keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const shown = $$("[role=tab]").filter((tab) => tab.offsetWidth);
  const at = shown.findIndex((tab) => tab.dataset.tab === main.dataset.tab);
  if (by) choose(shown.at((at + by) % shown.length).dataset.tab, true);
});
when(wide, "change", () => choose(main.dataset.tab));

/* --- Finding, whatever the accents */
const folded = new Map(), query = part("find-words"), count = part("find-count");
let hits = [], hitNow = -1, typing;

const plainly = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
  .replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/’/g, "'").replace(/\s/g, " ");

/* A paragraph in plain letters and, for each, where it came from. */
function fold(root) {
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), from = [];
  let text = "";
  for (let node; (node = nodes.nextNode());) {
    for (let i = 0; i < node.data.length; i++) {
      for (const letter of plainly(node.data[i])) { from.push([node, i]); text += letter; }
    }
  }
  return { text, from };
}

function find() {
  const words = plainly(query.value).trim().replace(/ +/g, " ");
  [hits, hitNow] = [[], -1];
  for (const root of words.length > 1 ? $$(".said") : []) {
    if (!folded.has(root)) folded.set(root, fold(root));
    const { text, from } = folded.get(root);
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
      const [first, start] = from[at], [end, stop] = from[at + words.length - 1];
      hits.push(range(first, start, end, stop + 1));
    }
  }
  mark("found", hits);
  nextHit(1);
}

function nextHit(by) {
  count.textContent = query.value.trim().length > 1 ? data.text.notFound : "";
  hitNow = (hitNow + by + hits.length) % (hits.length || 1);
  const hit = hits[hitNow];
  mark("found-now", hit ? [hit] : []);
  if (!hit) return;
  count.textContent = data.text.found.replace("{n}", hitNow + 1).replace("{total}", hits.length);
  follow(false);
  within(box, hit);
}

when(query, "input", () => { clearTimeout(typing); typing = setTimeout(find, 150); });
when(query, "keydown", (event) => { if (event.key === "Enter") nextHit(event.shiftKey ? -1 : 1); });

/* --- Keys: one letter each, so they can be turned off (WCAG 2.1.4) */
const keysOn = part("keys");
// A browser may refuse to keep this; it then lasts as long as the page.
try {
  keysOn.checked = !localStorage.keysOff;
  when(keysOn, "change", () => { localStorage.keysOff = keysOn.checked ? "" : "1"; });
} catch { /* on */ }

function toggleCaptions() {
  const track = captionTrack();
  if (track) track.mode = track.mode === "showing" ? "hidden" : "showing";
}

function goFind() {
  choose("transcript");
  query.focus();
  query.select();
}

const toggle = () => (video.paused ? play() : video.pause());
const jump = (seconds) => () => seek(now() + seconds * 1000);
const actions = {
  previous: () => step(-1), next: () => step(1), back: jump(-10), forward: jump(10),
  help: () => part("help").showModal(), follow: () => follow(!following()), previousHit: () => nextHit(-1), nextHit: () => nextHit(1),
  share, style: () => part("style").showModal(),
};
const keys = {
  " ": toggle, k: toggle, j: actions.back, l: actions.forward, ArrowLeft: jump(-5), ArrowRight: jump(5),
  p: actions.previous, n: actions.next, c: toggleCaptions, f: actions.follow, "/": goFind, "?": actions.help, q: share,
};

when(document, "keydown", (event) => {
  const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  // These do with such a key what their user expects.
  const own = "input:not(#page-time), select, textarea, dialog" + (/^( |Arrow.*)$/.test(event.key) ? ", button, video" : "");
  if (!action || !keysOn.checked || event.target.closest(own)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
});

/* --- Captions from the page, where a browser refuses the file (on a disk) */
function captionsFromPage() {
  const { language, label, cues } = data.captions;
  captionFile.remove();
  const track = video.addTextTrack("captions", label, language);
  for (const [start, end, text] of cues) {
    // The text of a cue is markup to the browser.
    const plain = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    track.addCue(new VTTCue(start / 1000, end / 1000, plain));
  }
  track.mode = "showing";
}

/* Captions stay as they were chosen, also on the page that takes this one's address. */
const captionTrack = () => [...video.textTracks].find((track) => track.kind === "captions");
try {
  if (sessionStorage.captions === "off" && captionTrack()) captionTrack().mode = "disabled";
  when(video.textTracks, "change", () => { sessionStorage.captions = captionTrack()?.mode === "showing" ? "on" : "off"; });
} catch { /* no storage */ }

const captionFile = $("track[kind=captions]");
if (captionFile?.readyState === HTMLTrackElement.ERROR) captionsFromPage();
else captionFile?.addEventListener("error", captionsFromPage, { once: true });

/* --- Start */
$("html").classList.add("js");
for (const id of ["controls", "tabs", "tools"]) part(id).hidden = false;
for (const link of $$(".passage .link")) link.setAttribute("aria-haspopup", "dialog");
part("printed").textContent ||= location.href.split("#")[0];
for (const id of ["chapters", "agenda"]) part(id).setAttribute("role", "tabpanel");
choose("chapters");
when(video, "seeking timeupdate loadedmetadata", show);
when(video, "play", function frame() {
  show();
  if (!video.paused) requestAnimationFrame(frame);
});
when(window, "hashchange", openHash);
openHash();
show();
// The page that stood here was playing.
try {
  if (sessionStorage.playOn) play(delete sessionStorage.playOn);
  if (sessionStorage.speed) part("speed").value = video.playbackRate = +sessionStorage.speed;
  delete sessionStorage.speed;
} catch { /* no storage */ }
