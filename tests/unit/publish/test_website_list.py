import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import given
from hypothesis import strategies as st

from archiver import i18n
from archiver.model.session import House
from archiver.model.times import clock
from archiver.publish.website import (
    CardError,
    SessionCard,
    assets,
    card_from_json,
    card_of,
    card_to_json,
    render_list,
    render_session,
)
from archiver.publish.website.colours import brand_rules, contrast
from archiver.publish.website.environment import environment
from archiver.publish.website.wording import duration, iso_duration, long_date, seconds, size
from tests.unit.publish.sample_page import Reader, sample

HOUSE = House(body="A county council", language="en")


def card(id: str, day: date) -> SessionCard:
    return card_of(sample()).model_copy(update={"id": id, "date": day, "title": f"On {day}"})


def test_a_card_comes_back_from_its_json() -> None:
    made = card_of(sample())
    assert card_from_json(card_to_json(made)) == made
    assert (made.items, made.duration_ms, made.captions) == (3, 39_000, True)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"id": "../x"}', "\x00"])
def test_a_broken_card_says_so(text: str) -> None:
    with pytest.raises(CardError) as caught:
        card_from_json(text)
    assert caught.value.why
    assert caught.value.remedy


def test_a_session_without_a_replay_says_how_it_stands() -> None:
    coming = card("s1", date(2026, 1, 9)).model_copy(update={"state": "coming"})
    text = " ".join(Reader(render_list(HOUSE, [coming])).text.split())
    assert "Upcoming" in text
    assert "Duration:" not in text
    assert "agenda item" not in text


def test_sessions_are_newest_first_and_by_year() -> None:
    days = [date(2025, 3, 1), date(2026, 1, 9), date(2025, 12, 31)]
    reader = Reader(render_list(HOUSE, [card(f"s{i}", day) for i, day in enumerate(days)]))
    assert [h["id"] for h in reader.all("h2")] == ["page-2026", "page-2025"]
    assert [a["href"] for a in reader.all("a") if re.match(r"s\d", a["href"])] == [
        "s1/index.html",
        "s2/index.html",
        "s0/index.html",
    ]
    assert reader.all("img")[0]["src"] == "s1/poster.jpg"
    assert "Sunday 1" not in reader.text
    assert "Saturday 1 March 2025" in reader.text
    assert "3 agenda items" in reader.text


def test_an_empty_archive_says_so() -> None:
    assert "No session has been published yet." in render_list(HOUSE, [])


def test_assets_are_small_and_named_after_their_content() -> None:
    ours, other = assets(House()), assets(House(brand_color="#aa0000"))
    style, script, *_others, icon = ours
    assert len(ours[style].encode()) < 14_336
    assert len(ours[script].encode()) < 16_384
    assert style not in other
    assert icon not in other
    assert script in other


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_any_brand_colour_can_be_read(brand: str) -> None:
    found = {
        name: [int(value[i : i + 2], 16) for i in (0, 2, 4)]
        for name, value in re.findall(r"--([a-z-]+):#([0-9a-f]{6})", brand_rules(brand)[:80])
    }

    def ratio(one: list[int], other: list[int]) -> float:
        return contrast((one[0], one[1], one[2]), (other[0], other[1], other[2]))

    assert ratio(found["on-brand"], found["brand"]) >= 4.5
    assert ratio(found["accent"], [238, 241, 245]) >= 4.5
    dark = re.findall(r"dark\)\{:root\{--accent:#(......)", brand_rules(brand))[0]
    assert ratio([int(dark[i : i + 2], 16) for i in (0, 2, 4)], [33, 39, 47]) >= 4.5


def test_times_are_written_as_people_and_players_write_them() -> None:
    english = i18n.translator("en")
    assert [clock(ms) for ms in (0, 27_999, 600_000, 3_723_000)] == [
        "0:00",
        "0:27",
        "10:00",
        "1:02:03",
    ]
    assert [seconds(ms) for ms in (0, 27_300, 14_400_123)] == ["0", "27.3", "14400.123"]
    assert iso_duration(14_765_000) == "PT4H6M5S"
    assert [duration(ms, english) for ms in (36_400, 60_000, 591_231, 14_700_000)] == [
        "36 s",
        "1 min",
        "9 min 51 s",
        "4 h 05 min",
    ]
    assert [size(n, english) for n in (900, 184_000_000, 2_000_000_000, 2_340_000_000)] == [
        "1 kB",
        "184 MB",
        "2 GB",
        "2.3 GB",
    ]
    assert long_date(date(2026, 11, 20), english) == "Friday 20 November 2026"


def test_the_page_speaks_the_language_of_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = Catalog(locale="fr")
    catalogue.add("Agenda", "Ordre du jour")
    catalogue.add("{weekday} 1 {month} {year}", "{weekday} 1er {month} {year}")
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "archiver.mo").open("wb") as target:
        write_mo(target, catalogue)
    monkeypatch.setattr(i18n, "LOCALE_DIR", tmp_path)
    for cache in (i18n.translator, environment):
        cache.cache_clear()
    session = sample().session.model_copy(update={"language": "fr", "date": date(2026, 5, 1)})
    html = render_session(sample(session=session))
    for cache in (i18n.translator, environment):
        cache.cache_clear()
    assert Reader(html).all("html")[0]["lang"] == "fr"
    assert ">Ordre du jour</h2>" in html
    assert "Friday 1er May 2026" in html
