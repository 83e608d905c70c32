/* Plays the closed live playlist while the mastered video is being made, and goes over to the page
   that has it: when nobody looks, or when what plays here is gone. Whoever watches goes on watching. */
"use strict";
const standIn = data.standIn;
let hls = null, leaving = false, meantToPlay = false;

const loaded = (address) => new Promise((done) => {
  const script = document.createElement("script");
  script.src = address;
  script.onload = () => done(true);
  script.onerror = () => done(false);
  document.head.append(script);
});

/* Which instant of the session plays at a time of this page. */
function toSession(ms) {
  const [start, end, at, played] = data.pieces[last(data.pieces.map(([, , at]) => at), ms)] ?? [0, 0, 0, 0];
  return Math.round(played ? Math.min(end, start + ms - at) : start);
}

/* A time here is another one in the mastered video: an address that is shared says it in session time. */
function rename() {
  const found = location.hash.startsWith("#t=") && meant(location.hash);
  if (found) address("s-" + toSession(found.ms));
}

/* Only WebKit's own HLS is trusted before hls.js: see the live page. */
async function begin() {
  const native = video.canPlayType("application/vnd.apple.mpegurl") !== "";
  const ours = standIn.player && window.MediaSource && !(native && "getStartDate" in video);
  if (ours && (await loaded(standIn.player)) && window.Hls?.isSupported()) {
    hls = new Hls({ enableWorker: false, backBufferLength: 60 }); // no worker: the page allows no script but its own files
    hls.on(Hls.Events.ERROR, (_name, error) => { if (error.fatal) failed(error.type); });
    hls.loadSource(standIn.playlist);
    hls.attachMedia(video);
  } else {
    video.src = standIn.playlist;
    video.addEventListener("error", () => failed());
  }
}

/* The mastered page has taken this address, else it is tried again at the same place. */
async function failed(kind) {
  if (await goOver()) return;
  setTimeout(() => {
    if (!hls) { seek(now()); video.load(); } else if (kind === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError(); else hls.startLoad();
  }, 5000);
}

async function isMastered() {
  // The browser's own copy is replaced, or it would be loaded again.
  const page = await fetch(location.href, { cache: "reload" }).then((r) => (r.ok ? r.text() : "")).catch(() => "");
  return page !== "" && !/<meta name="page" content="(live|stand-in)">/.test(page);
}

/* The same address at the same instant of the session, playing if it did. */
async function goOver() {
  if (leaving || cameJustNow() || !(await isMastered())) return leaving;
  leaving = true;
  if (now() > 0) history.replaceState(null, "", "#s-" + toSession(now()));
  try {
    sessionStorage.left = Date.now();
    if (meantToPlay && !video.ended) sessionStorage.playOn = "1";
    if (video.playbackRate !== 1) sessionStorage.speed = video.playbackRate;
  } catch { /* it then waits for the viewer */ }
  location.reload();
  return true;
}

/* A cache in between may still give out this page: it is not asked for over and over. */
function cameJustNow() {
  try { return Date.now() - (sessionStorage.left ?? 0) < 60000; } catch { return false; }
}

const busy = () => meantToPlay || query.value || document.querySelector("dialog[open]");
when(video, "play", () => { meantToPlay = true; });
when(video, "pause", () => { if (!video.error) meantToPlay = false; }); // a player that failed also pauses
when(document, "visibilitychange", () => { if (document.hidden && !busy()) goOver(); });
when(window, "hashchange", rename);
rename();
begin();
