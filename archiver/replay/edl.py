"""The replay as an edit decision list (CMX 3600), one event for each chapter, for an editor.

Every editing program reads it: the chapters come as clips with their names, cut where the replay
changes its subject. OpenTimelineIO writes it.
"""

import unicodedata
from collections.abc import Sequence

import opentimelineio as otio

from archiver.model.chapters import Chapter

_RATES = (24000 / 1001, 24.0, 25.0, 30000 / 1001, 30.0, 48.0, 50.0, 60000 / 1001, 60.0)
"""What a timecode can count, frames a second."""
_REEL = "REPLAY"


def replay_edl(chapters: Sequence[Chapter], media: str, title: str, rate: float) -> str:
    """The list as text; `media` is the name of the replay's file, `rate` its frames a second.

    A rate that no timecode can count is told in the nearest one: cuts are then off by less than
    a frame.
    """
    counted = min(_RATES, key=lambda known: abs(known - rate))
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    for chapter in chapters:
        start, end = (round(ms * counted / 1000) for ms in (chapter.start_ms, chapter.end_ms))
        if end > start:
            track.append(_clip(chapter.title, media, start, end - start, counted))
    whole = otio.schema.Timeline(_plain(title))
    whole.tracks.append(track)
    return str(otio.adapters.write_to_string(whole, "cmx_3600", rate=counted))


def _clip(title: str, media: str, start: int, frames: int, rate: float) -> otio.schema.Clip:
    made = otio.schema.Clip(
        name=_plain(title),
        source_range=otio.opentime.TimeRange(
            otio.opentime.RationalTime(start, rate), otio.opentime.RationalTime(frames, rate)
        ),
        media_reference=otio.schema.ExternalReference(target_url=media),
    )
    made.metadata["cmx_3600"] = {"reel": _REEL}
    return made


def _plain(text: str) -> str:
    """A name on one line: the format knows no quotes and no escapes."""
    seen = (" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join("".join(seen).split())
