"""A session folder as processing leaves it, with the sample session's words, and a desk over it.

What is recognised is what is known to be true of the sample; two starts are left unsure. Only the
video and the sound are made up.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from archiver.captions.formats import FORMATS
from archiver.desk import Desk, People, Person, make_app
from archiver.desk.index_keeper import IndexKeeper
from archiver.desk.jobs import Jobs
from archiver.model.chapters import Chapters, Rival
from archiver.model.evidence import Evidence
from archiver.model.transcript import Transcript, Utterance, Word
from archiver.programs.ffmpeg import local_file, run_ffmpeg
from archiver.store.archive import session_toml
from archiver.store.folder import SessionFolder
from tests.browser.whole_site import ID, SAMPLE, sample_page, write_video
from tests.unit.desk.desks import HERE, Started

UNSURE = ("301", "401")


def write_sample(archive: Path) -> SessionFolder:
    """The folder of the session, with everything that the desk's pages show."""
    page = sample_page()
    path = archive / ID
    texts = {
        "session.toml": session_toml(page.session),
        "agenda.json": (SAMPLE / "agenda.json").read_text(encoding="utf-8"),
        "members.csv": (SAMPLE / "members.csv").read_text(encoding="utf-8"),
        "transcript.json": _timed(page.transcript).to_json(),
        "speakers.json": page.speakers.to_json() if page.speakers else "{}",
        "chapters.json": _doubted(page.spans, page.transcript.duration_ms).to_json(),
        "replay/timeline.json": page.timeline.to_json(),
    }
    for name, text in texts.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    folder = SessionFolder(path)
    folder.file("captions").mkdir()
    folder.file("captions/fr.vtt").write_bytes(FORMATS["vtt"].encode(page.cues, "fr"))
    write_video(folder.file("replay"), page.timeline.replay_duration_ms)
    sound = ["-i", local_file(folder.file("replay/replay.mp4")), "-vn", "-ac", "1", "-ar", "16000"]
    run_ffmpeg([*sound, local_file(folder.file("audio.wav"))], doing="a test sound")
    return folder


def _timed(said: Transcript) -> Transcript:
    """The same with each word at its share of the time, every tenth of them unsure."""
    return said.model_copy(update={"utterances": tuple(map(_words, said.utterances))})


def _words(said: Utterance) -> Utterance:
    texts = said.text.split()
    each = (said.end_ms - said.start_ms) / len(texts)
    words = tuple(
        Word(
            start_ms=round(said.start_ms + n * each),
            end_ms=round(said.start_ms + (n + 1) * each),
            text=text,
            confidence=0.3 if n % 10 == 9 else 0.9,
        )
        for n, text in enumerate(texts)
    )
    return said.model_copy(update={"words": words})


def _doubted(spans: tuple[object, ...], duration_ms: int) -> Chapters:
    whole = Chapters.model_validate({"duration_ms": duration_ms, "spans": spans})
    made = []
    for span in whole.spans:
        heard = Evidence(kind="title", text="le rapport", start_ms=span.start_ms, score=0.6)
        sure = 0.4 if set(span.items) & set(UNSURE) else 0.97
        rival = Rival(start_ms=max(0, span.start_ms - 20_000), text="Nous passons", confidence=0.2)
        known = {"confidence": sure, "evidence": (heard,), "rival": rival}
        made.append(span.model_copy(update=known if span.items else {}))
    return whole.model_copy(update={"spans": tuple(made)})


@contextmanager
def desk_over(archive: Path, person: Person = HERE) -> Iterator[str]:
    """A desk on loopback, used by `person`; what it starts ends at once. Gives its address."""
    bound = socket.create_server(("127.0.0.1", 0))
    app = make_app(Desk(archive, People(person), Jobs(Started()), IndexKeeper(archive, 60)))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
