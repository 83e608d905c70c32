"""`archiver mark`: this item starts now, the session opens, closes, is suspended.

Imports little: behind a stream deck's key it must be over before the finger is lifted.
"""

import contextlib
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from archiver.cli import console
from archiver.cli.times import parse_duration
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.marking import (
    LONGEST_RETRACT_MS,
    check_undo,
    mark_label,
    mark_note,
    read_marks,
    resolve_items,
    session_ms_of,
    unreadable_lines,
)
from archiver.marking import mark as append_mark
from archiver.model.marks import Mark, MarkAction, last_made, standing
from archiver.model.times import clock
from archiver.store.folder import SessionFolder

_WORDS: dict[str, MarkAction] = {
    "undo": "undo",
    "annuler": "undo",
    "open": "open",
    "ouvrir": "open",
    "close": "close",
    "fermer": "close",
    "suspend": "suspend",
    "suspendre": "suspend",
    "resume": "resume",
    "reprendre": "resume",
    "closed": "closed",
    "huis-clos": "closed",
    "public": "public",
    "retract": "retract",
    "retirer": "retract",
}
_SLOWEST_START_SECONDS = 3.0
"""An older process is not a command that was just given."""


class DurationError(ArchiverError):
    """A length of time that cannot be understood."""


@click.command(
    help=_(
        "Mark that an item starts now: its number or id, several for a bloc, or “next”. Or: open, "
        "close, suspend, resume, closed, public, retract 30s, undo."
    )
)
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.argument("words", metavar=_("ITEM…"), nargs=-1)
@click.option("--list", "listed", is_flag=True, help=_("Show the marks that stand."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
def mark(folder: Path, words: tuple[str, ...], listed: bool, as_json: bool) -> None:
    """Append one mark, or list them."""
    session = SessionFolder(folder)
    if bool(words) == listed:
        raise click.UsageError(_("Say what is to be marked, or --list."))
    if listed:
        _list(session, as_json)
        return
    before = last_made(read_marks(session))
    made = _made(session, words, datetime.now(UTC) - _age())
    if as_json:
        console.say_json(_as_json(session, made))
        return
    console.say(_line(session, made, before))
    _warn(session, made)


def _age() -> timedelta:
    """How long ago the command was given, where the system says: loading it took a while."""
    with contextlib.suppress(OSError, ValueError, IndexError, AttributeError):
        started = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19]
        since_boot = time.clock_gettime(time.CLOCK_BOOTTIME)
        age = since_boot - int(started) / os.sysconf("SC_CLK_TCK")
        if 0 <= age < _SLOWEST_START_SECONDS:
            return timedelta(seconds=age)
    return timedelta(0)


def _made(session: SessionFolder, words: tuple[str, ...], at: datetime) -> Mark:
    action = _WORDS.get(words[0].strip().casefold())
    if action == "retract":
        return append_mark(session, action, retract_ms=_duration_ms(" ".join(words[1:])), at=at)
    if action and len(words) > 1:
        raise click.UsageError(_("“{word}” stands alone.").format(word=words[0]))
    marks = read_marks(session)
    if action == "undo":
        check_undo(marks)
    if action:
        return append_mark(session, action, at=at)
    return append_mark(session, "item", resolve_items(session.agenda(), words, marks), at=at)


def _duration_ms(text: str) -> int:
    found = parse_duration(text)
    length = found // timedelta(milliseconds=1) if found else 0
    if not 0 < length <= LONGEST_RETRACT_MS:
        raise DurationError(
            _("“{text}” is not a length of time that can be taken back").format(text=text),
            remedy=_("Write it as 30s or 2m, up to 60m"),
        )
    return length


def _list(session: SessionFolder, as_json: bool) -> None:
    marks = standing(read_marks(session))
    broken = unreadable_lines(session)
    if as_json:
        console.say_json(
            {"marks": [_as_json(session, one) for one in marks], "unreadable_lines": list(broken)}
        )
        return
    for one in marks:
        console.say(_line(session, one))
    if not marks:
        console.say(_("No mark."))
    if broken:
        numbers = ", ".join(map(str, broken))
        console.note(_("Lines of marks.jsonl that cannot be read: {n}").format(n=numbers))


def _line(session: SessionFolder, made: Mark, before: Mark | None = None) -> str:
    """What was marked, when, and where that is in the recording if it is known.

    `before` is what an `undo` has taken back.
    """
    ms = session_ms_of(session.runs(), made)
    place = f"  [{clock(ms)}]" if ms is not None else ""
    said = mark_label(made, session.agenda())
    if made.action == "undo" and before:
        hour = f"{before.at.astimezone():%H:%M:%S}"
        what = mark_label(before, session.agenda())
        said = _("taken back: {mark} ({time})").format(mark=what, time=hour)
    return f"{made.at.astimezone():%H:%M:%S}{place}  {said}"


def _warn(session: SessionFolder, made: Mark) -> None:
    """Say it when an item starts and nobody can see it, or a closed sitting goes on."""
    note = mark_note(session, made)
    if note:
        console.note(note, style="yellow")


def _as_json(session: SessionFolder, made: Mark) -> dict[str, Any]:
    return {**made.model_dump(mode="json"), "session_ms": session_ms_of(session.runs(), made)}
