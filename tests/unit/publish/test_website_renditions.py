"""What a page offers beside its video: a lighter one, pictures of the time line, words to quote."""

import json
import re
from typing import Any

from archiver.model.agenda import Agenda
from archiver.model.renditions import Smaller, Storyboard
from archiver.publish.website import PageFiles, SessionPage, StandIn, render_session
from tests.unit.publish.sample_page import AGENDA, TRANSCRIPT, Reader, sample

BOARD = Storyboard(
    every_ms=10_000,
    width=160,
    height=90,
    columns=10,
    rows=10,
    count=4,
    sheets=("storyboard-1.jpg",),
)
FILES = PageFiles(captions_vtt="en.vtt", mobile="replay-480.mp4", storyboard_vtt="storyboard.vtt")


def full(**changes: Any) -> SessionPage:
    smaller = Smaller(replay="x", width=854, height=480, bytes=12_000_000)
    made = {"files": FILES, "mobile": smaller, "storyboard": BOARD, **changes}
    return sample(video_bytes=30_000_000, **made)


def data_of(html: str) -> dict[str, Any]:
    found = re.findall(r'id="page-data">(.*?)</script>', html, re.S)
    return dict(json.loads(found[0]))


def test_a_small_screen_is_offered_the_lighter_video_first() -> None:
    reader = Reader(render_session(full()))
    sources = [(s["src"], s.get("media")) for s in reader.all("source")]
    assert sources == [("replay-480.mp4", "(max-width: 40rem)"), ("replay.mp4", None)]
    assert "12 MB" in reader.text
    assert "30 MB" in reader.text
    downloads = [a["href"] for a in reader.all("a") if "download" in a]
    assert downloads == ["replay.mp4", "replay-480.mp4", "en.vtt"]


def test_where_there_is_none_nothing_speaks_of_it() -> None:
    html = render_session(sample())
    assert "480p" not in html
    assert [s["src"] for s in Reader(html).all("source")] == ["replay.mp4"]
    assert data_of(html)["storyboard"] is None
    assert Reader(html).all("select", id="page-quality") == []


def test_the_page_knows_where_its_pictures_are() -> None:
    assert data_of(render_session(full()))["storyboard"] == {
        "every_ms": 10_000,
        "width": 160,
        "height": 90,
        "columns": 10,
        "rows": 10,
        "count": 4,
        "sheets": ["storyboard-1.jpg"],
    }


def test_what_stands_in_offers_neither() -> None:
    html = render_session(full(stand_in=StandIn(folder="live", playlist="replay.m3u8")))
    assert Reader(html).all("source") == []
    assert Reader(html).all("select", id="page-quality") == []
    assert data_of(html)["storyboard"] is None


def test_who_is_unknown_is_marked_so_that_nobody_is_quoted_for_it() -> None:
    said = tuple(u.model_copy(update={"speaker": None}) for u in TRANSCRIPT.utterances[1:2])
    transcript = TRANSCRIPT.model_copy(update={"utterances": (*said, *TRANSCRIPT.utterances[2:])})
    html = render_session(sample(transcript=transcript))
    assert html.count('class="passage nobody"') == 1
    assert 'class="passage nobody"' not in render_session(sample())


def test_an_agenda_in_another_language_says_so() -> None:
    def tongues(language: str) -> set[str]:
        agenda = Agenda(language=language, items=AGENDA.items)
        reader = Reader(render_session(sample(agenda=agenda)))
        return {a["lang"] for tag, a in reader.elements if "lang" in a and tag != "html"}

    assert tongues("fr") == {"fr"}
    assert tongues("oc") == {"oc"}
    assert tongues("en") == set()
    assert tongues('fr" onload="x') == set()
    assert not re.findall(r'<(?!html)[^>]* lang="', render_session(sample()))
