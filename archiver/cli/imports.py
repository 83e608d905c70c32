"""`archiver import`: makes a session's recording from what others left."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from archiver.cli import console
from archiver.i18n import _
from archiver.model.progress import Progress
from archiver.model.times import clock
from archiver.oldfiles import Imported, Proposal, bring_in
from archiver.store.folder import SessionFolder

_PATH = click.Path(path_type=Path)


@click.command(
    "import",
    help=_(
        "Make a session’s recording from old files: parts that a camera cut, a broken video, "
        "a whole folder. The files are never changed."
    ),
)
@click.argument("folder", metavar=_("FOLDER"), type=_PATH)
@click.argument("files", metavar=_("FILE_OR_FOLDER…"), type=_PATH, nargs=-1, required=True)
@click.option(
    "--like",
    metavar=_("VIDEO"),
    type=_PATH,
    help=_("A good MP4 of the same device, to save one whose index is missing."),
)
@click.option(
    "--keep-gaps/--close-gaps",
    default=None,
    help=_(
        "Keep the pauses between parts as outages, or close them up; "
        "by default they are kept where the recorder’s own times are known."
    ),
)
@click.option("--yes", is_flag=True, help=_("Do not ask whether the order is right."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
def import_(
    folder: Path,
    files: tuple[Path, ...],
    like: Path | None,
    keep_gaps: bool | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Show the order, ask, bring in, say what was saved and what comes next."""
    session = SessionFolder(folder)
    ask = not yes and not as_json and sys.stdin.isatty() and sys.stderr.isatty()

    def confirm(proposal: Proposal) -> bool:
        show(proposal)
        return not ask or click.confirm(_("Is this right?"), default=True, err=True)

    made = bring_in(session, files, like=like, keep_gaps=keep_gaps, confirm=confirm, stage=_stage)
    if made is None:
        console.note(_("Nothing was changed."))
    elif as_json:
        console.say_json({"session": session.id, **described(made)})
    else:
        for line in outcome(made):
            console.say(line)
        console.say(_("Then make the replay: archiver process {folder}").format(folder=folder))


@contextmanager
def _stage(label: str) -> Iterator[Progress]:
    with console.progress(label) as progress:
        yield progress


def show(proposal: Proposal) -> None:
    """The order of the parts, what is wrong with each, and what is left out."""
    order = proposal.order
    for n, part in enumerate(order.parts, start=1):
        if pause := proposal.pauses_ms[n - 1]:
            said = (
                _("   pause of {length}, kept")
                if proposal.kept
                else _("   pause of {length}, closed up")
            )
            console.note(said.format(length=clock(pause)))
        length = clock(part.length_ms) if part.length_ms is not None else _("length not known yet")
        console.note(f"{n:>3}. {part.path.name} – {length}")
        for finding in part.findings:
            console.note(f"     ! {finding.words}", style="yellow")
    for left in order.left_out:
        said = _("left out: {file} ({why})").format(file=left.path.name, why=left.why)
        console.note(f"   – {said}", style="dim")
    for remark in order.remarks:
        console.note(f"   ! {remark}", style="yellow")


def outcome(made: Imported) -> list[str]:
    """What was saved of each damaged file, and how the parts were joined."""
    lines = []
    for saved in made.saved:
        lines.append(_("{file}:").format(file=saved.source.name))
        lines += [f"  {line}" for line in saved.lines]
    if made.joined:
        length = clock(made.joined.runs.duration_ms)
        said = _("{n} parts joined: {length}")
        lines.append(said.format(n=len(made.order.parts), length=length))
        lines += [f"  {line}" for line in made.joined.encoded]
    return lines


def described(made: Imported) -> dict[str, Any]:
    """The same for programs."""
    return {
        "parts": [part.path.name for part in made.order.parts],
        "left_out": {left.path.name: left.why for left in made.order.left_out},
        "remarks": list(made.order.remarks),
        "saved": [
            {
                "file": saved.source.name,
                "picture_ms": saved.picture_ms,
                "sound_ms": saved.sound_ms,
                "share": round(saved.share, 4),
                "lines": list(saved.lines),
            }
            for saved in made.saved
        ],
        "joints": [
            {"at_ms": joint.at_ms, "pause_ms": joint.pause_ms, "sound_ms": joint.sound_ms}
            for joint in (made.joined.joints if made.joined else ())
        ],
        "encoded": list(made.joined.encoded) if made.joined else [],
    }
