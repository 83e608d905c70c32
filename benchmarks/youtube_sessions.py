"""Sessions to upload: small videos that differ, chapters, captions in two languages, a picture."""

import hashlib
import random
from datetime import date, timedelta
from pathlib import Path

from archiver.model.chapters import Chapter
from archiver.programs.ffmpeg import run_ffmpeg
from archiver.publish.interface import File, Replay
from benchmarks.youtube_sender import CHUNK, write_replay

SECONDS = 90
SIZE = 5 * CHUNK + CHUNK // 2
"""Bytes of a video: six chunks, the last a half one."""
_STARTS = (0, 14, 31, 47, 70)
_WORDS = ("budget", "voirie", "collège", "transport", "motion", "subvention", "forêt", "eau")


def make(folder: Path, count: int, seed: int) -> list[Path]:
    """So many session folders with what is to be published of each."""
    folder.mkdir(parents=True)
    clip, poster = folder / "clip.mp4", folder / "poster.jpg"
    picture = f"testsrc2=size=64x36:rate=2:duration={SECONDS}"
    run_ffmpeg(["-f", "lavfi", "-i", picture, "-preset", "ultrafast", str(clip)], doing="the clip")
    run_ffmpeg(["-i", str(clip), "-frames:v", "1", str(poster)], doing="the picture")
    return [_session(folder, n, random.Random(f"{seed} {n}")) for n in range(count)]


def _session(root: Path, n: int, chance: random.Random) -> Path:
    folder = root / f"{n:03}"
    folder.mkdir()
    replay = Replay(
        id=f"seance-{n:03}",
        title=f"Séance publique n° {n}",
        body="Conseil du Val",
        date=date(2023, 1, 10) + timedelta(days=7 * n),
        language="fr",
        duration_ms=SECONDS * 1000,
        description="Séance publique de l’assemblée.",
        chapters=_chapters(chance),
        video=_video(root / "clip.mp4", folder / "replay.mp4", chance),
        poster=_known(root / "poster.jpg"),
        captions={one: _captions(folder / f"{one}.srt", chance) for one in ("fr", "en")},
        page_url=f"https://example.org/seances/{n:03}.html",
    )
    write_replay(folder, replay)
    return folder


def _known(path: Path) -> File:
    content = path.read_bytes()
    return File(path, hashlib.sha256(content).hexdigest(), len(content))


def _video(clip: Path, path: Path, chance: random.Random) -> File:
    """The clip, made as large as it is to be by a box that players skip."""
    content = clip.read_bytes()
    left = SIZE - len(content)
    box = left.to_bytes(4, "big") + b"free" + chance.randbytes(left - 8)
    path.write_bytes(content + box)
    return _known(path)


def _chapters(chance: random.Random) -> tuple[Chapter, ...]:
    ends = (*_STARTS[1:], SECONDS)
    return tuple(
        Chapter(
            anchor=f"item-{n}",
            title=" ".join(chance.sample(_WORDS, 3)).capitalize(),
            kind="item",
            items=(str(n),),
            start_ms=1000 * start,
            end_ms=1000 * end,
            session_start_ms=1000 * start,
        )
        for n, (start, end) in enumerate(zip(_STARTS, ends, strict=True))
    )


def _captions(path: Path, chance: random.Random) -> File:
    cues = [
        f"{n + 1}\n00:00:{3 * n:02},000 --> 00:00:{3 * n + 2:02},500\n{' '.join(words)}\n"
        for n, words in enumerate(chance.sample(_WORDS, 4) for _ in range(15))
    ]
    path.write_text("\n".join(cues), encoding="utf-8")
    return _known(path)
