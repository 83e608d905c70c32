"""`archiver status`: how far a session is, and what a person should look at."""

from pathlib import Path
from textwrap import shorten
from typing import Any

import click

from archiver.agenda.wording import STARTING, span_label
from archiver.agendas import doubts_of
from archiver.cli import console
from archiver.cli.correct_desk import as_json as correction_json
from archiver.cli.correct_desk import correction_line
from archiver.cli.coverage import checks, rival_line, summary
from archiver.cli.instants import Told
from archiver.cli.published import is_half_published, publication_json, show_publication
from archiver.cli.status_live import show_hearing, show_recording
from archiver.correcting import Listed, waiting
from archiver.corrections import telling
from archiver.i18n import _, ngettext
from archiver.model.captions import CaptionReport
from archiver.model.chapters import Chapters, Evidence, Span
from archiver.model.times import clock
from archiver.pipeline import states, step_label
from archiver.recording import hearing_of
from archiver.recording.standing import recording_of
from archiver.steps import Settings, StepState
from archiver.store.corrections import unreadable_lines
from archiver.store.folder import CORRECTED, SITE, SessionFolder
from archiver.store.lease import held_by

_UNFINISHED = 3


@click.command(help=_("Show what is done, what failed and why, and what is uncertain."))
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
@click.option("--strict", is_flag=True, help=_("Exit with 3 if something is left for a person."))
@click.pass_context
def status(ctx: click.Context, folder: Path, as_json: bool, strict: bool) -> None:
    """Gather, then print."""
    session = SessionFolder(folder)
    settings = Settings.of(session)
    steps = states(session, settings)
    unsure = _uncertain(session, settings.preset.split.uncertain_below)
    report = _report(session)
    unfit, broken = waiting(session), unreadable_lines(session)
    if as_json:
        told = _as_json(session, steps, unsure, report)
        more = {"corrections": _corrections_json(unfit, broken), "glossary": _changed(session)}
        more |= {"publication": publication_json(session)}
        console.say_json({**told, **more})
    else:
        _show(session, steps, unsure, report)
        _show_corrections(session, unfit, broken)
        _show_glossary(session)
        _show_page(session)
        show_publication(session)
    breaches = report.breaches if report else ()
    undone = any(s.state != "done" for s in steps)
    asked = unfit or broken or _to_check(session) or doubts_of(session)
    left = undone or unsure or breaches or asked or is_half_published(session)
    if strict and left:
        ctx.exit(_UNFINISHED)


def _uncertain(session: SessionFolder, below: float) -> list[Span]:
    if not session.file("chapters.json").is_file():
        return []
    spans = session.read("chapters.json", Chapters).spans
    unsure = [s for s in spans if s.kind in STARTING and (s.confidence or 0.0) < below]
    return sorted(unsure, key=lambda span: span.confidence or 0.0)


def _to_check(session: SessionFolder) -> tuple[Evidence, ...]:
    if not session.file("chapters.json").is_file():
        return ()
    return session.read("chapters.json", Chapters).to_check


def _report(session: SessionFolder) -> CaptionReport | None:
    if not session.file("captions/report.json").is_file():
        return None
    return session.read("captions/report.json", CaptionReport)


def _as_json(
    session: SessionFolder,
    steps: tuple[StepState, ...],
    unsure: list[Span],
    report: CaptionReport | None,
) -> dict[str, Any]:
    page = session.file(f"{SITE}{session.id}/index.html")
    recorded, hearing = recording_of(session), hearing_of(session)
    return {
        "session": session.id,
        "recording": recorded.model_dump(mode="json") if recorded else None,
        "hearing": hearing.model_dump(mode="json") if hearing else None,
        "steps": [
            {
                "name": s.name,
                "state": s.state,
                "seconds": s.done.seconds if s.done else None,
                "warnings": list(s.done.warnings) if s.done else [],
                "failed": s.failed.model_dump() if s.failed else None,
            }
            for s in steps
        ],
        "uncertain": [span.model_dump(mode="json", exclude_none=True) for span in unsure],
        "to_check": [one.model_dump(exclude_none=True) for one in _to_check(session)],
        "agenda_doubts": list(doubts.notes) if (doubts := doubts_of(session)) else [],
        "captions": report.model_dump(include={"cues", "kept", "breaches"}) if report else None,
        "page": str(page) if page.exists() else None,
    }


def _show(
    session: SessionFolder,
    steps: tuple[StepState, ...],
    unsure: list[Span],
    report: CaptionReport | None,
) -> None:
    console.stdout.print(f"{session.session().title}  ({session.id})", style="bold")
    holder = held_by(session.path)
    if holder:
        console.say(
            _("Being worked on now: {host}, process {pid}").format(host=holder.host, pid=holder.pid)
        )
    show_recording(session)
    show_hearing(session)
    _show_doubts(session)
    for step in steps:
        _show_step(step)
    if any(s.state != "done" for s in steps):
        console.say(_("Next: archiver process {folder}").format(folder=session.path))
    _show_spans(session, unsure)
    if report:
        _show_captions(report)


def _show_doubts(session: SessionFolder) -> None:
    doubts = doubts_of(session)
    if doubts is None:
        return
    console.stdout.print(
        _("The agenda was read by a batch, and nobody has looked:"), style="yellow"
    )
    for note in doubts.notes:
        console.say(f"  {note}")
    said = _("  See it: archiver agenda {folder}; when it is right, add --checked")
    console.say(said.format(folder=session.path))


def _show_page(session: SessionFolder) -> None:
    page = session.file(f"{SITE}{session.id}/index.html")
    if page.exists():
        console.say(_("The page: {page}").format(page=page))


def _changed(session: SessionFolder) -> int:
    """How many words were changed by the glossary."""
    if not session.file(CORRECTED).is_file():
        return 0
    return sum(bool(w.heard) for u in session.transcript().utterances for w in u.words)


def _show_glossary(session: SessionFolder) -> None:
    n = _changed(session)
    if n:
        said = ngettext(
            "{n} word changed by the glossary: archiver glossary {folder} changes",
            "{n} words changed by the glossary: archiver glossary {folder} changes",
            n,
        )
        console.say(said.format(n=n, folder=session.path))


def _corrections_json(unfit: tuple[Listed, ...], broken: tuple[int, ...]) -> dict[str, Any]:
    """Corrections that a person must look at: those that do not fit, lines that are none."""
    return {"waiting": [correction_json(one) for one in unfit], "unreadable_lines": list(broken)}


def _show_corrections(
    session: SessionFolder, unfit: tuple[Listed, ...], broken: tuple[int, ...]
) -> None:
    if not unfit and not broken:
        return
    told, agenda = Told.of(session), session.agenda()
    console.stdout.print(_("Corrections to look at:"), style="yellow")
    for one in unfit:
        said = correction_line(one.correction, agenda, told.at)
        console.say(f"  {said}")
        console.say(f"      {telling.outcome(one.fate)}")
    if broken:
        numbers = ", ".join(map(str, broken))
        console.say(
            "  " + _("Lines of corrections.jsonl that cannot be read: {n}").format(n=numbers)
        )
    console.say(_("  All of them: archiver correct {folder}").format(folder=session.path))


def _show_step(step: StepState) -> None:
    sign, style, words = {
        "done": ("✓", "green", _("done")),
        "stale": ("↻", "yellow", _("to be done again: what it was made from has changed")),
        "missing": ("·", "dim", _("to be done")),
        "failed": ("✗", "red", _("failed")),
    }[step.state]
    console.stdout.print(f" {sign} {step_label(step.name):<28} {words}", style=style)
    if step.failed:
        why = f" – {step.failed.why}" if step.failed.why else ""
        console.say(f"     {step.failed.what}{why}")
        if step.failed.remedy:
            console.say(f"     → {step.failed.remedy}")
    for warning in step.done.warnings if step.done else ():
        console.stdout.print(f"     ! {warning}", style="yellow")


def _show_spans(session: SessionFolder, unsure: list[Span]) -> None:
    if not session.file("chapters.json").is_file():
        return
    chapters, agenda = session.read("chapters.json", Chapters), session.agenda()
    told, n = Told.of(session), len(unsure)
    console.stdout.print(told.which, style="dim")
    if n:
        console.say(ngettext("{n} uncertain start:", "{n} uncertain starts:", n).format(n=n))
    for span in unsure:
        heard = next((e.text for e in span.evidence), "")
        label = shorten(span_label(span, agenda), 60, placeholder="…")
        console.say(f"  {told.at(span.start_ms)}  {span.confidence or 0:.0%}  {label}")
        console.say(_("      heard: {words}").format(words=heard[:90]))
        if span.rival:
            console.say(f"      {rival_line(span, told)}")
    for line in (*checks(chapters, told), *summary(chapters, agenda, told)):
        console.say(line)


def _show_captions(report: CaptionReport) -> None:
    errors = sum(b.severity == "error" for b in report.breaches)
    console.say(
        _("Subtitles: {kept} of {cues} within all norms, {errors} to look at").format(
            kept=report.kept, cues=report.cues, errors=errors
        )
    )
    for breach in [b for b in report.breaches if b.severity == "error"][:5]:
        norm = norm_label(breach.norm)
        console.say(f"  {clock(breach.start_ms)}  {norm:<20} {breach.text[:70]}")


def norm_label(norm: str) -> str:
    """What is wrong with a subtitle, as the technician reads it."""
    return {
        "lines": _("too many lines"),
        "line_length": _("line too long"),
        "speed": _("too fast to read"),
        "too_short": _("shown too briefly"),
        "too_long": _("shown too long"),
        "gap": _("too close to the next"),
        "crosses_cut": _("across two chapters"),
    }[norm]
