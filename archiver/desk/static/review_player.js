/* What is seen and heard: the replay where it shows the time, else the sound of the recording. */
import { data, part } from "/static/desk.js";

const video = part("video"), sound = part("sound"), at = `/api/sessions/${encodeURIComponent(data.id)}/files`;
let pieces = [], playing = null;
if (data.replay) { video.src = `${at}/replay`; video.poster = `${at}/poster`; }

export const setPieces = (made) => { pieces = made; };
const pieceOf = (ms) => (data.replay ? pieces.find((one) => one.start_ms <= ms && ms < one.end_ms) : null);

/* The session time that plays, or stands still. */
export function now() {
  if (playing === sound && sound) return sound.currentTime * 1000;
  const ms = video.currentTime * 1000;
  const piece = pieces.findLast((one) => one.replay_ms <= ms + 1);
  return piece ? Math.min(piece.start_ms + ms - piece.replay_ms, piece.end_ms) : ms;
}

/* Stand at a time; play from there if asked. */
export function seek(ms, play = false) {
  const piece = pieceOf(ms), other = piece ? sound : video;
  other?.pause();
  playing = piece ? video : sound;
  part("blind").hidden = Boolean(piece);
  part("blind").textContent = sound ? data.text.not_in_replay : data.text.nothing_there;
  if (!playing) return;
  playing.currentTime = (piece ? piece.replay_ms + ms - piece.start_ms : ms) / 1000;
  if (play) playing.play().catch(() => {});
}
export function toggle() {
  playing ??= data.replay ? video : sound;
  if (playing?.paused) playing.play().catch(() => {}); else playing?.pause();
}
export function onTime(act) {
  for (const one of [video, sound]) for (const name of ["timeupdate", "seeked"]) one?.addEventListener(name, act);
}

/* The storyboard, as a strip over the session: each part of it can be clicked. */
export async function film(box, duration, chosen) {
  const answer = data.replay ? await fetch(`${at}/storyboard`) : null;
  const text = answer?.ok ? await answer.text() : "";
  const cues = [...text.matchAll(/(\d+):(\d+):([\d.]+) --> .*\n.*-(\d+)\.jpg#xywh=(\d+),(\d+),(\d+),(\d+)/g)];
  const shown = cues.map(([, h, m, s, sheet, ...xywh]) => ({ ms: ((h * 60 + +m) * 60 + +s) * 1000, sheet, xywh: xywh.map(Number) }));
  const count = Math.max(4, Math.floor(box.clientWidth / 80)), length = duration / count;
  for (let n = 0; n < count; n += 1) {
    const ms = (n + 0.5) * length, piece = pieceOf(ms);
    const cue = piece && shown.findLast((one) => one.ms <= piece.replay_ms + ms - piece.start_ms);
    const cell = document.createElement("span");
    if (cue) {
      const [x, y, w, h] = cue.xywh;
      cell.style.backgroundImage = `url("/api/sessions/${encodeURIComponent(data.id)}/storyboard/${cue.sheet}")`;
      cell.style.backgroundPosition = `-${x}px -${y}px`;
      [cell.style.width, cell.style.height] = [`${w}px`, `${h}px`];
    }
    cell.addEventListener("click", () => { seek(ms); chosen(ms, length); });
    box.append(cell);
  }
}
