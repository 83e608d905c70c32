import { ask, data, make, part, repeat } from "/static/desk.js";

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
repeat(look);
