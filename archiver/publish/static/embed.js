/* The player in another site's page: chapters seek, and an address may hold a time or an item. */
"use strict";
const video = document.getElementById("page-video");
const seek = (seconds) => {
  const go = () => { video.currentTime = seconds; };
  if (video.readyState) go(); else video.addEventListener("loadedmetadata", go, { once: true });
};

function meant(text) {
  const time = /^(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?(?:,.*)?$/.exec(text ?? "");
  return time && (time[1] ?? 0) * 3600 + (time[2] ?? 0) * 60 + +(time[3] ?? 0);
}

function open() {
  const id = location.hash.slice(1), item = document.getElementById(id)?.dataset.start;
  const at = item ? item / 1000 : meant(id.startsWith("t=") ? id.slice(2) : new URLSearchParams(location.search).get("t"));
  if (at !== null) seek(at);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-start]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  seek(link.dataset.start / 1000);
  video.play().catch(() => {});
});
addEventListener("hashchange", open);
open();
