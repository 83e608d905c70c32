"""Whether the archive of a broadcast may be the replay, and the replay in that archive's time.

Two conditions, both from what was kept while recording. Nothing may be in the archive that the
replay does not show: every second of the session that went out is played by the replay (cards do
no harm). And the archive must hold the whole of it, at times that are known: it began before the
replay's first second, nothing was dropped, and it is as long as it lasted. In doubt the answer is
no: then the replay is uploaded, and the archive is to be made private.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archiver.i18n import _, translator
from archiver.model.hiding import NOTHING_HIDDEN, Hidden
from archiver.model.marks import Interval, Mark, Planned, public_intervals
from archiver.model.publication import Event, Published
from archiver.model.runs import Runs
from archiver.model.timeline import Timeline
from archiver.model.times import clock, timestamp
from archiver.publish.interface import File, Replay
from archiver.publish.youtube.livestate import Broadcast
from archiver.publish.youtube.state import Own, mark_of

_EDGE_MS = 250
"""Marks and cuts are rounded by so little."""
_LATE_MS = 3_000
"""The session is shown from its first key picture after the opening."""
_LENGTH_MS = 5_000
"""An archive may be so much longer or shorter than its hours say."""
_DROPPED_MS = 1_000
_SLACK = timedelta(seconds=1)
_STAMPS = re.compile(
    r"^(\d+):(\d{2}):(\d{2})[,.](\d{3}) --> (\d+):(\d{2}):(\d{2})[,.](\d{3})", re.MULTILINE
)


@dataclass(frozen=True)
class Archive:
    """The video that a broadcast became, as YouTube tells of it."""

    id: str
    started: datetime | None
    ended: datetime | None
    duration_ms: int


@dataclass(frozen=True)
class Sitting:
    """What is known of the session that went out."""

    runs: Runs
    marks: Sequence[Mark]
    planned: Planned
    timeline: Timeline
    """Of its replay."""
    delay_ms: int
    """How long what went out was held back."""
    dropped_ms: int = 0
    """How much of it did not go out to YouTube."""
    hidden: Hidden = NOTHING_HIDDEN
    """What may be neither heard nor seen of it."""


@dataclass(frozen=True)
class Verdict:
    """Whether the archive may be the replay: not if there is any `against`."""

    against: tuple[str, ...]
    shift_ms: int = 0
    """What is to be added to session time to find a place in the archive."""


def adopted(own: Any) -> str | None:
    """The video that is to be taken for the replay, by `Published.own`; None where none is."""
    known = Broadcast.of(own)
    return known.id if known.adopted else None


def taken(state: Published, replay: Replay) -> Published:
    """The state in which an adopted archive is the video of this replay.

    It is as if this very file had been sent: when the replay changes later, the publisher hides the
    archive and sends the new one, so that nothing hidden afterwards stays to be seen.
    """
    id = adopted(state.own)
    own = Own.of(state) if id else Own()
    if not id or own.video or id in own.former:
        return state
    source = replay.video.sha256
    own = own.but(ref=mark_of(replay), video=id, source=source, session=None, step="committed")
    event = Event(at=datetime.now(UTC), did="adopted", parts=("video",))
    return own.into(state, state="sending", sent={"video": source}).did(event)


def is_taken(state: Published, replay: Replay) -> bool:
    """Whether the archive is what is shown of this replay."""
    id = adopted(state.own)
    own = Own.of(state) if id else Own()
    return bool(id) and own.video == id and own.source == replay.video.sha256


def judge(archive: Archive, sitting: Sitting) -> Verdict:
    """Whether an archive may be the replay, and where in it the session is."""
    played = sitting.timeline.played
    if not archive.started or not archive.ended or not sitting.runs.runs or not played:
        return Verdict((_("it is not known when the broadcast or the recording began"),))
    shift = _shift(archive.started, sitting, played[0].session_start_ms)
    drift = abs(_shift(archive.started, sitting, played[-1].session_end_ms - 1) - shift)
    lasted = _ms(archive.ended - archive.started)
    checks = (
        (sitting.dropped_ms > _DROPPED_MS, _("parts of it did not reach YouTube")),
        (
            abs(archive.duration_ms - lasted) > _LENGTH_MS,
            _("the archive is not as long as the broadcast lasted"),
        ),
        (
            played[0].session_start_ms + shift < -_LATE_MS,
            _("the broadcast began after the replay does"),
        ),
        (
            played[-1].session_end_ms + shift > archive.duration_ms + _LATE_MS,
            _("the broadcast ended before the replay does"),
        ),
        (drift > _LENGTH_MS, _("the clock of the recording jumped")),
        (
            any(outage.why == "crash" for outage in sitting.runs.outages()),
            _("the recorder was interrupted, and nothing went out meanwhile"),
        ),
    )
    against = [
        *_secrets(sitting),
        *_hidden(sitting),
        *_missing(sitting),
        *(why for wrong, why in checks if wrong),
    ]
    return Verdict(tuple(against), shift)


def aired(sitting: Sitting) -> tuple[Interval, ...]:
    """The session time that may have gone out, by the marks as they stood at every moment.

    A mark that was taken back later does not undo what was shown before. Rather too much than
    too little.
    """
    marks, runs = tuple(sitting.marks), sitting.runs
    delay = timedelta(milliseconds=sitting.delay_ms)
    known: list[Interval] = []
    for n in range(len(marks) + 1):
        start = runs.to_session(marks[n - 1].at - delay) if n else 0
        end = runs.duration_ms
        if n < len(marks):
            end = runs.to_session(min(marks[n].at, marks[n].at - delay + _SLACK))
        for part in public_intervals(marks[:n], runs, sitting.planned):
            cut = Interval(max(start, part.start_ms), min(end, part.end_ms))
            if cut.start_ms < cut.end_ms:
                known.append(cut)
    return tuple(sorted(known))


def _secrets(sitting: Sitting) -> Iterator[str]:
    """What went out of the session that the replay does not show."""
    shown = [Interval(p.session_start_ms, p.session_end_ms) for p in sitting.timeline.played]
    outages = [Interval(o.start_ms, o.end_ms) for o in sitting.runs.outages()]
    extra = _beyond(aired(sitting), [*shown, *outages])
    if extra:
        first = max(extra, key=lambda part: part.end_ms - part.start_ms)
        yield _(
            "it shows {seconds} s of the session at {time} of the recording that the replay "
            "does not show"
        ).format(
            seconds=max(1, round((first.end_ms - first.start_ms) / 1000)),
            time=clock(first.start_ms),
        )


def _hidden(sitting: Sitting) -> Iterator[str]:
    """What went out before somebody hid it; an archive cannot be bleeped."""
    for one in sitting.hidden.passages:
        if any(a.start_ms < one.end_ms and one.start_ms < a.end_ms for a in aired(sitting)):
            said = _("what was hidden at {time} of the recording is heard or seen in it")
            yield said.format(time=clock(one.start_ms))
            return


def _missing(sitting: Sitting) -> Iterator[str]:
    """What the replay shows and did not go out."""
    live = [Interval(part.start_ms - _LATE_MS, part.end_ms + _LATE_MS) for part in aired(sitting)]
    shown = [Interval(p.session_start_ms, p.session_end_ms) for p in sitting.timeline.played]
    if _beyond(shown, live):
        yield _("the replay shows parts of the session that were not broadcast")


def _beyond(parts: Iterable[Interval], within: Sequence[Interval]) -> list[Interval]:
    """What of `parts` is in none of `within`, but for roundings."""
    left = list(parts)
    for hole in within:
        left = [
            cut
            for part in left
            for cut in (
                Interval(part.start_ms, min(part.end_ms, hole.start_ms)),
                Interval(max(part.start_ms, hole.end_ms), part.end_ms),
            )
            if cut.start_ms < cut.end_ms
        ]
    return [part for part in left if part.end_ms - part.start_ms > _EDGE_MS]


def _shift(started: datetime, sitting: Sitting, session_ms: int) -> int:
    late = sitting.delay_ms + sitting.runs.latency_ms
    return _ms(sitting.runs.to_wall(session_ms) - started) + late - session_ms


def _ms(length: timedelta) -> int:
    return round(length / timedelta(milliseconds=1))


def in_archive(
    replay: Replay, timeline: Timeline, shift_ms: int, duration_ms: int, folder: Path
) -> Replay:
    """The replay in the time of an archive: chapters, and captions written anew in `folder`.

    What comes before the session in the archive has a chapter of its own.
    """

    def placed(replay_ms: int) -> int:
        return max(0, min(duration_ms, timeline.to_session(replay_ms) + shift_ms))

    chapters = [
        c.model_copy(update={"start_ms": placed(c.start_ms), "end_ms": placed(c.end_ms)})
        for c in replay.chapters
    ]
    if chapters and chapters[0].start_ms:
        words = translator(replay.language)
        title, end = words.gettext("Before the session"), chapters[0].start_ms
        before = chapters[0].model_copy(
            update={
                "anchor": "before",
                "title": title,
                "kind": "none",
                "items": (),
                "start_ms": 0,
                "end_ms": end,
                "session_start_ms": 0,
            }
        )
        chapters.insert(0, before)
    captions = {
        language: _moved(file, language, placed, folder)
        for language, file in replay.captions.items()
    }
    return replace(replay, chapters=tuple(chapters), captions=captions, duration_ms=duration_ms)


def _moved(file: File, language: str, placed: Callable[[int], int], folder: Path) -> File:
    """A SubRip file with every time put where it is in the archive."""

    def stamps(found: re.Match[str]) -> str:
        start, end = _read(found.groups()[:4]), _read(found.groups()[4:])
        first = placed(start)
        # A cue never spans a cut: its end is as far from its start as in the replay.
        return f"{timestamp(first, ',')} --> {timestamp(first + end - start, ',')}"

    text = _STAMPS.sub(stamps, file.path.read_text(encoding="utf-8-sig"))
    target = folder / f"archive.{language}.srt"
    raw = text.encode("utf-8")
    target.write_bytes(raw)
    return File(target, hashlib.sha256(raw).hexdigest(), len(raw))


def _read(parts: Sequence[str]) -> int:
    hours, minutes, seconds, ms = map(int, parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms


def archive_of(known: Broadcast, video: dict[str, Any]) -> Archive:
    """The archive, from `videos.list` with contentDetails and liveStreamingDetails."""
    live = video.get("liveStreamingDetails", {})
    return Archive(
        id=known.id,
        started=_time(live.get("actualStartTime")),
        ended=_time(live.get("actualEndTime")),
        duration_ms=_iso_ms(video.get("contentDetails", {}).get("duration", "")),
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _iso_ms(text: str) -> int:
    """`P1DT2H3M4S` in ms; 0 where it is none."""
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text)
    days, hours, minutes, seconds = (int(n or 0) for n in found.groups()) if found else (0,) * 4
    return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
