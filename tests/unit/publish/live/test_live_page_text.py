import json
from datetime import UTC, date, datetime
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import ValidationError

from archiver.model.agenda import Agenda, Item
from archiver.model.session import House, Session
from archiver.publish.live.page import LiveSession, render_live
from archiver.publish.website import live_assets, render_session
from tests.unit.publish.sample_page import AGENDA, Reader, sample

assets = import_module("archiver.publish.website.assets")
NASTY = "<script>alert(1)</script>\"'&</title>"


def page(**changes: object) -> LiveSession:
    fields: dict[str, object] = {
        "id": "2026-11-20-session",
        "session": Session(title="A public session", date=date(2026, 11, 20), language="en"),
        "house": House(body="A county council", language="en"),
        "agenda": AGENDA,
        "start": datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    }
    return LiveSession.model_validate({**fields, **changes})


def test_the_page_says_what_when_and_what_about() -> None:
    read = Reader(render_live(page()))
    for words in ("A public session", "Friday 20 November 2026", "09:30", "The fourth", "Roads"):
        assert words in read.text
    assert read.all("html")[0]["lang"] == "en"
    times = [t["datetime"] for t in read.all("time")]
    assert times == ["2026-11-20", "2026-11-20T09:30:00+00:00"]


def test_a_session_without_hours_has_no_countdown() -> None:
    html = render_live(page(start=None))
    assert '"start":""' in html
    assert "09:30" not in html


def test_no_text_becomes_markup() -> None:
    items = (Item(id="x", number=NASTY, title=NASTY, rapporteur=NASTY, commission=NASTY),)
    session = Session(title=NASTY, date=date(2026, 11, 20), body=NASTY, language="en")
    nasty = Reader(render_live(page(session=session, agenda=Agenda(items=items))))
    items = (Item(id="x", number="1", title="t", rapporteur="r", commission="c"),)
    session = Session(title="t", date=date(2026, 11, 20), body="b", language="en")
    plain = Reader(render_live(page(session=session, agenda=Agenda(items=items))))
    assert nasty.shape == plain.shape
    assert nasty.text.count("alert(1)") > 3


@pytest.mark.parametrize("id", ["../x", "a/b", ".hidden", ""])
def test_an_id_is_the_name_of_a_folder(id: str) -> None:
    with pytest.raises(ValidationError):
        page(id=id)


def test_the_page_names_files_that_are_there_and_only_its_own() -> None:
    read = Reader(render_live(page()))
    shared = live_assets(page().house)
    for tag, attribute in (("script", "src"), ("link", "href")):
        for element in read.all(tag):
            if attribute in element:
                assert element[attribute].removeprefix("../") in shared
    policy = next(m for m in read.all("meta") if "http-equiv" in m)["content"]
    assert "script-src 'self';" in policy
    assert "connect-src 'self'" in policy
    assert "http" not in policy


def test_the_script_finds_every_text_that_it_shows() -> None:
    html = render_live(page())
    data = json.loads(html.split('id="page-data">')[1].split("</script>")[0])
    states = {"before", "live", "suspended", "closed", "outage", "after", "preparing", "replay"}
    assert set(data["text"]["badges"]) == states
    assert set(data["text"]["cards"]) == states | {"countdown", "unplayable"}
    script = next(text for path, text in live_assets(House()).items() if "/live-" in path
                  and path.endswith(".js"))  # fmt: skip
    read = Reader(html)
    ids = {e["id"] for _tag, e in read.elements if "id" in e}
    for name in _parts(script):
        assert f"page-{name}" in ids
    assert 'name="page" content="live"' in html


def _parts(script: str) -> set[str]:
    found = set()
    for opening in ('part("', 'write("'):
        found |= {piece.split('"')[0] for piece in script.split(opening)[1:]}
    return found


def test_a_replay_is_not_taken_for_a_live_page() -> None:
    assert 'name="page" content="live"' not in render_session(sample())
    assert "connect-src" not in render_session(sample())


def test_a_site_without_the_player_goes_without_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    static = files("archiver.publish") / "static"
    (tmp_path / "static").mkdir()
    scripts = (
        "live.js",
        "live-captions.js",
        "session.js",
        "stand-in.js",
        "embed.js",
        "redirect.js",
        "search.js",
    )
    for name in ("live.css", "search.css", "site.css", "icon.svg", *scripts):
        text = (static / name).read_text(encoding="utf-8")
        (tmp_path / "static" / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(assets, "files", lambda _package: tmp_path)
    house = House(brand_color="#123123")
    assert not any("hls" in path for path in live_assets(house))
    assert '"player":""' in render_live(page(house=house))
