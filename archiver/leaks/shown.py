"""What is heard and seen of hidden passages in the replay as it stands."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archiver.i18n import _
from archiver.leaks.finding import Leak, Secret, joined
from archiver.media.keyframes import Album
from archiver.media.probe import probe
from archiver.media.sound import SAMPLE_RATE, extract_wav
from archiver.model.corrections import HideCorrection
from archiver.model.progress import Progress
from archiver.model.timeline import Timeline
from archiver.model.times import clock
from archiver.speech.recognizer import Samples
from archiver.speech.sounds import WavSound

Hear = Callable[[Samples], str]
"""What a recogniser hears in some sound."""
_AROUND_MS = 2_000
_SMEARED_MS = 30
"""AAC smears the edges of a passage by a block."""
_TONE_HZ = 1_000
_LOUDEST_REST = 10 ** (-42 / 20)
"""What is left of a passage beside its tone, of full scale: what the codec itself adds is less."""
_PIECE = SAMPLE_RATE // 10
_SHARPEST = 60
"""Levels from one point to the next: a blurred picture has no edge so hard."""


def heard(
    replay: Path,
    timeline: Timeline,
    hiding: Sequence[HideCorrection],
    secrets: Sequence[Secret],
    hear: Hear | None,
    progress: Progress,
) -> Iterator[Leak]:
    """The passages whose sound still says something; without `hear` it is only measured."""
    silenced = [one for one in hiding if one.sound != "keep"]
    info = probe(replay)
    if not silenced or not info.audio:
        return
    with tempfile.TemporaryDirectory() as scratch:
        wav = Path(scratch) / "replay.wav"
        extract_wav(replay, info.audio[0].index, wav, info.duration_ms, progress)
        sound = WavSound(wav)
        for one in silenced:
            for start_ms, end_ms in timeline.shown_parts(one.start_ms, one.end_ms):
                if _is_speaking(sound.read(start_ms + _SMEARED_MS, end_ms - _SMEARED_MS)):
                    yield _leak("sound", one, start_ms, _("the sound is not covered"))
                elif hear:
                    around = (max(0, start_ms - _AROUND_MS), end_ms + _AROUND_MS)
                    said = hear(sound.read(*around))
                    mine = [s for s in secrets if s.correction == one.id and s.is_in(said)]
                    if mine:
                        what = _("“{words}” is recognised in the sound")
                        words = " ".join(mine[0].words)
                        yield _leak("sound", one, start_ms, what.format(words=words))


def _is_speaking(samples: Samples) -> bool:
    """Whether anything but the tone or silence is in `samples`."""
    pieces = [samples[n : n + _PIECE] for n in range(0, len(samples), _PIECE)]
    return any(_rest(piece) > _LOUDEST_REST for piece in pieces if len(piece) > _PIECE // 4)


def _rest(piece: Samples) -> float:
    """How loud a piece of sound is without its tone."""
    t = 2 * np.pi * _TONE_HZ * np.arange(len(piece)) / SAMPLE_RATE
    tone = np.stack([np.sin(t), np.cos(t), np.ones(len(piece))], axis=1)
    fitted, *_more = np.linalg.lstsq(tone, piece.astype(np.float64), rcond=None)
    return float(np.sqrt(np.mean((piece - tone @ fitted) ** 2)))


def seen(replay: Path, timeline: Timeline, hiding: Sequence[HideCorrection]) -> Iterator[Leak]:
    """The passages whose picture still shows something."""
    covered = [one for one in hiding if one.picture != "keep"]
    if not covered:
        return
    with Album(replay) as album:
        for one in covered:
            for start_ms, end_ms in timeline.shown_parts(one.start_ms, one.end_ms):
                if _shows([look.picture for look in album.between(start_ms, end_ms)], one.picture):
                    yield _leak("picture", one, start_ms, _("the picture is not covered"))


def _shows(looks: Sequence[NDArray[np.uint8]], picture: str) -> bool:
    """Whether pictures that should be blurred have edges, or those under a card change."""
    if picture == "blur":
        return any(_sharpest(look) > _SHARPEST for look in looks)
    return any(float(np.abs(look.astype(int) - looks[0]).mean()) > 4 for look in looks)


def _sharpest(look: NDArray[np.uint8]) -> int:
    return int(np.abs(np.diff(look.astype(int), axis=1)).max())


def _leak(kind: str, one: HideCorrection, replay_ms: int, what: str) -> Leak:
    return Leak(
        kind=kind,
        place=_("replay, {time}").format(time=clock(replay_ms)),
        what=what,
        remedy=_("Make the replay again: archiver process FOLDER"),
        correction=one.id,
    )


def as_words(texts: Sequence[str]) -> str:
    """What was recognised, as it is compared."""
    return joined(texts)
