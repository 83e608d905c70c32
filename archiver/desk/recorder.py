"""What the technician's page shows of a recording: read from the session folder, each time anew.

The recorder is a process of its own; here is only a view of what it and others have written.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from archiver.corrections.telling import matter
from archiver.live.telling import stage_line
from archiver.marking import mark_label, next_item, planned_of, read_marks, session_ms_of
from archiver.media.still import newest_still
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapters
from archiver.model.live import LiveState
from archiver.model.marks import Gate, Mark, gate_at, standing
from archiver.model.times import clock
from archiver.model.transcript import Transcript
from archiver.recording import far, hearing_of
from archiver.recording.standing import (
    alarm_line,
    beside_line,
    gate_label,
    is_recorded,
    phase_label,
)
from archiver.recording.standing import recording_of as stands
from archiver.store.folder import LIVE_CHAPTERS, LIVE_TRANSCRIPT, SessionFolder

T = TypeVar("T", bound=BaseModel)
_SEGMENT = re.compile(r"run(\d+)_(\d+)\.ts")
_PICTURES_FROM = 3
"""So many of the newest segments are looked at for a picture."""
_WORDS = 60
_SPANS = 12


class MarkLine(BaseModel):
    """A mark that stands."""

    time: str
    """The hour it was made, on this machine's clock."""
    session_ms: int | None
    action: str
    items: list[str]
    label: str


class ItemLine(BaseModel):
    """An item of the agenda, and whether it was marked."""

    id: str
    label: str
    withdrawn: bool
    marked: str
    """The hour it was marked last; empty if it was not."""
    is_now: bool
    is_next: bool


class BesideLine(BaseModel):
    """Something that goes on beside the recording."""

    kind: str
    says: str
    fails: bool


class RecordingNow(BaseModel):
    """How the recording stands."""

    is_recorded: bool
    """Whether a process records this session now."""
    phase: str
    """What that does; empty where nothing was ever recorded."""
    says: str
    why: str
    good: bool
    session_ms: int
    gate: Gate
    gate_says: str
    bit_rate: int
    free_bytes: int
    disk_full: str
    """At what hour the disk will be full, if that is before the end."""
    levels_dbfs: list[float]
    alarms: list[str]
    beside: list[BesideLine]
    picture: str
    """Names the newest segment: another one, another picture. Empty where none is shown."""
    seen: int
    """How many marks were ever made: to be given back with those that depend on the last one."""
    marks: list[MarkLine]
    """Those that stand, the newest first."""
    items: list[ItemLine]


class HeardSpan(BaseModel):
    """What the machine takes a piece of the session for, so far."""

    at: str
    label: str


class HeardNow(BaseModel):
    """What the machine has understood so far."""

    state: str
    says: str
    page: str
    """Where the replay was published at the close."""
    spans: list[HeardSpan]
    words: str
    """The last ones that were recognised; none in a closed sitting."""


def recording_now(folder: SessionFolder) -> RecordingNow:
    """How the recording of a session stands. Raises what reading its files does."""
    marks, agenda, state = read_marks(folder), folder.agenda(), stands(folder)
    alive = is_recorded(folder)
    gate = gate_now(folder, marks)
    full = state.disk_full_at if state else None
    return RecordingNow(
        is_recorded=alive,
        phase=state.state if state else "",
        says=phase_label(state) if state else "",
        why=state.why if state else "",
        good=alive and state is not None and state.state in ("recording", "planned", "paused"),
        session_ms=state.session_ms if state else 0,
        gate=gate,
        gate_says=gate_label(gate),
        bit_rate=state.bit_rate if state and alive else 0,
        free_bytes=state.free_bytes if state and alive else 0,
        disk_full=f"{full.astimezone():%H:%M}" if full else "",
        levels_dbfs=list(state.levels_dbfs) if state and alive else [],
        alarms=[alarm_line(alarm) for alarm in state.alarms] if state else [],
        beside=_beside(state) if state and alive else [],
        picture=_newest(folder) if alive and gate != "closed" else "",
        seen=len(marks),
        marks=_marks(folder, marks, agenda),
        items=_items(agenda, marks),
    )


def gate_now(folder: SessionFolder, marks: Sequence[Mark]) -> Gate:
    """What the public may see now."""
    return gate_at(marks, datetime.now(UTC), planned_of(folder.session()))


def _beside(state: LiveState) -> list[BesideLine]:
    return [
        BesideLine(kind=one.kind, says=beside_line(one), fails=one.state == "failing")
        for one in state.beside
    ]


def _marks(folder: SessionFolder, marks: Sequence[Mark], agenda: Agenda) -> list[MarkLine]:
    runs = folder.runs()
    return [
        MarkLine(
            time=_hour(made),
            session_ms=session_ms_of(runs, made),
            action=made.action,
            items=list(made.items),
            label=mark_label(made, agenda),
        )
        for made in reversed(standing(marks))
    ]


def _items(agenda: Agenda, marks: Sequence[Mark]) -> list[ItemLine]:
    made = [mark for mark in standing(marks) if mark.action == "item"]
    hours = {id: _hour(mark) for mark in made for id in mark.items}
    now = made[-1].items if made else ()
    following = next_item(agenda, marks)
    return [
        ItemLine(
            id=item.id,
            label=item.label,
            withdrawn=bool(item.withdrawn),
            marked=hours.get(item.id, ""),
            is_now=item.id in now,
            is_next=following is not None and item.id == following.id,
        )
        for item in agenda.items
    ]


def _hour(made: Mark) -> str:
    return f"{made.at.astimezone():%H:%M:%S}"


def _segments(folder: SessionFolder) -> list[Path]:
    """The newest segments, in the order they were recorded."""
    place = folder.file("recording")
    found = ((m, path) for path in place.glob("run*.ts") if (m := _SEGMENT.fullmatch(path.name)))
    ordered = sorted(found, key=lambda one: (int(one[0][1]), int(one[0][2])))
    return [path for _match, path in ordered[-_PICTURES_FROM:]]


def _newest(folder: SessionFolder) -> str:
    newest = _segments(folder)[-1:]
    return newest[0].name if newest else ""


def picture_now(folder: SessionFolder) -> bytes | None:
    """A JPEG of what is being recorded; None where there is none, or the sitting is closed."""
    if not is_recorded(folder) or gate_now(folder, read_marks(folder)) == "closed":
        return None
    return newest_still(_segments(folder))


def heard_now(folder: SessionFolder) -> HeardNow:
    """What was understood so far."""
    hearing, agenda = hearing_of(folder), folder.agenda()
    shown = gate_now(folder, read_marks(folder)) != "closed"
    chapters = _live(folder.file(LIVE_CHAPTERS), Chapters)
    words = _live(folder.file(LIVE_TRANSCRIPT), Transcript) if shown else None
    spans = chapters.spans[-_SPANS:] if chapters else ()
    return HeardNow(
        state=hearing.state if hearing else "",
        says=(stage_line(hearing) or far(hearing) or hearing.why) if hearing else "",
        page=hearing.page if hearing else "",
        spans=[
            HeardSpan(at=clock(s.start_ms), label=matter(s.kind, s.items, s.title, agenda))
            for s in spans
        ],
        words=_last_words(words) if words else "",
    )


def _last_words(heard: Transcript) -> str:
    words: list[str] = []
    for utterance in reversed(heard.utterances):
        words[:0] = utterance.text.split()
        if len(words) >= _WORDS:
            break
    return " ".join(words[-_WORDS:])


def _live(path: Path, record: type[T]) -> T | None:
    """A record that another process writes anew now and then; None while it cannot be read."""
    try:
        stat = path.stat()
        found = _read(path, (stat.st_mtime_ns, stat.st_size), record)
    except (OSError, ValueError):
        return None
    return found if isinstance(found, record) else None


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: tuple[int, int], record: type[BaseModel]) -> BaseModel:
    """Read once for each time it was written: after four hours it is long."""
    return record.model_validate_json(path.read_bytes())
