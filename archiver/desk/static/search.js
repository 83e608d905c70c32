/* What was found plays beside the list; passages are copied, searches kept. */
import { ask, data, make, part, say } from "/static/desk.js";

const fill = (text, known) => text.replace(/\{(\w+)\}/g, (_whole, name) => known[name]);
const video = part("video");

function play(button) {
  const { session, ms } = button.dataset, at = `/api/sessions/${encodeURIComponent(session)}/files`;
  part("player").hidden = false;
  if (video.dataset.session !== session) {
    video.dataset.session = session;
    video.src = `${at}/replay`;
    video.poster = `${at}/poster`;
    video.replaceChildren(make("track", { kind: "captions", src: `${at}/captions`, default: true }));
  }
  const start = () => { video.currentTime = Number(ms) / 1000; video.play().catch(() => {}); };
  if (video.readyState) start(); else { video.addEventListener("loadedmetadata", start, { once: true }); video.load(); }
  for (const one of document.querySelectorAll(".hit.now")) one.classList.remove("now");
  const hit = button.closest(".hit");
  hit.classList.add("now");
  part("playing").textContent = hit.closest(".session-hits").querySelector("h3 a").textContent;
}

async function copy(button) {
  const words = button.dataset.quotation;
  try {
    await navigator.clipboard.writeText(words);
    say(data.text.copied);
  } catch {
    // Browsers give the clipboard on this machine or over TLS only.
    part("copied-words").textContent = words;
    part("copied-text").showModal();
    say(data.text.no_copy);
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".play")) play(button);
  else if (button?.matches(".copy")) await copy(button);
  else if (button?.matches(".forget")) {
    const { name } = button.dataset;
    await ask("/api/searches/forget", { method: "POST", body: { name } }).then(() => {
      button.closest("li").remove();
      say(fill(data.text.forgotten, { name }));
    }).catch(() => {});
  }
});

part("keep")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = part("keep-name").value.trim();
  if (!name) return;
  await ask("/api/searches", { method: "POST", body: { name, asked: { ...data.asked, page: 1 } } })
    .then(() => say(fill(data.text.kept, { name }))).catch(() => {});
});

/* What was left empty stays out of the address. */
part("asked").addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (!value.trim()) event.formData.delete(name);
});
/* An index that is behind: once it is not, all is shown, unless somebody listens or writes. */
const busy = () => !(part("player")?.hidden ?? true) || document.activeElement.matches("input, select");
async function coming() {
  const { share } = await ask("/api/search/index", { quiet: true });
  if (share < 1) {
    part("coming").textContent = fill(data.text.coming, { share: Math.floor(100 * share) });
    setTimeout(() => coming().catch(console.info), 500);
  } else if (busy()) part("coming").textContent = data.text.come;
  else location.reload();
}
if (part("coming")) coming().catch(console.info);

if (part("found-title") && !location.hash) part("found-title").focus({ preventScroll: true });
