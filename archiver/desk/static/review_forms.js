/* The two questions of the page of boundaries: what it is about, and why an item was not treated. */
import { make, part } from "/static/desk.js";

const kind = () => document.querySelector("#what-form [name=kind]:checked").value;
let keep = null, because = null;

/* What it is about from an instant on; `done` is told the kind, the items, the title. */
export function choose({ items, span, split }, done) {
  part("what-items").replaceChildren(...items.map((one) => make("label", { class: "check" },
    make("input", { type: "checkbox", value: one.id, checked: !split && span.items.includes(one.id), onchange: () => { document.querySelector("#what-form [value=item]").checked = true; } }),
    make("span", { dir: "auto" }, one.label))));
  const now = split || span.items.length ? "item" : span.kind;
  (document.querySelector(`#what-form [value=${now}]`) ?? document.querySelector("#what-form [value=item]")).checked = true;
  part("what-name").value = split ? "" : span.title;
  keep = done;
  part("what").showModal();
  part("what-items").querySelector("input:checked, input")?.focus();
}
part("what-form").addEventListener("submit", (event) => {
  const boxes = [...part("what-items").querySelectorAll("input:checked")], chosen = kind();
  const items = chosen === "item" ? boxes.map((one) => one.value) : [];
  if (chosen === "item" && !items.length) { event.preventDefault(); part("what-items").querySelector("input")?.focus(); return; }
  const label = items.length ? boxes.map((one) => one.parentElement.textContent).join(" · ") : document.querySelector("#what-form [name=kind]:checked").parentElement.textContent.trim();
  keep({ kind: items.length > 1 ? "bloc" : chosen, items, title: chosen === "unlisted" ? part("what-name").value.trim() : "", label });
});
part("what-close").addEventListener("click", () => part("what").close());

/* Why an item was not treated. */
export function giveReason(item, done) {
  part("reason-title").textContent = item.label;
  part("reason-text").value = item.reason;
  because = (reason) => done(item, reason);
  part("reason").showModal();
}
part("reason-form").addEventListener("submit", () => { const said = part("reason-text").value.trim(); if (said) because(said); });
part("reason-close").addEventListener("click", () => part("reason").close());
