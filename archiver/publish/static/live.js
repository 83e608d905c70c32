/* What the live page does: it asks for the state every few seconds, plays the short playlist at
   the live edge and the full one further back, and gives way to the replay.
   Places are seconds in the full playlist. */
"use strict";
const part = (name) => document.getElementById("page-" + name);
const when = (target, events, act) => events.split(" ").forEach((name) => target.addEventListener(name, act));
const data = JSON.parse(part("data").textContent), text = data.text;
const video = part("video"), slider = part("position"), rows = part("rows");
const captions = new LiveCaptions(video, data.captions, part("lines"));
const SOON = 2500, LATER = 15000, STALE = 45000, WINDOW = 24;

let status = null; // live.json as it was last read
let heard = 0, misses = 0; // when it last changed; how often in a row it was not to be had
let engine = ""; // hls: hls.js; native: the browser's; edge: the browser's, which cannot go back; none
let mode = "", hls = null; // which playlist is open: edge or full
let offset = null, from = 0, to = 0; // place = offset + the video's time; what the playlist holds
let touched = false, meant = false, dragging = false, wanted = null, stuck = 0; // meant: to play; stuck: for how many seconds

const place = () => wanted ?? (offset === null ? null : offset + video.currentTime);
const state = () => (status.state === "live" && Date.now() - heard > STALE ? "outage" : status.state);
const grows = () => !["preparing", "replay"].includes(status.state);
const goesBack = () => engine === "hls" || engine === "native" || (engine === "edge" && !grows());
const play = () => video.play().catch(() => {}); // refused: the viewer presses play

function clock(seconds) {
  const s = Math.max(0, Math.floor(seconds)), two = (n) => String(n).padStart(2, "0");
  const minutes = Math.floor(s / 60) % 60, hours = Math.floor(s / 3600);
  return hours ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
}

/* --- Which engine. Only WebKit's own HLS goes back in a playlist that still grows: Chromium's has
   nothing to seek in, nor gaps. */
async function choose() {
  const native = video.canPlayType("application/vnd.apple.mpegurl") !== "";
  if (native && "getStartDate" in video) return "native";
  if (data.player && window.MediaSource && (await load(data.player)) && window.Hls?.isSupported()) return "hls";
  return native ? "edge" : "none";
}

const load = (address) => new Promise((done) => {
  const script = document.createElement("script");
  script.src = address;
  script.onload = () => done(true);
  script.onerror = () => done(false);
  document.head.append(script);
});

/* --- Opening a playlist: `at` a place, or at the live edge */
function open(which, at = null, playing = false) {
  close();
  [mode, wanted] = [which, at];
  video.hidden = false;
  (engine === "hls" ? openHls : openNative)(data[which], at);
  if (playing) play();
  show();
}

function close() {
  hls?.destroy();
  [hls, offset, from, to] = [null, null, 0, 0];
}

function openHls(address, at) {
  // No worker: the page allows no script but its own files.
  hls = new Hls({ enableWorker: false, startPosition: at ?? -1, backBufferLength: 60 });
  const mine = hls;
  hls.on(Hls.Events.LEVEL_UPDATED, (_name, { details }) => {
    if (mine !== hls || !details.fragments.length) return;
    const start = details.fragments[0].start;
    offset = before(details.m3u8) - start;
    [from, to] = [offset + start, offset + details.edge];
    show();
  });
  hls.on(Hls.Events.ERROR, (_name, error) => { if (error.fatal && mine === hls) mend(); });
  hls.loadSource(address);
  hls.attachMedia(video);
}

/* How many seconds of the full playlist come before this one: it says so in a comment. */
const before = (playlist) => +(/^# ([\d.]+) s before$/m.exec(playlist)?.[1] ?? 0);

async function openNative(address, at) {
  const opened = (video.src = new URL(address, location).href);
  await new Promise((done) => video.addEventListener("loadedmetadata", done, { once: true }));
  if (video.src !== opened) return;
  if (mode === "full" && at !== null && video.seekable.length) video.currentTime = at;
  await span(address);
}

/* Where the playing video is in the full playlist, by the dates in its own. */
async function span(address) {
  const playlist = await fetch(address, { cache: "no-store" }).then((r) => r.text()).catch(() => "");
  const lengths = [...playlist.matchAll(/^#EXTINF:([\d.]+)/gm)].map((m) => +m[1]);
  from = before(playlist);
  to = from + lengths.reduce((sum, length) => sum + length, 0);
  if (mode === "full") offset = 0;
  else {
    const first = Date.parse(/PROGRAM-DATE-TIME:(.*)/.exec(playlist)?.[1]), zero = video.getStartDate?.();
    offset = zero && first ? from + (zero - first) / 1000 : null;
  }
}

/* A player that has given up: perhaps the replay is there, else begin again at the same place. */
let mending;
function mend() {
  clearTimeout(mending);
  const at = mode === "full" ? place() : null;
  mending = setTimeout(() => { if (mode && status.started) open(mode, at, meant); }, 3000);
  ask();
}

/* --- Going somewhere */
function go(at, playing = true) {
  if (!goesBack()) return;
  touched = true;
  at = Math.max(0, offset === null ? at : Math.min(at, to - 1));
  // A player that is still on its way to another place would go on there.
  const arrived = offset !== null && wanted === null && video.readyState > 0;
  if (arrived && (mode === "full" || at >= from + 1)) {
    video.currentTime = at - offset;
    if (playing) play();
  } else open("full", at, playing);
  show();
}

function toEdge() {
  touched = true;
  open(grows() ? "edge" : "full", null, true);
}

when(video, "loadeddata seeked playing timeupdate", () => { if (offset !== null && video.readyState > 1 && !video.seeking) wanted = null; });
when(video, "play", () => {
  const late = offset !== null && to - place() > WINDOW;
  if (mode === "edge" && late) {
    // Before its first second was watched there is no place to keep.
    if (touched) open("full", place(), true); else open("edge", null, true);
  }
  touched = meant = true;
});
when(video, "pause", () => { if (!video.error) meant = false; }); // a player that failed also pauses
when(video, "seeking", () => {
  if (mode === "edge" && engine === "hls" && offset !== null && place() < from - 0.5) open("full", place(), !video.paused);
});
when(video, "ended", () => { if (!grows()) resumeOrEnd(); });
when(video, "error", () => { if (engine !== "hls" && video.error) mend(); });
when(video, "timeupdate seeked pause", () => show());
when(part("start"), "click", () => go(0));
when(part("back"), "click", () => { if (place() !== null) go(place() - 30); });
when(part("edge"), "click", toEdge);
when(slider, "pointerdown", () => { dragging = true; });
when(slider, "pointerup pointercancel", () => { dragging = false; });
when(slider, "input", () => { if (!dragging) go(+slider.value, !video.paused); else tell(+slider.value); });
when(slider, "change", () => { dragging = false; go(+slider.value, !video.paused); });
when(rows, "click", (event) => {
  const chosen = event.target.closest("button");
  if (!chosen) return;
  go(+chosen.dataset.at);
  video.scrollIntoView({ block: "nearest" });
});

/* --- What is shown */
function show() {
  if (!status) return;
  const now = state(), at = place(), growing = grows();
  const badge = part("badge");
  badge.hidden = false;
  badge.textContent = text.badges[now];
  badge.classList.toggle("is-live", now === "live");
  part("controls").hidden = !mode;
  for (const name of ["start", "back", "position"]) part(name).hidden = !goesBack();
  part("edge").hidden = !growing;
  showCard(now, at);
  showNote(now);
  showPlace(at, growing);
  captions.show(at, offset, growing && mode === "edge");
}

/* The card stands for what cannot be seen: it never hides a viewer's earlier part. */
function showCard(now, at) {
  const atEnd = at !== null && (to - at < 1.5 || (stuck > 1 && to - at < WINDOW));
  const covers = now !== "live" && now !== "preparing" && (atEnd || (mode === "edge" && !touched));
  const none = engine === "none" && status.started;
  part("card").hidden = Boolean(mode) && !covers;
  const soon = now === "before" && data.start && new Date(data.start) > Date.now();
  const [title, said] = text.cards[none ? "unplayable" : soon ? "countdown" : now];
  write("card-title", title);
  write("card-text", said);
  part("card-text").hidden = !said;
  part("countdown").hidden = !soon;
  if (soon) write("countdown", countdown(new Date(data.start) - Date.now()));
  part("address").hidden = !none;
}

function countdown(ms) {
  const s = Math.ceil(ms / 1000), put = (key, n) => text[key].replace("{n}", n);
  const days = Math.floor(s / 86400), hours = Math.floor(s / 3600) % 24, minutes = Math.floor(s / 60) % 60;
  if (days) return put("days", days) + " " + put("hours", hours) + " " + put("minutes", minutes);
  return (hours ? put("hours", hours) + " " : "") + put("minutes", minutes) + " " + put("seconds", s % 60);
}

function showNote(now) {
  const [title, said] = text.cards[now], notes = [];
  if (misses > 2) notes.push(text.lost);
  if (!["live", "before"].includes(now) && mode) notes.push(`${title}. ${said}`);
  if (mode && !goesBack()) notes.push(text.edgeOnly);
  write("note", notes.join(" "));
}

function showPlace(at, growing) {
  slider.max = Math.floor(to);
  if (at !== null && !dragging) slider.value = at;
  if (!dragging) tell(at ?? 0);
  const behind = at === null ? 0 : Math.round(to - at);
  const key = behind < 100 ? "secondsBehind" : "minutesBehind";
  const said = text[key].replace("{n}", behind < 100 ? behind : Math.round(behind / 60));
  write("behind", growing && mode === "full" ? said : "");
  const starts = status.chapters.map((c) => c.at), current = at === null ? -1 : starts.filter((s) => s <= at + 0.1).length - 1;
  [...rows.querySelectorAll("button")].forEach((button, i) => {
    if (i === current) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
    button.disabled = !goesBack();
  });
}

function tell(at) {
  slider.setAttribute("aria-valuetext", text.position.replace("{time}", clock(at)).replace("{total}", clock(to)));
}

/* Writes only what changed: a screen reader says a status once. */
function write(name, words) {
  if (part(name).textContent !== words) part(name).textContent = words;
}

/* Chapters come one by one; those that stay keep their button, and with it the focus. */
function showChapters() {
  const chapters = status.chapters;
  while (rows.children.length > chapters.length) rows.lastChild.remove();
  chapters.forEach((chapter, i) => {
    const row = rows.children[i] ?? rows.appendChild(newRow());
    row.firstChild.dataset.at = chapter.at;
    row.querySelector(".at").textContent = clock(chapter.at);
    row.querySelector(".name").textContent = chapter.title;
    row.querySelector(".hint").textContent = chapter.provisional ? text.provisional : "";
  });
  rows.hidden = !chapters.length;
  part("none").hidden = chapters.length > 0;
}

function newRow() {
  const row = document.createElement("li"), button = document.createElement("button");
  button.type = "button";
  button.className = "go";
  for (const name of ["at", "name", "hint"]) {
    const span = document.createElement("span");
    span.className = name;
    span.dir = "auto";
    button.append(span);
  }
  row.append(button);
  return row;
}

/* --- The state, every few seconds */
let asking = false, closed = false, next;
async function ask() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(data.state, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    await hear(await answer.json());
    misses = 0;
  } catch {
    misses++;
  }
  asking = false;
  if (status) show();
  clearTimeout(next);
  const far = status?.state === "before" && new Date(data.start) - Date.now() > 600000;
  next = setTimeout(ask, far ? LATER : SOON);
}

async function hear(now) {
  const was = status;
  if (was?.updated !== now.updated) heard = Date.now();
  status = now;
  captions.hear(now.captions);
  if (now.state === "replay" && (await replayIsThere())) return giveWay();
  showChapters();
  if (!now.started) return;
  engine ||= await choose();
  if (engine === "none") return;
  if (!mode) open(grows() ? "edge" : "full", grows() ? null : 0);
  else if (closed === grows()) resumeOrEnd();
}

/* The playlist was closed: who has seen its end may now go back. Or it goes on although it was. */
function resumeOrEnd() {
  if (grows()) open("edge", null, meant);
  else if (mode === "edge" && (video.ended || engine === "edge")) open("full", engine === "edge" ? 0 : Math.max(0, to - 1));
  closed = !grows();
}

/* --- The replay: the same address, at the same moment */
async function replayIsThere() {
  // The browser's own copy is replaced, or it would be loaded again.
  const page = await fetch(location.href, { cache: "reload" }).then((r) => (r.ok ? r.text() : ""));
  return page !== "" && !page.includes('<meta name="page" content="live">');
}

function giveWay() {
  const at = place();
  if (touched && at !== null) {
    history.replaceState(null, "", "#s-" + Math.round(moment(at)));
    try { if (!video.paused) sessionStorage.playOn = "1"; } catch { /* it then waits for the viewer */ }
  }
  location.reload();
}

/* Which instant of the session, in ms: the same in every replay. */
function moment(at) {
  const known = status.moments, i = known.filter(([live]) => live <= at + 0.001).length - 1;
  if (i < 0) return 0;
  const found = known[i][1] + (at - known[i][0]) * 1000;
  return i + 1 < known.length ? Math.min(found, known[i + 1][1]) : found;
}

/* --- Start */
document.documentElement.classList.add("live-js");
setInterval(() => {
  stuck = mode && video.readyState < 3 && !video.seeking ? stuck + 1 : 0;
  show();
}, 1000);
when(document, "visibilitychange", () => { if (!document.hidden) ask(); });
ask();
