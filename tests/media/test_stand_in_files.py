"""What the page that stands in for the replay leaves in the site, and what goes again."""

import json
import os
import re
from html import unescape
from pathlib import Path

import pytest

from archiver.captions.layout import layout
from archiver.livepage import give_way_to_replay, send_stand_in, stand_in
from archiver.marking import MARKS
from archiver.model.captions import CaptionNorms, CueSheet
from archiver.model.chapters import Chapters, Span
from archiver.model.preset import ReplaySettings
from archiver.model.transcript import Transcript, Utterance, Word
from archiver.pages import write_list
from archiver.replay.timeline import plan
from archiver.store.files import write_atomic
from tests.media.test_live_page_files import SEGMENTS, Sitting, names, recorded
from tests.waiting import wait_until

__all__ = ["recorded"]

LENGTH_MS = SEGMENTS * 2_000


@pytest.fixture
def session(tmp_path: Path, recorded: Path) -> Sitting:
    return Sitting(tmp_path / "archive", recorded)


def spans(*edges: tuple[str, int], hidden: tuple[int, ...] = ()) -> tuple[Span, ...]:
    ends = [*(start for _kind, start in edges[1:]), LENGTH_MS]
    return tuple(
        Span.model_validate(
            {
                "kind": "item" if kind.isdigit() else kind,
                "items": (kind,) if kind.isdigit() else (),
                "start_ms": start,
                "end_ms": end,
                "hidden": True if n in hidden else None,
            }
        )
        for n, ((kind, start), end) in enumerate(zip(edges, ends, strict=True))
    )


def processed(session: Sitting, divided: tuple[Span, ...]) -> None:
    """What the steps up to `caption` leave: a word every second, that says its number."""
    words = [
        Word(start_ms=at + 100, end_ms=at + 900, text=f"w{at // 1000}.")
        for at in range(0, LENGTH_MS, 1_000)
    ]
    said = tuple(
        Utterance(start_ms=w.start_ms, end_ms=w.end_ms, text=w.text, words=(w,)) for w in words
    )
    transcript = Transcript(language="en", duration_ms=LENGTH_MS, utterances=said)
    chapters = Chapters(duration_ms=LENGTH_MS, spans=divided)
    timeline = plan(chapters, ReplaySettings())
    cues = layout(transcript, timeline.cuts(), CaptionNorms())
    for name, record in (
        ("transcript.json", transcript),
        ("chapters.json", chapters),
        ("replay/timeline.json", timeline),
        ("captions/cues.json", CueSheet(language="en", cues=cues)),
    ):
        write_atomic(session.folder.file(name), record.to_json())
    lines = (mark.model_dump_json(exclude_defaults=True) + "\n" for mark in session.marks)
    write_atomic(session.folder.file(MARKS), "".join(lines))


def recorded_live(session: Sitting) -> None:
    made = session.page()
    made.start()
    made.on_runs(session.record(SEGMENTS, finished=True))
    made.stop(10)


def words_in(text: str) -> set[int]:
    return {int(n) for n in re.findall(r"\b[wW](\d+)\.", text)}


def test_it_plays_what_is_public_and_played_and_nothing_else(session: Sitting) -> None:
    session.mark("open", 3_000)
    session.mark("suspend", 9_000)
    session.mark("resume", 13_000)
    recorded_live(session)
    divided = spans(
        ("none", 0), ("opening", 3_000), ("1", 5_000), ("suspension", 9_000), ("2", 13_000),
        ("closed", 17_000), ("2", 20_000),
    )  # fmt: skip
    processed(session, divided)
    page = stand_in(session.folder)
    assert page == session.folder.file(f"site/{session.folder.id}/index.html")
    shown = session.shown("replay.m3u8")
    assert shown.ended
    assert [m.uri for m in shown.media] == [
        "run1_00001_1000-2000.ts",
        *names(2, 3),
        "run1_00004_0-1000.ts",
        "run1_00006_1000-2000.ts",
        *names(7),
        "run1_00008_0-1000.ts",
        *names(10, 11),
    ]
    # No byte is copied: what was whole is the recorder's own file.
    assert (session.live / names(7)[0]).samefile(session.place / names(7)[0])
    public = {3, 4, 5, 6, 7, 8, 13, 14, 15, 16, 20, 21, 22, 23}
    html = unescape(page.read_text(encoding="utf-8"))
    assert words_in(html) == public
    for name in ("captions.vtt", "captions.srt", "transcript.txt"):
        assert words_in((session.live / name).read_text()) <= public
    assert words_in((session.live / "transcript.txt").read_text()) == public
    data = json.loads(re.findall(r'id="page-data">(.*?)</script>', html)[0])
    assert [p[:3] for p in data["pieces"]] == [
        [3_000, 9_000, 0],
        [13_000, 17_000, 6_000],
        [20_000, 24_000, 10_000],
    ]
    assert 'href="#item-2"' in html
    assert 'id="suspension"' not in html
    assert session.status().state == "replay"
    assert session.status().moments == ((0.0, 3_000), (6.0, 13_000))
    write_list(session.folder.archive)
    listed = (session.folder.archive / "site/index.html").read_text()
    assert f"{session.folder.id}/index.html" in listed


def test_nothing_public_makes_no_page(session: Sitting) -> None:
    recorded_live(session)
    processed(session, spans(("opening", 0), ("1", 4_000)))
    before = session.folder.file(f"site/{session.folder.id}/index.html").read_text()
    assert stand_in(session.folder) is None
    assert session.folder.file(f"site/{session.folder.id}/index.html").read_text() == before
    assert session.status().state == "preparing"


def test_what_was_taken_back_after_the_close_is_not_in_it(session: Sitting) -> None:
    session.mark("open", 0)
    recorded_live(session)
    session.mark("retract", 12_000, retract_ms=4_000)
    processed(session, spans(("opening", 0), ("1", 8_000), ("1", 12_000), hidden=(1,)))
    page = stand_in(session.folder)
    assert page
    assert names(3)[0] in [m.uri for m in session.shown("replay.m3u8").media]
    assert not {*names(4, 5)} & {m.uri for m in session.shown("replay.m3u8").media}
    assert not words_in(page.read_text()) & {8, 9, 10, 11}


def test_what_it_plays_is_kept_a_day_unless_it_may_not_be_seen_any_more(
    session: Sitting,
) -> None:
    session.mark("open", 0)
    recorded_live(session)
    divided = spans(("opening", 0), ("1", 8_000))
    processed(session, divided)
    page = stand_in(session.folder)
    assert page
    page.write_text("the page with the mastered video")
    give_way_to_replay(session.folder)
    assert not (session.live / "full.m3u8").exists()
    assert session.files() == names(*range(SEGMENTS))
    assert (session.live / "captions.vtt").is_file()
    later = page.stat().st_mtime - 25 * 3600
    os.utime(page, (later, later))
    give_way_to_replay(session.folder)
    assert [p.name for p in session.live.iterdir()] == ["live.json"]
    # Another time, somebody hides a passage the same day.
    recorded_live(session)
    stand_in(session.folder)
    give_way_to_replay(session.folder)
    assert session.files()
    processed(session, spans(("opening", 0), ("1", 8_000), ("closed", 12_000), ("1", 16_000)))
    give_way_to_replay(session.folder)
    assert [p.name for p in session.live.iterdir()] == ["live.json"]


def test_it_goes_where_the_live_page_is(session: Sitting, tmp_path: Path) -> None:
    there = tmp_path / "www"
    write_atomic(session.folder.archive / "archive.toml", f'live_to = "file:{there}"\n')
    session.mark("open", 1_000)
    recorded_live(session)
    processed(session, spans(("none", 0), ("opening", 1_000), ("1", 8_500)))
    assert stand_in(session.folder)
    place = there / session.folder.id
    sent = {p.name: p.stat().st_mtime_ns for p in place.rglob("*.ts")}
    assert send_stand_in(session.folder)
    wait_until(lambda: (place / "session.json").is_file())
    here = session.folder.file(f"site/{session.folder.id}/index.html")
    assert (place / "index.html").read_text() == here.read_text()
    for name in ("replay.m3u8", "captions.vtt", "live.json"):
        assert (place / "live" / name).read_text() == (session.live / name).read_text()
    media = [m.uri for m in session.shown("replay.m3u8", place / "live").media]
    assert all((place / "live" / name).is_file() for name in media)
    assert {p.name: p.stat().st_mtime_ns for p in place.rglob("*.ts") if p.name in sent} == sent
    write_atomic(session.folder.archive / "archive.toml", "")
    assert not send_stand_in(session.folder)


def test_the_list_says_what_is_live_and_what_is_over(session: Sitting) -> None:
    listed = session.folder.archive / "site/index.html"
    write_atomic(session.folder.archive / "archive.toml", 'language = "en"\n')
    session.mark("open", 0)
    made = session.page()
    made.start()
    made.on_runs(session.record(3))
    wait_until(lambda: listed.is_file() and re.search(r">\s*Live\s*<", listed.read_text()))
    made.on_runs(session.record(SEGMENTS, finished=True))
    made.stop(10)
    wait_until(lambda: "Replay in preparation" in listed.read_text())
    processed(session, spans(("opening", 0), ("1", 8_000)))
    assert stand_in(session.folder)
    write_list(session.folder.archive)
    assert listed.read_text().count('class="card"') == 1
    assert "24 s" in listed.read_text()
