"""The live page's files, from a real recording that grows as fast as the tests want."""

import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.capture.alarms import Alarms
from archiver.livepage import LivePage, give_way_to_replay, write_before
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters, Span
from archiver.model.live import Alarm
from archiver.model.marks import Mark, Planned, public_intervals
from archiver.model.runs import Run, Runs, Segment
from archiver.model.session import House, Session
from archiver.model.timeline import Timeline
from archiver.programs.ffmpeg import run_ffmpeg
from archiver.publish.live.state import LiveStatus
from archiver.publish.transports import TransportError
from archiver.publish.website import live_assets
from archiver.store.archive import create_session
from archiver.store.files import write_atomic
from archiver.store.folder import LIVE_CHAPTERS, LIVE_TRANSCRIPT, SessionFolder
from tests.media.sshd import serving
from tests.unit.publish.live.hls import Playlist, read
from tests.waiting import free_port, wait_until

SEGMENTS = 12
SEGMENT_MS = 2_000
ZERO = datetime.now(UTC) - timedelta(hours=1)
"""When the recording began: marks in session time are all in the past."""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve segments of 2 s, a keyframe a second."""
    folder = tmp_path_factory.mktemp("recorded")
    length = SEGMENTS * SEGMENT_MS // 1000
    args = ["-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=25:duration={length}"]
    args += ["-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=48000:duration={length}"]
    args += ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25"]
    args += ["-c:a", "aac", "-f", "segment", "-segment_time", "2", "-segment_format", "mpegts"]
    run_ffmpeg([*args, f"file:{folder}/run1_%05d.ts"], doing="a recording")
    assert len(list(folder.glob("*.ts"))) == SEGMENTS
    return folder


class Sitting:
    """A session folder, its recording so far, and what was marked."""

    def __init__(self, archive: Path, recorded: Path) -> None:
        archive.mkdir()
        items = (Item(id="1", title="The first"), Item(id="2", title="The second"))
        write_atomic(archive / "agenda.json", "{}")
        self.folder: SessionFolder = create_session(
            archive / "2026-11-20-seance",
            Session(title="A session", date=ZERO.date(), language="en"),
            Agenda(items=items),
            archive / "agenda.json",
            None,
        )
        self.recorded, self.place = recorded, self.folder.file("recording")
        self.live = self.folder.file(f"site/{self.folder.id}/live")
        self.marks: list[Mark] = []
        self.heard: list[Alarm] = []
        self.runs = Runs()
        self.unreadable = False

    def mark(self, action: str, session_ms: int, *items: str, retract_ms: int = 0) -> None:
        """Mark an instant of the session."""
        at = ZERO + timedelta(milliseconds=session_ms)
        mark = {"at": at, "action": action, "items": items, "retract_ms": retract_ms}
        self.marks.append(Mark.model_validate(mark))

    def read_marks(self) -> tuple[Mark, ...]:
        """As the live page reads them."""
        if self.unreadable:
            raise PermissionError(13, "Permission denied")
        return tuple(self.marks)

    def record(self, segments: int, *, finished: bool = False) -> Runs:
        """Have recorded so many segments."""
        self.place.mkdir(exist_ok=True)
        for i in range(segments):
            name = f"run1_{i:05d}.ts"
            if not (self.place / name).exists():
                shutil.copy(self.recorded / name, self.place / name)
        made = tuple(
            Segment(
                file=f"run1_{i:05d}.ts",
                start_ms=i * SEGMENT_MS,
                end_ms=(i + 1) * SEGMENT_MS,
                wall=ZERO + timedelta(milliseconds=i * SEGMENT_MS),
            )
            for i in range(segments)
        )
        run = Run(number=1, start_ms=0, segments=made, ended="asked" if finished else None)
        self.runs = Runs(runs=(run,), finished=finished)
        write_atomic(self.place / "runs.json", self.runs.to_json())
        return self.runs

    def page(self) -> LivePage:
        """A live page of this session."""
        return LivePage(self.folder, self.read_marks, Planned(), Alarms(self.heard.append))

    def shown(self, name: str = "full.m3u8", place: Path | None = None) -> Playlist:
        """A playlist of the page."""
        return read(((place or self.live) / name).read_text(encoding="utf-8"))

    def uris(self, *, gaps: bool = False) -> list[str]:
        """What the full playlist names."""
        try:
            return [m.uri for m in self.shown().media if gaps or not m.gap]
        except FileNotFoundError:
            return []

    def files(self, place: Path | None = None) -> list[str]:
        """The segments that lie beside the page."""
        return sorted(p.name for p in (place or self.live).glob("*.ts"))

    def status(self) -> LiveStatus:
        """What the page is told."""
        return LiveStatus.model_validate_json((self.live / "live.json").read_bytes())


@pytest.fixture
def session(tmp_path: Path, recorded: Path) -> Sitting:
    return Sitting(tmp_path / "archive", recorded)


@pytest.fixture
def page(session: Sitting) -> Iterator[LivePage]:
    made = session.page()
    made.start()
    yield made
    made.stop(10)
    assert not [t for t in threading.enumerate() if t.name == "live page"]


def names(*numbers: int) -> list[str]:
    return [f"run1_{n:05d}.ts" for n in numbers]


def test_only_what_is_public_lies_in_the_site(session: Sitting, page: LivePage) -> None:
    session.mark("open", 3_100)
    session.mark("suspend", 10_500)
    session.mark("resume", 16_300)
    page.on_runs(session.record(11))
    expected = [*names(2, 3, 4), "run1_00008_1000-2000.ts", *names(9, 10)]
    wait_until(lambda: session.uris() == expected)
    assert session.files() == sorted(expected)
    assert [m.discontinuity for m in session.shown().media] == [0, 0, 0, 1, 1, 1]
    for name in names(2, 9):
        assert (session.live / name).samefile(session.place / name)
    wait_until(lambda: session.status().state == "live")
    assert [c.title for c in session.status().chapters] == [
        "Opening of the session",
        "Resumption of the session",
    ]
    assert session.heard == []
    assert [s.state for s in page.states()] == ["working"]


def test_nothing_is_public_before_the_session_is_opened(session: Sitting, page: LivePage) -> None:
    page.on_runs(session.record(3))
    wait_until(lambda: (session.live / "live.json").is_file())
    assert session.status().state == "before"
    assert session.files() == []
    session.mark("open", 4_000)
    wait_until(lambda: session.uris() == names(2))
    wait_until(lambda: session.status().started == ZERO + timedelta(milliseconds=4_000))


def test_what_is_retracted_goes_and_comes_back_when_that_is_undone(
    session: Sitting, page: LivePage
) -> None:
    session.mark("open", 0)
    page.on_runs(session.record(6))
    wait_until(lambda: session.uris() == names(0, 1, 2, 3, 4, 5))
    session.mark("retract", 11_000, retract_ms=4_000)
    wait_until(lambda: session.uris() == names(0, 1, 2))
    assert session.uris(gaps=True) == names(0, 1, 2, 3, 4, 5)
    wait_until(lambda: session.files() == names(0, 1, 2))
    assert [m.gap for m in session.shown("live.m3u8").media] == [False] * 3 + [True] * 3
    session.mark("undo", 11_500)
    wait_until(lambda: session.uris() == names(0, 1, 2, 3, 4, 5))
    assert session.files() == names(0, 1, 2, 3, 4, 5)


def test_after_a_restart_the_playlist_goes_on(session: Sitting) -> None:
    session.mark("open", 1_500)
    first = session.page()
    first.start()
    first.on_runs(session.record(4))
    wait_until(lambda: len(session.uris()) == 3)
    first.stop(10)
    before = session.shown()
    assert not before.ended
    (session.live / "run1_00009.ts").write_bytes(b"left by a crash")
    (session.live / "run1_00001.ts").unlink(missing_ok=True)
    (session.live / "run1_00002.ts").unlink()
    second = session.page()
    second.start()
    second.on_runs(session.record(6))
    wait_until(lambda: len(session.uris()) == 5)
    second.stop(10)
    assert session.shown().media[:3] == before.media
    assert session.files() == sorted(session.uris())


def test_the_end_closes_the_playlists_but_an_interruption_does_not(session: Sitting) -> None:
    session.mark("open", 0)
    for finished in (False, True):
        made = session.page()
        made.start()
        made.on_runs(session.record(4, finished=finished))
        made.stop(10)
        assert session.shown().ended == finished
        assert session.shown("live.m3u8").ended == finished
        assert session.status().state == ("preparing" if finished else "live")
        assert [s.state for s in made.states()] == ["stopped"]


def test_a_segment_that_comes_late_is_waited_for(session: Sitting, page: LivePage) -> None:
    session.mark("open", 0)
    runs = session.record(3)
    (session.place / "run1_00001.ts").unlink()
    page.on_runs(runs)
    wait_until(lambda: session.heard)
    assert session.heard[0].kind == "page"
    assert session.uris() == names(0)
    shutil.copy(session.recorded / "run1_00001.ts", session.place)
    wait_until(lambda: session.uris() == names(0, 1, 2))
    wait_until(lambda: session.heard[-1].cleared)


def test_a_segment_that_never_comes_is_passed_over(session: Sitting, page: LivePage) -> None:
    session.mark("open", 0)
    runs = session.record(7)
    (session.place / "run1_00001.ts").unlink()
    page.on_runs(runs)
    wait_until(lambda: session.uris() == names(0, 2, 3, 4, 5, 6))
    assert [m.discontinuity for m in session.shown().media] == [0, 1, 1, 1, 1, 1]


def test_a_damaged_segment_that_must_be_cut_is_left_out(session: Sitting, page: LivePage) -> None:
    session.mark("open", 500)
    runs = session.record(2)
    (session.place / "run1_00000.ts").write_bytes(b"damaged" * 1000)
    page.on_runs(runs)
    wait_until(lambda: session.uris() == names(1))


def test_marks_that_cannot_be_read_stop_what_would_become_public(
    session: Sitting, page: LivePage
) -> None:
    session.mark("open", 0)
    page.on_runs(session.record(2))
    wait_until(lambda: session.uris() == names(0, 1))
    session.unreadable = True
    page.on_runs(session.record(4))
    wait_until(lambda: session.heard)
    assert "Permission denied" in session.heard[0].text
    assert session.uris() == names(0, 1)
    assert page.states()[0].state == "failing"
    session.unreadable = False
    wait_until(lambda: session.uris() == names(0, 1, 2, 3))
    wait_until(lambda: page.states()[0].state == "working")
    assert page.states()[0].reconnections == 1


def test_a_folder_that_cannot_be_written_to_is_an_alarm_and_heals(session: Sitting) -> None:
    site = session.folder.file("site/").parent / "site"
    site.write_text("in the way")
    made = session.page()
    made.start()
    session.mark("open", 0)
    made.on_runs(session.record(3))
    wait_until(lambda: session.heard)
    site.unlink()
    wait_until(lambda: session.uris() == names(0, 1, 2))
    wait_until(lambda: session.heard[-1].cleared)
    made.stop(10)


def _hear(session: Sitting, *times: int, chapter: int | None = None) -> None:
    """Words are heard: a sentence of a second at each of these times."""
    said = [
        {
            "start_ms": at,
            "end_ms": at + 1_000,
            "text": f"a{at} b{at}.",
            "words": [
                {"start_ms": at, "end_ms": at + 500, "text": f"a{at}"},
                {"start_ms": at + 500, "end_ms": at + 1_000, "text": f"b{at}."},
            ],
        }
        for at in times
    ]
    heard = {"language": "en", "duration_ms": 60_000, "segments": said}
    write_atomic(session.folder.file(LIVE_TRANSCRIPT), json.dumps(heard))
    if chapter is not None:
        spans = (
            Span(kind="none", start_ms=0, end_ms=chapter),
            Span(kind="item", items=("2",), start_ms=chapter, end_ms=60_000, band="likely"),
        )
        found = Chapters(duration_ms=60_000, spans=spans)
        write_atomic(session.folder.file(LIVE_CHAPTERS), found.to_json())


def _said(place: Path) -> str:
    """The captions shown, in small letters: a sentence begins with a capital as it is written."""
    return "".join(p.read_text() for p in sorted(place.glob("captions_*.json"))).casefold()


def test_what_is_heard_is_captioned_as_far_as_it_is_public(
    session: Sitting, page: LivePage
) -> None:
    session.mark("open", 2_000)
    session.mark("closed", 8_000)
    session.mark("public", 14_000)
    _hear(session, 500, 3_000, 6_500, 7_500, 10_000, 15_000, 21_000, chapter=15_000)
    page.on_runs(session.record(9))
    wait_until(lambda: "b15000." in _said(session.live))
    shown = _said(session.live)
    assert re.findall(r"a\d+", shown) == ["a3000", "a6500", "a7500", "a15000"]
    assert "b7500" not in shown
    assert json.loads((session.live / "captions_00000.json").read_text())[0][0] == 1.0
    wait_until(lambda: len(session.status().captions) == 4)
    assert [(c.title, c.provisional) for c in session.status().chapters] == [
        ("Opening of the session", None),
        ("The second", True),
    ]
    session.mark("retract", 17_000, retract_ms=4_000)
    wait_until(lambda: "15000" not in _said(session.live))
    assert "a6500" in _said(session.live)
    session.mark("item", 18_000, "2")
    wait_until(lambda: all(not c.provisional for c in session.status().chapters))
    session.folder.file(LIVE_TRANSCRIPT).unlink()
    wait_until(lambda: not _said(session.live))
    assert session.status().captions == ""
    assert session.heard == []


def test_no_word_is_shown_before_its_picture(session: Sitting, page: LivePage) -> None:
    session.mark("open", 0)
    _hear(session, 1_000, 5_000)
    page.on_runs(session.record(2))
    wait_until(lambda: "b1000." in _said(session.live))
    time.sleep(1.5)
    assert "5000" not in _said(session.live)
    page.on_runs(session.record(3))
    wait_until(lambda: "b5000." in _said(session.live))


def test_captions_go_where_the_page_is_sent(session: Sitting, tmp_path: Path) -> None:
    there = tmp_path / "www"
    _send_to(session, f"file:{there}")
    session.mark("open", 0)
    _hear(session, 1_000, 5_000)
    made = session.page()
    made.start()
    made.on_runs(session.record(6))
    place = there / session.folder.id / "live"
    wait_until(lambda: place.is_dir() and "b5000." in _said(place))
    session.mark("retract", 7_000, retract_ms=2_000)
    wait_until(lambda: "5000" not in _said(place))
    assert "b1000." in _said(place)
    session.folder.file(LIVE_TRANSCRIPT).unlink()
    wait_until(lambda: not list(place.glob("captions_*")))
    made.stop(10)
    assert not list(session.live.glob("captions_*"))


def _same_there(session: Sitting, there: Path) -> bool:
    place = there / session.folder.id / "live"
    texts = ("full.m3u8", "live.m3u8")
    return session.files() == session.files(place) and all(
        (place / n).is_file() and (place / n).read_text() == (session.live / n).read_text()
        for n in texts
    )


def _send_to(session: Sitting, address: str) -> None:
    write_atomic(session.folder.archive / "archive.toml", f'live_to = "{address}"\n')


def test_the_page_is_sent_to_another_folder_too(session: Sitting, tmp_path: Path) -> None:
    there = tmp_path / "www"
    _send_to(session, f"file:{there}")
    session.mark("open", 500)
    session.mark("item", 3_000, "2")
    made = session.page()
    made.start()
    made.on_runs(session.record(6))
    wait_until(lambda: len(session.uris()) == 6 and _same_there(session, there))
    session.mark("retract", 12_000, retract_ms=3_000)
    wait_until(lambda: len(session.files()) == 4 and _same_there(session, there))
    made.on_runs(session.record(8, finished=True))
    made.stop(10)
    assert _same_there(session, there)
    page = there / session.folder.id
    assert read((page / "live/full.m3u8").read_text()).ended
    assert (page / "live/live.json").read_text() == (session.live / "live.json").read_text()
    html = (page / "index.html").read_text()
    assert html == session.folder.file(f"site/{session.folder.id}/index.html").read_text()
    sent = {p.name for p in (there / "assets").iterdir()}
    assert sent >= {Path(name).name for name in live_assets(House())}
    assert sent <= {p.name for p in session.folder.file("site/assets").iterdir()}
    assert [s.state for s in made.states()] == ["stopped", "stopped"]
    assert session.heard == []


@pytest.mark.real("sshd")
def test_a_server_that_goes_away_gets_the_rest_when_it_is_back(
    session: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, keys, port = tmp_path / "www", tmp_path / "keys", free_port()
    keys.mkdir()
    with serving(keys, port) as server:
        server.known()
        monkeypatch.setenv("HOME", str(server.home))
        monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
        _send_to(session, f"sftp://{server.user}@127.0.0.1:{port}{there}")
        session.mark("open", 0)
        made = session.page()
        made.start()
        made.on_runs(session.record(4))
        wait_until(lambda: len(session.uris()) == 4 and _same_there(session, there))
    made.on_runs(session.record(6))
    wait_until(lambda: session.heard)
    assert session.heard[0].kind == "page"
    wait_until(lambda: session.uris() == names(0, 1, 2, 3, 4, 5))
    assert [s.state for s in made.states()] == ["working", "failing"]
    session.mark("retract", 12_000, retract_ms=3_000)
    wait_until(lambda: session.files() == names(0, 1, 2, 3))
    with serving(keys, port):
        made.on_runs(session.record(8))
        wait_until(lambda: _same_there(session, there), 30)
        assert session.files() == names(0, 1, 2, 3, 6, 7)
        wait_until(lambda: session.heard[-1].cleared)
        made.stop(10)
    again = session.page()
    with serving(keys, port):
        sent = {p.name: p.stat().st_mtime_ns for p in there.rglob("*.ts")}
        again.start()
        again.on_runs(session.record(9, finished=True))
        again.stop(10)
        assert _same_there(session, there)
        after = {p.name: p.stat().st_mtime_ns for p in there.rglob("*.ts")}
        assert {n: t for n, t in after.items() if n in sent} == sent


def test_an_address_that_is_none_is_refused_at_once(session: Sitting) -> None:
    _send_to(session, "ftp://somewhere/else")
    with pytest.raises(TransportError):
        session.page()


def test_the_page_before_the_session_is_made_once_there_is_something_to_announce(
    session: Sitting,
) -> None:
    planned = Planned(datetime.now(UTC) + timedelta(days=2))
    made = write_before(session.folder, planned)
    assert made == session.folder.file(f"site/{session.folder.id}/index.html")
    assert session.status().state == "before"
    listed = session.folder.archive / "site/index.html"
    assert f"{session.folder.id}/index.html" in listed.read_text()
    session.record(1)
    made.unlink()
    assert write_before(session.folder, planned) is None
    assert not made.exists()


def test_the_replay_takes_the_place_of_what_was_live(session: Sitting) -> None:
    session.mark("open", 2_000)
    made = session.page()
    made.start()
    made.on_runs(session.record(6, finished=True))
    made.stop(10)
    give_way_to_replay(session.folder)
    assert session.status().state == "preparing"
    timeline = Timeline.identity(session.runs.duration_ms)
    write_atomic(session.folder.file("replay/timeline.json"), timeline.to_json())
    session.record(6)
    give_way_to_replay(session.folder)
    assert session.status().state == "preparing"
    session.record(6, finished=True)
    give_way_to_replay(session.folder)
    assert session.status().state == "replay"
    assert session.status().moments == ((0.0, 2_000),)
    assert [p.name for p in session.live.iterdir()] == ["live.json"]
    before = session.status()
    give_way_to_replay(session.folder)
    assert session.status() == before


def test_nothing_hidden_is_ever_in_the_site_while_marks_come_and_go(
    session: Sitting, page: LivePage
) -> None:
    actions = [("open", 700), ("closed", 3_300), ("public", 6_100), ("suspend", 8_900)]
    actions += [("resume", 9_400), ("retract", 13_000), ("undo", 14_000), ("close", 19_000)]
    for count in range(1, SEGMENTS + 1):
        while actions and actions[0][1] < count * SEGMENT_MS:
            action, at = actions.pop(0)
            session.mark(action, at, retract_ms=2_500)
        page.on_runs(session.record(count))
        time.sleep(0.15)
    wait_until(lambda: session.status().state == "after")
    public = public_intervals(session.marks, session.runs)
    for media in session.shown().media:
        stem, _sep, cut = media.uri.removesuffix(".ts").partition("_")[2].partition("_")
        a, b = map(int, cut.split("-")) if cut else (0, SEGMENT_MS)
        start = int(stem) * SEGMENT_MS
        inside = any(p.start_ms <= start + a and start + b <= p.end_ms for p in public)
        assert inside != media.gap
    assert session.files() == sorted(session.uris())
