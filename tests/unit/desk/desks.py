"""A desk over a small archive, asked without a network."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fastapi.testclient import TestClient

from archiver.desk import Desk, People, Person, make_app
from archiver.desk.index_keeper import IndexKeeper
from archiver.desk.jobs import Jobs
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters, Span
from archiver.model.decisions import Vote
from archiver.model.timeline import Piece, Timeline
from archiver.model.transcript import Transcript, Utterance, Word
from archiver.programs.child import Child
from archiver.store.folder import SessionFolder

ID = "2026-11-20-seance"
SESSION = 'title = "Séance publique"\ndate = 2026-11-20\n'
AGENDA = {"items": [{"id": "101", "number": "101", "title": "Budget primitif"}]}
HERE = Person("Camille Aubrac", "publish")


@dataclass
class Started:
    """What the desk would have started."""

    commands: list[list[str]] = field(default_factory=list)

    def __call__(self, args: Sequence[str]) -> Child:
        self.commands.append(list(args))
        return Ended()


class Ended(Child):
    """A command that has ended well at once."""

    def __init__(self) -> None:
        pass

    def returncode(self) -> int | None:
        return 0

    def tail(self) -> str:
        return "Terminé."


def archive_in(folder: Path) -> Path:
    """An archive of one session that has an agenda and nothing else."""
    path = folder / "archive" / ID
    path.mkdir(parents=True)
    (path / "session.toml").write_text(SESSION, encoding="utf-8")
    (path / "agenda.json").write_text(json.dumps(AGENDA), encoding="utf-8")
    return path.parent


def browser(
    archive: Path, people: People | None = None, started: Started | None = None
) -> TestClient:
    """What asks the desk as one of its own pages would."""
    desk = Desk(
        archive, people or People(HERE), Jobs(started or Started()), IndexKeeper(archive, 60)
    )
    made = TestClient(make_app(desk), base_url="http://127.0.0.1:8321", follow_redirects=False)
    made.headers["origin"] = "http://127.0.0.1:8321"
    return made


def finish(archive: Path) -> SessionFolder:
    """Give the session what its search is made from: two items, the second after a closed sitting.

    The first is voted; nothing is recorded, so nothing plays.
    """
    folder = SessionFolder(archive / ID)
    folder.file("agenda.json").write_text(
        Agenda(
            items=(Item(id="101", number="101", title="Budget"), Item(id="102", title="Routes"))
        ).to_json(),
        encoding="utf-8",
    )
    for name, record in (("transcript.json", SAID), ("chapters.json", CHAPTERS)):
        folder.file(name).write_text(record.to_json(), encoding="utf-8")
    folder.file("replay").mkdir(exist_ok=True)
    folder.file("replay/timeline.json").write_text(TIMELINE.to_json(), encoding="utf-8")
    return folder


def _said(start_ms: int, text: str, speaker: str) -> Utterance:
    words = tuple(
        Word(start_ms=start_ms + 400 * n, end_ms=start_ms + 400 * n + 350, text=word)
        for n, word in enumerate(text.split())
    )
    return Utterance(
        start_ms=start_ms, end_ms=words[-1].end_ms, text=text, words=words, speaker=speaker
    )


SAID = Transcript(
    language="fr",
    duration_ms=60_000,
    utterances=(
        _said(1_000, "Nous passons au budget de l'exercice.", "Mme Castevert"),
        _said(8_000, "Le budget est adopté à l'unanimité.", "Mme Castevert"),
        _said(15_000, "Voici un secret du budget.", "M. Ravanel"),
        _said(25_000, "Les routes du canton attendent leur budget.", "M. Ravanel"),
    ),
)
CHAPTERS = Chapters(
    duration_ms=60_000,
    spans=(
        Span(kind="item", items=("101",), start_ms=0, end_ms=14_000, confidence=0.95),
        Span(kind="closed", start_ms=14_000, end_ms=20_000),
        Span(kind="item", items=("102",), start_ms=20_000, end_ms=60_000, confidence=0.4),
    ),
    votes=(Vote(items=("101",), outcome="adopted", at_ms=10_500, unanimous=True),),
)
TIMELINE = Timeline(
    session_duration_ms=60_000,
    replay_duration_ms=54_000,
    pieces=(
        Piece(
            shown="play",
            session_start_ms=0,
            session_end_ms=14_000,
            replay_start_ms=0,
            replay_end_ms=14_000,
        ),
        Piece(
            shown="play",
            session_start_ms=20_000,
            session_end_ms=60_000,
            replay_start_ms=14_000,
            replay_end_ms=54_000,
        ),
    ),
)
