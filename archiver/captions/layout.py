"""The layout of subtitles: from timed words to cues that can be read while listening.

Words become units that no line break parts; units run on until the speaker changes, a cut or a
long silence; each run is broken into cues at the best phrase ends; then the cues between two cuts
are given their times together.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from archiver.captions.breaks import Draft, drafts
from archiver.captions.naming import introduced, introductions
from archiver.captions.rooms import Room, rooms
from archiver.captions.timing import place
from archiver.captions.tokens import Token, tokens
from archiver.captions.units import units
from archiver.model.captions import CaptionNorms, Cue
from archiver.model.speakers import Speakers
from archiver.model.transcript import Transcript

SILENCE_MS = 2000
"""No cue spans a silence this long between two words."""


def layout(
    transcript: Transcript,
    cuts: Sequence[int],
    norms: CaptionNorms,
    speakers: Speakers | None = None,
) -> tuple[Cue, ...]:
    """The cues of a transcript, in session time.

    `cuts` are session instants, in any order, that no cue crosses: where a chapter starts, where
    what is shown begins or ends. A word belongs to the side on which its middle lies, unless a
    sentence begins or ends with it. Every word is in exactly one cue, in order. Soft norms (speed,
    time on screen) are kept where the speech allows; `norms.check` tells where it does not.
    With `speakers`, no cue holds words of two turns, and turns begin as `norms.speakers` says.
    """
    duration = transcript.duration_ms
    told = speakers if norms.speakers != "off" else None
    spoken = tokens(transcript, told) if duration else []
    before = introductions(spoken, norms.speakers)
    cues: list[Cue] = []
    for room, words in rooms(spoken, cuts, duration):
        cues.extend(place(_drafts(words, transcript.language, room, norms, before), room, norms))
    return tuple(cues)


def _drafts(
    spoken: Sequence[Token],
    language: str,
    room: Room,
    norms: CaptionNorms,
    before: dict[int, str],
) -> list[Draft]:
    found: list[Draft] = []
    runs = [*_runs(spoken)]
    followers = [*(run[0].start_ms for run in runs[1:]), room.next_start_ms(norms.gap_ms)]
    for run, until in zip(runs, followers, strict=True):
        pieces = units(run, language, norms.max_line_chars)
        text = before.pop(run[0].turn, "") if run[0].turn is not None else ""
        if text:
            pieces = introduced(pieces, text, language, norms.max_line_chars)
        found.extend(drafts(pieces, until, norms, run[0].speaker))
    return found


def _runs(spoken: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Stretches of one speaker's words without a long silence."""
    begin = 0
    for i, (a, b) in enumerate(pairwise(spoken), 1):
        other = (a.speaker, a.turn) != (b.speaker, b.turn)
        if other or b.start_ms - a.end_ms > SILENCE_MS:
            yield spoken[begin:i]
            begin = i
    yield spoken[begin:]
