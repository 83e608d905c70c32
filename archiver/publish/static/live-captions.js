/* The captions of the live page: fetched by the minute, shown by the browser as those of any video,
   and as text for who cannot follow the picture. Times are seconds in the full playlist. */
"use strict";
const MINUTE = 60, CHARS = 4, LINES = 12, LATEST = 20; // LATEST: seconds by which captions may lag behind the picture

class LiveCaptions {
  constructor(video, { base, language, label }, lines) {
    Object.assign(this, { video, base, language, label, lines });
    this.versions = "";
    this.minutes = new Map(); // number: { version, cues }
    this.made = new Map(); // what the track holds, by time and text
    this.track = null;
    this.shift = 0; // from the playlist's seconds to the video's
    this.late = 0; // captions come so much after their picture: recognition takes its time
    this.newest = -1; // start of the newest cue that was ever known
  }

  /* What the state says of them. */
  hear(versions) {
    this.versions = versions ?? "";
    for (const [minute, { version }] of this.minutes) {
      if (this.version(minute) === "----" || this.version(minute) === "") this.minutes.delete(minute);
      else if (version !== this.version(minute)) this.fetch(minute);
    }
    if (this.versions && !this.track) this.begin();
  }

  version(minute) {
    return this.versions.slice(minute * CHARS, (minute + 1) * CHARS);
  }

  begin() {
    const track = this.track = this.video.addTextTrack("captions", this.label, this.language);
    track.mode = choice() === "off" ? "disabled" : "showing";
    this.video.textTracks.addEventListener("change", () => keepChoice(track.mode === "showing"));
    document.getElementById("page-words").hidden = false;
  }

  /* Where the viewer is (null: nowhere yet), where that is in the video, whether at the live edge. */
  show(place, offset, atEdge) {
    if (!this.track) return;
    const last = Math.floor(this.versions.length / CHARS) - 1;
    const at = place === null ? last : Math.floor(place / MINUTE);
    const wanted = [at - 1, at, at + 1, ...(atEdge || place === null ? [last - 1, last] : [])];
    for (const minute of new Set(wanted)) this.want(minute);
    for (const minute of this.minutes.keys()) if (!wanted.includes(minute)) this.minutes.delete(minute);
    const cues = [...this.minutes.values()].flatMap(({ cues }) => cues).sort(([a], [b]) => a - b);
    if (!atEdge) this.late = 0;
    else if (place !== null) this.wait(cues, place);
    this.newest = Math.max(this.newest, ...cues.map(([start]) => start));
    if (offset !== null) this.fill(cues, this.late - offset);
    this.write(cues, atEdge || place === null ? Infinity : place + 0.5);
  }

  want(minute) {
    const version = this.version(minute);
    if (version === "" || version === "----" || this.minutes.get(minute)?.version === version) return;
    this.fetch(minute);
  }

  async fetch(minute) {
    const version = this.version(minute), before = this.minutes.get(minute);
    if (before?.asked === version) return;
    this.minutes.set(minute, { version: before?.version, cues: before?.cues ?? [], asked: version });
    const name = `${this.base}captions_${String(minute).padStart(5, "0")}.json?v=${version}`;
    const found = await fetch(name).then((r) => (r.ok ? r.json() : null)).catch(() => null);
    const kept = this.minutes.get(minute);
    if (kept?.asked !== version) return; // asked anew since, or no longer wanted
    if (found) this.minutes.set(minute, { version, cues: found });
    else kept.asked = null;
  }

  /* At the live edge a caption may come after its words: all then come so much later, so that none
     is missed. They catch up when none waits to be shown. */
  wait(cues, place) {
    const fresh = cues.find(([start]) => start > this.newest);
    if (!fresh || this.newest < 0) return;
    const needed = Math.max(0, place + 0.1 - fresh[0]);
    const waits = cues.some(([start]) => start <= this.newest && start + this.late > place);
    if (needed > this.late ? needed <= LATEST : !waits) this.late = needed;
  }

  /* What stays is not touched: nothing flickers when a minute is mended. */
  fill(cues, shift) {
    if (Math.abs(shift - this.shift) > 0.15) {
      for (const cue of this.made.values()) this.track.removeCue(cue);
      this.made.clear();
      this.shift = shift;
    }
    const wanted = new Map(cues.map((cue) => [cue.join("|"), cue]));
    // A track that is disabled gives no cues to take away.
    const mode = this.track.mode;
    if (mode === "disabled") this.track.mode = "hidden";
    for (const [key, cue] of this.made) if (!wanted.has(key)) { this.track.removeCue(cue); this.made.delete(key); }
    for (const [key, [start, end, text]] of wanted) {
      if (this.made.has(key) || end + this.shift <= 0) continue;
      // The text of a cue is markup to the browser.
      const plain = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
      const cue = new VTTCue(Math.max(0, start + this.shift), end + this.shift, plain);
      this.made.set(key, cue);
      this.track.addCue(cue);
    }
    if (mode === "disabled") this.track.mode = mode;
  }

  /* The last lines up to an instant; lines that stay keep their element, and with it a selection. */
  write(cues, until) {
    const shown = cues.filter(([start]) => start <= until).slice(-LINES);
    const keys = shown.map((cue) => cue.join("|")), box = this.lines;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
    for (const line of [...box.children]) if (!keys.includes(line.dataset.key)) line.remove();
    let before = null;
    shown.forEach(([, , text], i) => {
      let line = [...box.children].find((child) => child.dataset.key === keys[i]);
      if (!line) {
        line = document.createElement("p");
        line.dir = "auto";
        line.dataset.key = keys[i];
        line.textContent = text.replace(/\n/g, " ");
        if (before) before.after(line); else box.prepend(line);
      }
      before = line;
    });
    if (atEnd) box.scrollTop = box.scrollHeight;
  }
}

/* Whether captions were turned off, here or on the replay's page; a browser may refuse to keep it. */
function choice() {
  try { return sessionStorage.captions ?? ""; } catch { return ""; }
}

function keepChoice(on) {
  try { sessionStorage.captions = on ? "on" : "off"; } catch { /* then for this page only */ }
}
