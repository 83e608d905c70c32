import { ask, clock, complain, data, instant, make, part, repeat, say } from "/static/desk.js";

const at = `/api/sessions/${encodeURIComponent(data.id)}`;

async function look() {
  const state = await ask(`${at}/state`, { quiet: true });
  part("steps").replaceChildren(...state.steps.map((step) => make("li", { class: `s-${step.state}` },
    make("strong", {}, step.label), ` ${data.text[step.state]}`, step.why ? ` – ${step.why}` : "",
    ...step.warnings.map((warning) => make("p", { class: "meta" }, warning)))));
  const running = state.jobs.filter((job) => job.running || job.code);
  const lines = running.flatMap((job) => job.lines);
  part("lines").hidden = !lines.length;
  part("lines").textContent = lines.join("\n");
  const made = await ask(`${at}/exports`, { quiet: true });
  part("handed").hidden = !made.length;
  if (part("exports").children.length !== made.length)
    part("exports").replaceChildren(...made.map((one) => make("li", {},
      make("a", { href: one.url, download: "" }, one.label))));
  part("process").disabled = state.is_worked_on || data.role === "read";
  part("publish").disabled = state.due || state.is_worked_on || data.role !== "publish";
}

for (const name of ["process", "publish"]) {
  part(name).addEventListener("click", async () => {
    await ask(`${at}/${name}`, { method: "POST" }).catch(() => {});
    await look();
  });
}

/* A passage: times of the replay, to the millisecond; a chapter fills them in. */
const precise = (ms) => `${clock(ms)}.${String(ms % 1000).padStart(3, "0")}`;
part("clip-chapter")?.addEventListener("change", () => {
  const [start, end] = part("clip-chapter").value.split("-").map(Number);
  [part("clip-from").value, part("clip-to").value] = end ? [precise(start), precise(end)] : ["", ""];
});
part("clip")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [from, to] = [instant(part("clip-from").value), instant(part("clip-to").value)];
  if (from === null || to === null) { complain({ what: data.text.not_a_time }); return; }
  say(data.text.cut);
  const answer = await fetch(`${at}/clip?from_ms=${from}&to_ms=${to}`, { headers: { "X-Archiver": "desk" } });
  if (!answer.ok) { complain(await answer.json()); return; }
  const made = URL.createObjectURL(await answer.blob());
  const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition"))?.[1] ?? "extrait.mp4";
  make("a", { href: made, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(made), 60000);
  say(name);
});
repeat(look);
