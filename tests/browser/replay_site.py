"""A site with one session of a minute, and a server for it that can answer ranges.

The server is the test's own because http.server answers no Range, without which no browser can
seek; every static host does.
"""

import io
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO

from archiver.model.agenda import Agenda, Item
from archiver.model.captions import Cue
from archiver.model.chapters import Chapter, NotTreated, SpanKind
from archiver.model.session import House, Session
from archiver.model.timeline import Piece, Timeline
from archiver.model.transcript import Transcript, Utterance, Word
from archiver.programs.ffmpeg import local_file, run_ffmpeg
from archiver.publish.website import (
    PageFiles,
    SessionPage,
    assets,
    card_of,
    render_list,
    render_session,
)

OFFSET_MS = 100_000
"""The replay starts this far into the session."""
LENGTH_MS = 60_000
PAGE = "2026-11-20-seance/index.html"
_WORDS = "Mes chers collègues, nous abordons l’œuvre du département sans tarder <i>davantage</i>."


def page() -> SessionPage:
    """Three chapters of twenty seconds, an utterance every four seconds."""
    kinds: tuple[SpanKind, ...] = ("opening", "item", "item")
    chapters = tuple(
        Chapter(
            anchor=f"part-{i}",
            title=f"Part {i}, whose title is rather long so that it wraps on a telephone",
            kind=kind,
            items=(str(i),) if i else (),
            start_ms=i * 20_000,
            end_ms=(i + 1) * 20_000,
            session_start_ms=OFFSET_MS + i * 20_000,
        )
        for i, kind in enumerate(kinds)
    )
    piece = Piece(
        shown="play",
        session_start_ms=OFFSET_MS,
        session_end_ms=OFFSET_MS + LENGTH_MS,
        replay_start_ms=0,
        replay_end_ms=LENGTH_MS,
    )
    return SessionPage(
        id="2026-11-20-seance",
        session=Session(title="Séance publique", date=date(2026, 11, 20)),
        house=House(body="Conseil"),
        agenda=Agenda(items=tuple(Item(id=str(i), title=f"Item {i}") for i in (2, 1, 3))),
        chapters=chapters,
        not_treated=(NotTreated(item="3", reason="withdrawn"),),
        transcript=Transcript(
            language="fr",
            duration_ms=OFFSET_MS + LENGTH_MS,
            utterances=tuple(_utterance(OFFSET_MS + i * 4_000, i) for i in range(15)),
        ),
        timeline=Timeline(
            session_duration_ms=OFFSET_MS + LENGTH_MS,
            replay_duration_ms=LENGTH_MS,
            pieces=(piece,),
        ),
        cues=tuple(
            Cue(start_ms=i * 4_000, end_ms=i * 4_000 + 3_900, lines=(f"cue {i}", "<b>&amp;"))
            for i in range(15)
        ),
        files=PageFiles(
            poster="poster.jpg",
            captions_vtt="fr.vtt",
            captions_srt="fr.srt",
            chapters_vtt="chapters.vtt",
            transcript="transcription.txt",
        ),
        width=320,
        height=180,
    )


def _utterance(start_ms: int, number: int) -> Utterance:
    texts = [*_WORDS.split(), f"numéro{number}."]
    words = tuple(
        Word(start_ms=start_ms + i * 280, end_ms=start_ms + i * 280 + 250, text=text)
        for i, text in enumerate(texts)
    )
    speaker = f"Personne {number // 2}"
    return Utterance(
        start_ms=start_ms,
        end_ms=words[-1].end_ms,
        text=" ".join(texts),
        speaker=speaker,
        words=words,
    )


def build(root: Path, made: SessionPage | None = None) -> None:
    """Write the site with its media under `root`; its session is `page()` unless given."""
    made = made or page()
    folder = root / made.id
    folder.mkdir()
    (folder / "index.html").write_text(render_session(made), encoding="utf-8")
    (root / "index.html").write_text(render_list(made.house, [card_of(made)]), encoding="utf-8")
    for path, text in assets(made.house).items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    cues = [(c.start_ms, c.end_ms, "\n".join(c.lines)) for c in made.cues]
    (folder / "fr.vtt").write_text(_vtt(cues), encoding="utf-8")
    titles = [(c.start_ms, c.end_ms, c.title) for c in made.chapters]
    (folder / "chapters.vtt").write_text(_vtt(titles), encoding="utf-8")
    _video(folder)


def _vtt(cues: list[tuple[int, int, str]]) -> str:
    def at(ms: int) -> str:
        return f"00:{ms // 60000:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"

    return "WEBVTT\n\n" + "".join(f"{at(a)} --> {at(b)}\n{text}\n\n" for a, b, text in cues)


def _video(folder: Path) -> None:
    video = local_file(folder / "replay.mp4")
    picture = f"testsrc=size=320x180:rate=10:duration={LENGTH_MS // 1000}"
    sound = f"sine=frequency=330:duration={LENGTH_MS // 1000}"
    args = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]
    args += ["-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-pix_fmt", "yuv420p"]
    run_ffmpeg([*args, "-c:a", "aac", "-movflags", "+faststart", video], doing="a test video")
    still = local_file(folder / "poster.jpg")
    run_ffmpeg(["-i", video, "-frames:v", "1", still], doing="a test poster")


Headers = Callable[[str], dict[str, str]]
"""What is sent with the file at a path."""


class _Ranges(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, headers_of: Headers, **kwargs: Any) -> None:
        self._headers_of = headers_of
        super().__init__(*args, **kwargs)

    def end_headers(self) -> None:
        for name, value in self._headers_of(self.path).items():
            self.send_header(name, value)
        super().end_headers()

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if not asked or not path.is_file():
            return super().send_head()
        whole = path.read_bytes()
        start, end = int(asked[1]), min(int(asked[2] or len(whole)), len(whole) - 1)
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(whole)}")
        self.send_header("Content-Length", str(end - start + 1))
        self.end_headers()
        return io.BytesIO(whole[start : end + 1])

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output clean."""


@contextmanager
def served(root: Path, headers_of: Headers = lambda path: {}) -> Iterator[str]:
    """The address at which `root` is served, ending in a slash."""
    handler = partial(_Ranges, directory=str(root), headers_of=headers_of)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
