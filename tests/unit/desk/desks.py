"""A desk over a small archive, asked without a network."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fastapi.testclient import TestClient

from archiver.desk import Desk, People, Person, make_app
from archiver.desk.jobs import Jobs
from archiver.programs.child import Child

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
    desk = Desk(archive, people or People(HERE), Jobs(started or Started()))
    made = TestClient(make_app(desk), base_url="http://127.0.0.1:8321", follow_redirects=False)
    made.headers["origin"] = "http://127.0.0.1:8321"
    return made
