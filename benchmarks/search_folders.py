"""How long it takes to make the index from session folders, as after an update or on a new machine.

    python -m benchmarks.search_folders --sessions 20

Sessions of four hours of real French words (`benchmarks.search`), each word timed, each in a folder
as `process` leaves it; the commands are timed whole. The baseline reads the same transcripts with
`json` into a plain FTS5 table,
one row an utterance: without numbers as they are shown, items, votes, or what is not played.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import groupby
from pathlib import Path

import apsw

from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters, Span
from archiver.model.timeline import Timeline
from archiver.model.transcript import Transcript, Utterance, Word
from archiver.search.records import IndexedSession, Passage
from archiver.store.archive import sessions
from benchmarks.search import french, vocabulary


def write(archive: Path, session: IndexedSession) -> None:
    """The folder of a session, as far as its search is made from it."""
    folder, end_ms = archive / session.id, session.passages[-1].end_ms
    (folder / "replay").mkdir(parents=True)
    toml = f'title = "Séance"\ndate = {session.date.isoformat()}\nbody = "{session.body}"\n'
    (folder / "session.toml").write_text(toml, encoding="utf-8")
    starts = {p.items[0]: p.start_ms for p in reversed(session.passages)}
    edges = sorted(starts.items(), key=lambda one: one[1])
    ends = [*(start for _id, start in edges[1:]), end_ms]
    spans = [
        Span(kind="item", items=(id,), start_ms=start, end_ms=end)
        for (id, start), end in zip(edges, ends, strict=True)
    ]
    titles = [next(group) for _id, group in groupby(session.passages, lambda p: p.items[0])]
    items = tuple(Item(id=p.items[0], number=p.items[0], title=p.item_title) for p in titles)
    said = tuple(map(_utterance, session.passages))
    records = {
        "agenda.json": Agenda(items=items),
        "transcript.json": Transcript(language="fr", duration_ms=end_ms, utterances=said),
        "chapters.json": Chapters(duration_ms=end_ms, spans=tuple(spans)),
        "replay/timeline.json": Timeline.identity(end_ms),
    }
    for name, record in records.items():
        (folder / name).write_text(record.to_json(), encoding="utf-8")


def _utterance(said: Passage) -> Utterance:
    texts = said.text.split()
    each = (said.end_ms - said.start_ms) // len(texts)
    words = tuple(
        Word(start_ms=said.start_ms + n * each, end_ms=said.start_ms + (n + 1) * each, text=text)
        for n, text in enumerate(texts)
    )
    known = {"text": said.text, "speaker": said.speaker, "words": words}
    return Utterance(start_ms=said.start_ms, end_ms=said.end_ms, **known)


def plain(archive: Path, path: Path) -> None:
    """The baseline."""
    with apsw.Connection(str(path)) as connection:
        connection.execute("CREATE VIRTUAL TABLE said USING fts5(text)")
        for folder in sessions(archive):
            read = json.loads(folder.file("transcript.json").read_bytes())
            rows = [(one["text"],) for one in read["segments"]]
            connection.executemany("INSERT INTO said VALUES(?)", rows)


def main() -> None:
    """Make the folders, make both indexes, say how long it took."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--sessions", type=int, default=20)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as work:
        archive = Path(work, "archive")
        for session in french(4 * given.sessions, 1, vocabulary()):
            write(archive, session)
        search = [sys.executable, "-m", "archiver", "search", str(archive), "introuvable"]
        took = {}
        for name in ("first search", "the next"):
            start = time.monotonic()
            subprocess.run(search, env={**os.environ, "ARCHIVER_CACHE": work}, check=True)
            took[name] = time.monotonic() - start
        start = time.monotonic()
        plain(archive, Path(work, "plain.db"))
        took["baseline"] = time.monotonic() - start
    print(f"{given.sessions} sessions of 4 h, {os.cpu_count()} cores")
    for name, seconds in took.items():
        print(f"{name}: {seconds:.2f} s, {1000 * seconds / given.sessions:.0f} ms a session")
    added = took["first search"] - took["the next"]
    print(f"added in {added:.1f} s, {added / took['baseline']:.1f} times the baseline")


if __name__ == "__main__":
    main()
