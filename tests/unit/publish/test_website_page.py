import json
import re
from datetime import date
from itertools import pairwise

import pytest
from pydantic import ValidationError

from archiver.model.agenda import Agenda
from archiver.model.captions import Cue
from archiver.model.chapters import NotTreated
from archiver.model.session import House, Session
from archiver.model.timeline import Timeline
from archiver.model.transcript import Transcript
from archiver.publish.website import (
    PageFiles,
    assets,
    card_of,
    render_embed,
    render_list,
    render_session,
    render_transcript,
)
from tests.unit.publish.sample_page import (
    AGENDA,
    CHAPTERS,
    TRANSCRIPT,
    Reader,
    chapter,
    sample,
    utterance,
)

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "]]><!--",
    "{{ 7 * 7 }}{% raw %}",
    "\N{PILE OF POO} \N{RIGHT-TO-LEFT OVERRIDE}שלום",
    "é" * 2000,
    "&lt;b&gt;",
]


def with_text(text: str) -> str:
    """The sample page with `text` wherever people or recognisers write."""
    items = tuple(
        item.model_copy(
            update={"title": text, "number": text, "rapporteur": text, "commission": text}
        )
        for item in AGENDA.items
    )
    word = text.replace(" ", "_")
    said = tuple(
        utterance(" ".join([word] * len(u.words)), u.start_ms, text) for u in TRANSCRIPT.utterances
    )
    return render_session(
        sample(
            session=Session(title=text, body=text, date=date(2026, 11, 20), language="en"),
            agenda=Agenda(body=text, president=text, items=items),
            chapters=tuple(c.model_copy(update={"title": text}) for c in CHAPTERS),
            not_treated=(NotTreated(item="d", reason=text),),
            transcript=Transcript(
                language="en", duration_ms=95_000, recognizer=text, utterances=said
            ),
            cues=(Cue(start_ms=0, end_ms=1, lines=(text, text)),),
        )
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_never_becomes_markup(text: str) -> None:
    hostile, plain = Reader(with_text(text)), Reader(with_text("plain"))
    assert hostile.shape == plain.shape
    links = [a["href"] for a in hostile.all("a")]
    assert links == [a["href"] for a in plain.all("a")]
    assert [e.get("id") for _, e in hostile.elements] == [e.get("id") for _, e in plain.elements]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_embedded_json_gives_the_text_back(text: str) -> None:
    blocks = re.findall(r'<script type="[^"]*json"[^>]*>(.*?)</script>', with_text(text), re.S)
    clip, data = (json.loads(block) for block in blocks)
    assert clip["name"] == text
    assert data["captions"]["cues"] == [[0, 1, f"{text}\n{text}"]]


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", ".hidden", "", "a\x00b", ".."])
def test_a_name_is_never_a_path(name: str) -> None:
    with pytest.raises(ValidationError):
        PageFiles(video=name)
    with pytest.raises(ValidationError):
        sample(id=name)


def test_a_file_name_never_becomes_an_address() -> None:
    page = sample(files=PageFiles(video="javascript:alert(1)//#?.mp4".replace("/", "")))
    reader = Reader(render_session(page))
    assert reader.all("source")[0]["src"] == "javascript%3Aalert%281%29%23%3F.mp4"
    cards = Reader(render_list(page.house, [card_of(sample(id="javascript:x"))]))
    assert "javascript%3Ax/index.html" in [a["href"] for a in cards.all("a")]


@pytest.mark.parametrize("anchor", ["a b", "", '"x', "page-main", "u-12", "-x", "é"])
def test_anchors_that_are_not_free_ids_are_refused(anchor: str) -> None:
    with pytest.raises(ValidationError, match="anchors"):
        sample(chapters=(chapter(anchor, "T", "opening", (), 0, 39_000, 10_000),))
    with pytest.raises(ValidationError, match="anchors"):
        sample(chapters=(CHAPTERS[0], CHAPTERS[0]))


def test_nothing_comes_from_elsewhere_and_nothing_runs_inline() -> None:
    html = render_session(sample())
    reader = Reader(html)
    for _, attributes in reader.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("href", "src", "poster"):
            assert not re.match(r"(?i)[a-z][a-z0-9+.-]*:|//", attributes.get(name, ""))
    scripts = [s for s in reader.all("script") if "json" not in s.get("type", "")]
    assert [set(script) for script in scripts] == [{"src", "defer"}]
    assert reader.all("style") == []
    policy = next(m["content"] for m in reader.all("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for text in assets(House()).values():
        assert (
            re.findall(r"https?://[^'\" )]+", text.replace("http://www.w3.org/2000/svg", "")) == []
        )


def test_every_reference_to_an_asset_and_inside_the_page_resolves() -> None:
    page = sample()
    reader = Reader(render_session(page))
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in reader.elements:
        for name in ("href", "aria-labelledby", "aria-controls", "for"):
            value = attributes.get(name, "")
            if name != "href" or value.startswith("#"):
                assert not value or value.removeprefix("#") in ids
    shared = {f"../{path}" for path in assets(page.house)}
    embed = Reader(render_embed(page))
    used = {e["href"] for one in (reader, embed) for e in one.all("link")} | {
        s["src"] for one in (reader, embed) for s in one.all("script") if "src" in s
    }
    assert used == {path for path in shared if "/redirect-" not in path}


def test_headings_are_in_order_and_the_language_is_the_sessions() -> None:
    reader = Reader(render_session(sample()))
    levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert reader.all("html")[0]["lang"] == "en"
    assert reader.all("track")[0]["srclang"] == "en"


def test_the_agenda_is_printed_whole_and_in_order() -> None:
    html = render_session(sample())
    agenda = html[html.index('id="page-agenda"') : html.index('id="page-transcript"')]
    places = [agenda.index(t) for t in ("Roads", "The first", "The second", "Schools", "The third")]
    assert places == sorted(places)
    text = Reader(
        "<div>" + agenda[agenda.index(">") + 1 : agenda.rindex("</section>")] + "</div>"
    ).text
    assert "Rapporteur: Ann" in text
    assert "Withdrawn from the agenda" in text
    assert "Not in the replay" in text
    assert "Examined together with: 3" in text
    assert 'href="replay.mp4#t=25,39"' in agenda
    assert 'href="#item-b"' in agenda


@pytest.mark.parametrize("code", ["withdrawn", "adjourned", "not_reached", "not_found"])
def test_no_reason_is_shown_as_a_code(code: str) -> None:
    html = render_session(sample(not_treated=(NotTreated(item="d", reason=code),)))
    assert f">{code}<" not in html


def test_what_is_not_shown_is_said() -> None:
    text = Reader(render_session(sample())).text
    for note in (
        "10 s before the opening: left out.",
        "Suspension of 36 s: a card is shown at 0:20.",
        "Closed sitting of 10 s: left out.",
        "5 s after the closing: left out.",
    ):
        assert note in text
    whole = render_session(sample(timeline=Timeline.identity(95_000), chapters=(), spans=()))
    assert "Nothing was left out" in whole


def test_structured_data_names_every_chapter() -> None:
    page = sample(house=House(base_url="https://example.org/s/", language="en"))
    html = render_session(page)
    found = json.loads(re.findall(r"ld\+json\">(.*?)</script>", html)[0])
    assert found["contentUrl"] == "https://example.org/s/2026-11-20-session/replay.mp4"
    assert found["duration"] == "PT0M39S"
    assert [clip["name"] for clip in found["hasPart"]] == [c.title for c in CHAPTERS]
    assert found["hasPart"][1]["startOffset"] == 10
    assert found["hasPart"][1]["url"].endswith("/2026-11-20-session/#item-a")
    reader = Reader(html)
    assert (
        reader.all("link", rel="canonical")[0]["href"] == found["hasPart"][0]["url"].split("#")[0]
    )
    assert reader.all("meta", property="og:image")[0]["content"] == found["thumbnailUrl"]


def test_without_an_address_no_canonical_is_invented() -> None:
    assert Reader(render_session(sample())).all("link", rel="canonical") == []


def test_a_session_without_chapters_agenda_or_words_has_a_page() -> None:
    empty = sample(
        chapters=(),
        agenda=Agenda(items=()),
        not_treated=(),
        transcript=Transcript(language="en", duration_ms=95_000),
        cues=(),
    )
    text = Reader(render_session(empty)).text
    assert "No words were recognised in this session." in text
    assert "No agenda was given for this session." in text
    assert render_transcript(empty).startswith("A public session\n")


def test_words_without_chapters_are_shown() -> None:
    assert "to the first item" in render_session(sample(chapters=()))


def test_the_text_file_reads_by_itself() -> None:
    lines = render_transcript(sample()).splitlines()
    assert lines[:3] == ["A public session", "A county council", "Friday 20 November 2026"]
    assert "0:10  1 – The first" in lines
    assert "[0:11] Bob : to the first item" in lines


def test_four_hours_stay_light() -> None:
    said = tuple(
        utterance("sixteen letters and some more words here now ok", i * 4_000)
        for i in range(4_000)
    )
    long = 16_100_000
    page = sample(
        transcript=Transcript(language="en", duration_ms=long, utterances=said),
        timeline=Timeline.identity(long),
        chapters=(chapter("all", "All", "opening", (), 0, long, 0),),
    )
    assert len(render_session(page).encode()) < 3_000_000
