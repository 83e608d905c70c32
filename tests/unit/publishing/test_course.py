"""The course of a publication, with a destination that does as it is told."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from archiver.errors import ArchiverError
from archiver.model.agenda import Agenda, Item
from archiver.model.publication import Event, Finding, Published
from archiver.model.session import House, Session, Target, WebsiteTarget
from archiver.publish.interface import Change, File, Keep, LaterError, PublishError, Replay
from archiver.publishing import (
    PUBLISHERS,
    BeingPublishedError,
    NoDestinationError,
    NotReadyError,
    Wanted,
    WithdrawnError,
    chosen,
    course,
    load_publication,
    publish,
    records_of,
    replay_of,
    withdraw,
)
from archiver.store.archive import create_session
from archiver.store.folder import SessionFolder
from archiver.store.lease import PUBLISHES, hold

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
TARGETS = '[[publish]]\nname = "{name}"\nkind = "website"\nto = "file:/srv/{name}"\n'


@dataclass
class Place:
    """A destination of the test's own: what it holds, what it was asked, where it breaks."""

    folder: SessionFolder
    name: str
    holds: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    breaks: Callable[[str], None] = lambda at: None
    found: tuple[Finding, ...] = ()

    def find(self, replay: Replay, state: Published) -> Published:
        self._asked("find")
        return state

    def plan(self, replay: Replay, state: Published) -> tuple[Change, ...]:
        self._asked("plan")
        wanted = {"video": replay.video.sha256, "title": replay.title}
        changed = {part: text for part, text in wanted.items() if state.sent.get(part) != text}
        return tuple(
            Change(part, "replace" if part in state.sent else "add", state.sent.get(part, ""), text)
            for part, text in changed.items()
        )

    def publish(self, replay: Replay, state: Published, keep: Keep, progress: Any) -> Published:
        self._asked("publish")
        for change in self.plan(replay, state):
            update = {"state": "sending", "sent": {**state.sent, change.part: change.after}}
            self.breaks(change.part)
            self.holds[change.part] = change.after
            state = state.model_copy(update=update)
            keep(state)
            assert self.kept() == state
        state = state.did(Event(at=AT, did="published"), state="sent", url="https://x.example/")
        keep(state)
        return state

    def verify(self, replay: Replay, state: Published) -> tuple[Finding, ...]:
        self._asked("verify")
        assert self.kept().state in ("sent", "wrong", "published")
        return self.found

    def withdraw(self, state: Published, keep: Keep, *, remove: bool) -> Published:
        self._asked("remove" if remove else "withdraw")
        self.holds.clear()
        state = state.did(Event(at=AT, did="withdrawn"), state="withdrawn", sent={}, url="")
        keep(state)
        return state

    def kept(self) -> Published:
        return load_publication(self.folder).destinations[self.name]

    def _asked(self, what: str) -> None:
        self.asked.append(what)
        self.breaks(what)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SessionFolder:
    """A session whose replay stands, in an archive with two destinations."""
    archive = tmp_path / "archive"
    session = Session(title="Séance", date=date(2026, 11, 20))
    agenda = Agenda(title="Séance", date="2026-11-20", items=(Item(id="1", title="Un"),))
    printed = tmp_path / "agenda.json"
    printed.write_text(agenda.to_json(), encoding="utf-8")
    made = create_session(archive / "2026-11-20", session, agenda, printed, None)
    with (archive / "archive.toml").open("a", encoding="utf-8") as house:
        house.write(TARGETS.format(name="one") + TARGETS.format(name="two"))
    monkeypatch.setattr(course, "replay_of", lambda _folder: REPLAY)
    return made


REPLAY = Replay(
    id="2026-11-20",
    title="Séance",
    body="Conseil",
    date=date(2026, 11, 20),
    language="fr",
    duration_ms=60_000,
    description="Séance publique.",
    chapters=(),
    video=File(Path("/srv/replay.mp4"), "ab" * 32, 1000),
)


def places(folder: SessionFolder) -> tuple[dict[str, Place], Callable[[House, Target], Place]]:
    made = {name: Place(folder, name) for name in ("one", "two")}
    return made, lambda _house, target: made[target.name]


def test_each_destination_is_found_planned_published_and_read_back(folder: SessionFolder) -> None:
    made, opening = places(folder)
    done = publish(folder, opening=opening)
    assert [one.state.state for one in done] == ["published", "published"]
    assert made["one"].asked == ["find", "plan", "publish", "plan", "verify"]
    assert [event.did for event in made["one"].kept().history] == ["published", "verified"]
    again = publish(folder, opening=opening)
    assert [one.changes for one in again] == [(), ()]
    assert made["one"].asked[5:] == ["find", "plan"]
    publish(folder, Wanted(check=True), opening=opening)
    assert made["one"].asked[7:] == ["find", "plan", "verify"]


def test_a_dry_run_changes_nothing(folder: SessionFolder) -> None:
    made, opening = places(folder)
    done = publish(folder, Wanted(dry_run=True), opening=opening)
    assert [change.part for change in done[0].changes] == ["video", "title"]
    assert made["one"].asked == ["find", "plan"]
    assert not folder.file("publication.json").exists()


def test_what_one_refuses_is_told_and_the_other_goes_on(folder: SessionFolder) -> None:
    made, opening = places(folder)

    def refuses(at: str) -> None:
        if at == "title":
            raise PublishError("refused", "why", "do this")

    made["one"].breaks = refuses
    done = publish(folder, opening=opening)
    assert done[0].error is not None
    assert done[0].error.remedy == "do this"
    assert done[0].failed
    assert done[0].state.sent == {"video": "ab" * 32}
    assert done[1].state.state == "published"
    made["one"].breaks = lambda at: None
    again = publish(folder, opening=opening)
    assert [change.part for change in again[0].changes] == ["title"]
    assert again[0].state.state == "published"


def test_what_must_wait_is_no_failure(folder: SessionFolder) -> None:
    made, opening = places(folder)

    def later(at: str) -> None:
        if at == "publish":
            raise LaterError("quota", "used up", "tomorrow")

    made["one"].breaks = later
    done = publish(folder, Wanted(to=("one",)), opening=opening)
    assert [(one.later, one.failed) for one in done] == [(True, False)]


def test_what_is_otherwise_than_meant_is_said_and_looked_at_again(folder: SessionFolder) -> None:
    made, opening = places(folder)
    made["one"].found = (Finding(part="video", why="it is private"),)
    done = publish(folder, Wanted(to=("one",)), opening=opening)
    assert done[0].failed
    assert made["one"].kept().state == "wrong"
    made["one"].found = (Finding(part="video", severity="warning", why="slow"),)
    done = publish(folder, Wanted(to=("one",)), opening=opening)
    assert not done[0].failed
    assert made["one"].kept().state == "published"
    assert made["one"].kept().found[0].why == "slow"


def test_a_process_that_dies_leaves_what_was_sent(folder: SessionFolder) -> None:
    made, opening = places(folder)

    def dies(at: str) -> None:
        if at == "title":
            raise KeyboardInterrupt

    made["one"].breaks = dies
    with pytest.raises(KeyboardInterrupt):
        publish(folder, opening=opening)
    assert made["one"].kept().state == "sending"
    assert made["one"].kept().sent == {"video": "ab" * 32}


def test_two_processes_do_not_publish_one_session(folder: SessionFolder) -> None:
    made, opening = places(folder)
    with hold(folder.path, "publish", PUBLISHES), pytest.raises(BeingPublishedError):
        publish(folder, opening=opening)
    with hold(folder.path, "process"):
        publish(folder, opening=opening)
    assert made["one"].kept().state == "published"


def test_a_session_that_was_taken_back_stays_so(folder: SessionFolder) -> None:
    made, opening = places(folder)
    publish(folder, opening=opening)
    withdraw(folder, ("one",), why="an error", opening=opening)
    assert made["one"].kept().history[-1].why == "an error"
    assert made["two"].kept().state == "published"
    with pytest.raises(WithdrawnError, match="--again"):
        publish(folder, opening=opening)
    publish(folder, Wanted(to=("two",)), opening=opening)
    publish(folder, Wanted(again=True), opening=opening)
    assert made["one"].kept().state == "published"


def test_a_withdrawal_that_one_refuses_is_made_elsewhere(folder: SessionFolder) -> None:
    made, opening = places(folder)
    publish(folder, opening=opening)

    def refuses(at: str) -> None:
        raise PublishError("refused", "why", "do this")

    made["one"].breaks = refuses
    taken = withdraw(folder, opening=opening)
    assert [one.state.state for one in taken.outcomes] == ["published", "withdrawn"]
    assert taken.outcomes[0].failed
    made["one"].breaks = lambda at: None
    again = withdraw(folder, opening=opening)
    assert [one.state.state for one in again.outcomes] == ["withdrawn", "withdrawn"]
    assert made["two"].asked[-1] == "withdraw"
    assert made["two"].asked.count("withdraw") == 1


def test_what_was_only_live_is_taken_back_here_and_where_it_was_sent(
    folder: SessionFolder, tmp_path: Path
) -> None:
    made, opening = places(folder)
    house = folder.archive / "archive.toml"
    away = f'live_to = "file:{tmp_path}/away"'
    house.write_text(house.read_text("utf-8").replace('live_to = ""', away), encoding="utf-8")
    for site in (folder.archive / "site", tmp_path / "away"):
        (site / folder.id / "live").mkdir(parents=True)
        (site / folder.id / "live" / "run1_00001.ts").write_bytes(b"live")
        (site / folder.id / "index.html").write_text("the live page", encoding="utf-8")
    assert withdraw(folder, why="an error", opening=opening).errors == ()
    for site in (folder.archive / "site", tmp_path / "away"):
        left = [path for path in (site / folder.id).rglob("*") if path.is_file()]
        assert [path.name for path in left] == ["index.html"]
        assert "noindex" in left[0].read_text(encoding="utf-8")
    assert folder.manifest().done["page"].outputs == (f"site/{folder.id}/index.html",)
    assert made["one"].asked == []


def test_a_session_at_work_is_taken_back_at_once_all_the_same(folder: SessionFolder) -> None:
    _made, opening = places(folder)
    page = folder.archive / "site" / folder.id
    page.mkdir(parents=True)
    (page / "transcript.txt").write_text("what was said", encoding="utf-8")
    with hold(folder.path, "process"):
        taken = withdraw(folder, opening=opening)
    assert [path.name for path in page.iterdir()] == ["index.html"]
    assert len(taken.errors) == 1
    assert withdraw(folder, opening=opening).errors == ()


def test_an_unreadable_record_is_an_error_and_never_a_new_beginning(folder: SessionFolder) -> None:
    made, opening = places(folder)
    folder.file("publication.json").write_text('{"destinations": ', encoding="utf-8")
    with pytest.raises(ArchiverError):
        publish(folder, opening=opening)
    assert made["one"].asked == []


def test_there_must_be_such_a_destination(folder: SessionFolder) -> None:
    with pytest.raises(NoDestinationError, match="nowhere"):
        publish(folder, Wanted(to=("nowhere",)))
    with pytest.raises(NoDestinationError, match=r"\[\[publish\]\]"):
        chosen(House(), ())


def test_websites_come_first_as_others_link_to_them() -> None:
    site = {"name": "site", "kind": "website", "to": "file:/srv/site"}
    house = House.model_validate({"publish": [{"name": "tube", "kind": "youtube"}, site]})
    assert [target.name for target in chosen(house, ())] == ["site", "tube"]


def test_every_row_of_the_table_opens_what_publishes(tmp_path: Path) -> None:
    target = WebsiteTarget(name="site", kind="website", to=f"file:{tmp_path}/www")
    opened = PUBLISHERS["website"](tmp_path, House(), target)
    for what in ("find", "plan", "publish", "verify", "withdraw"):
        assert callable(getattr(opened, what))


def test_a_session_without_a_replay_says_what_to_run(folder: SessionFolder) -> None:
    with pytest.raises(NotReadyError, match="archiver process"):
        replay_of(folder)
    recording = folder.file("recording")
    recording.mkdir()
    with hold(recording, "record"), pytest.raises(NotReadyError, match="archiver process"):
        publish(folder)


def test_a_record_is_whole_on_disk_after_each_step(folder: SessionFolder) -> None:
    with records_of(folder, "publish") as records:
        keep = records.keeper("one")
        for number in range(3):
            keep(Published(kind="website", sent={"part": str(number)}))
            kept = cast(Any, json.loads(folder.file("publication.json").read_text("utf-8")))
            assert kept["destinations"]["one"]["sent"] == {"part": str(number)}
