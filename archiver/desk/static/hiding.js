/* Hiding a passage: a dialog that any page of a session opens with a place and its words.
   The page's data needs the words of hiding_words.py in `data.text`, and hiding.css. */
import { ask, clock, data, instant, make, say } from "/static/desk.js";

const at = `/api/sessions/${encodeURIComponent(data.id)}/hiding`;
const text = data.text;
let open = null;

const precise = (ms) => `${clock(ms)}.${String(ms % 1000).padStart(3, "0")}`;

function choice(name, label, known) {
  const options = known.map((value) => make("option", { value }, text[`hide_${value}`]));
  return make("label", {}, label, make("select", { name }, ...options));
}

function form(passage) {
  return make("form", { method: "dialog" },
    make("h2", { id: "hiding-title" }, text.hide_title),
    make("p", { class: "meta" }, text.hide_times),
    make("div", { class: "pair" },
      make("label", {}, text.hide_from, make("input", { name: "from", value: precise(passage.from_ms ?? 0), inputmode: "decimal", autocomplete: "off" })),
      make("label", {}, text.hide_to, make("input", { name: "to", value: precise(passage.to_ms ?? 0), inputmode: "decimal", autocomplete: "off" }))),
    make("label", {}, text.hide_words, make("input", { name: "words", value: passage.words ?? "", maxlength: "300", autocomplete: "off" })),
    make("label", {}, make("input", { name: "everywhere", type: "checkbox" }), text.hide_everywhere),
    make("div", { class: "pair" }, choice("sound", text.hide_sound, ["bleep", "mute", "keep"]), choice("picture", text.hide_picture, ["keep", "blur", "card"])),
    make("label", {}, text.hide_why, make("input", { name: "why", maxlength: "500", autocomplete: "off" })),
    make("ul", { class: "masks", tabindex: "0", "aria-label": text.hide_look, "aria-live": "polite" }),
    make("p", { class: "problem", role: "alert" }),
    make("p", { class: "acts" },
      make("button", { type: "button", name: "look" }, text.hide_look),
      make("button", { type: "submit", class: "main", name: "do" }, text.hide_do),
      make("button", { type: "button", name: "cancel" }, text.hide_cancel)));
}

function asked(fields) {
  const [from_ms, to_ms] = [fields.from, fields.to].map((field) => instant(field.value));
  return { from_ms: from_ms ?? 0, to_ms: to_ms ?? 0, words: fields.words.value.trim(), everywhere: fields.everywhere.checked,
    sound: fields.sound.value, picture: fields.picture.value, why: fields.why.value.trim() };
}

function place(one) {
  return make("li", {}, `${clock(one.start_ms)} `, make("span", { dir: "auto" }, one.before, " ", make("mark", { class: "gone" }, one.words || "–"), " ", one.after));
}

/* Open the dialog on `{ from_ms, to_ms, words }` (session time). Resolves to whether something was hidden. */
export async function hidePassage(passage = {}) {
  if (open) return false;
  const { revision } = await ask(at);
  const fields = form(passage), before = document.activeElement;
  const dialog = open = make("dialog", { class: "hiding", "aria-labelledby": "hiding-title" }, fields);
  const problem = dialog.querySelector(".problem"), masked = dialog.querySelector(".masks");
  const tell = (error) => { problem.textContent = error.problem ? [error.problem.what, error.problem.why, error.problem.remedy].filter(Boolean).join(" – ") : String(error); };
  const elements = fields.elements;
  let anyway = false;
  document.body.append(dialog);
  elements.everywhere.addEventListener("change", () => { for (const edge of ["from", "to"]) elements[edge].disabled = elements.everywhere.checked; });
  elements.look.addEventListener("click", async () => {
    problem.textContent = "";
    try {
      const { places, shown } = await ask(`${at}/preview`, { method: "POST", body: asked(elements), quiet: true });
      masked.replaceChildren(...places.map(place), make("li", { dir: "auto" }, make("strong", {}, text.hide_readers), ` ${shown}`));
    } catch (error) { masked.replaceChildren(); tell(error); }
  });
  return new Promise((settle) => {
    const close = (done) => { dialog.close(); dialog.remove(); open = null; before?.focus?.(); settle(done); };
    elements.cancel.addEventListener("click", () => close(false));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(false); });
    fields.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.textContent = "";
      elements.do.disabled = true;
      try {
        await ask(at, { method: "POST", body: { ...asked(elements), revision, anyway }, quiet: true });
        say(text.hide_done);
        close(true);
      } catch (error) { anyway = error.code === 409; tell(error); elements.do.disabled = false; }
    });
    dialog.showModal();
    elements.words.focus();
  });
}
