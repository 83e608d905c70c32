"""Pages by year, speaker and commission, and the addresses that are kept for good."""

import posixpath
import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model.captions import CaptionClock
from archiver.model.chapters import Chapter
from archiver.model.session import House
from archiver.publish.website import (
    Addresses,
    SessionCard,
    Site,
    aliases,
    build_site,
    card_from_json,
    card_of,
    card_to_json,
    item_aliases,
    moved,
    render_embed,
    render_session,
    standing_pages,
)
from archiver.publish.website.cards import CardItem, CardSpeaker, CardTurn
from tests.unit.publish.sample_page import AGENDA, CHAPTERS, sample

HOUSE = House(body="A county council", language="en")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def build(*cards: SessionCard, known: Addresses | None = None, house: House = HOUSE) -> Site:
    return build_site(house, cards, known or Addresses(), NOW)


def soup(site: Site, path: str) -> BeautifulSoup:
    return BeautifulSoup(site.files[path], "lxml")


def links(site: Site, path: str) -> list[str]:
    return [str(a["href"]) for a in soup(site, path).find_all("a")]


def leads_to(site: Site, path: str) -> str:
    """Where the page at a former address leads, as a path in the site."""
    page = soup(site, path)
    refresh = page.find("meta", {"http-equiv": "refresh"})
    assert isinstance(refresh, Tag), path
    to = str(refresh["content"]).removeprefix("0; url=")
    assert [str(a["href"]) for a in page.find_all("a")] == [to]
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(to)))


def said_by(**names: tuple[int, int]) -> SessionCard:
    """A session in which people speak at these times."""
    speakers = tuple(
        CardSpeaker(name=name, turns=(CardTurn(start_ms=at[0], end_ms=at[1], anchor=f"u-{at[0]}"),))
        for name, at in names.items()
    )
    return card_of(sample()).model_copy(update={"speakers": speakers})


def test_a_card_holds_what_the_lists_need_and_nothing_that_is_not_played() -> None:
    card = card_of(sample())
    assert [(s.name, [t.anchor for t in s.turns]) for s in card.speakers] == [
        ("Ann", ["u-11000", "u-77000"]),
        ("Bob", ["u-21000"]),
    ]
    assert [t.chapter for t in card.speakers[0].turns] == [0, 3]
    assert [(i.number, i.anchors) for i in card.agenda][:2] == [
        ("1", ("item-a",)),
        ("2", ("item-b",)),
    ]
    text = card_to_json(card)
    assert card_from_json(text) == card
    for hidden in ("whispered", "secret", "confidential", "gossip"):
        assert hidden not in text


def test_a_speakers_passages_lead_to_the_moment() -> None:
    site = build(card_of(sample()))
    assert "ann/index.html" in links(site, "intervenants/index.html")
    assert "2026.html" in links(site, "intervenants/ann/index.html")
    moments = links(site, "intervenants/ann/2026.html")
    page = "../../2026-11-20-session/index.html"
    assert f"{page}#u-11000" in moments
    assert f"{page}#opening" in moments
    assert f"{page}#u-21000" not in moments


def test_a_commissions_items_lead_to_where_they_are_examined() -> None:
    site = build(card_of(sample()))
    page = "../../2026-11-20-session/index.html"
    assert f"{page}#item-a" in links(site, "commissions/roads/index.html")
    schools = soup(site, "commissions/schools/index.html").get_text(" ")
    assert "Withdrawn from the agenda" in schools
    assert "The fifth" not in schools


def test_every_year_has_its_page() -> None:
    cards = [
        card_of(sample()).model_copy(update={"id": f"s{year}", "date": date(year, 3, 1)})
        for year in (2024, 2026)
    ]
    site = build(*cards)
    assert "../../s2024/index.html" in links(site, "annees/2024/index.html")
    assert "annees/2024/index.html" in links(site, "index.html")
    here = soup(site, "annees/2024/index.html").find("a", {"aria-current": "page"})
    assert isinstance(here, Tag)
    assert here.get_text() == "2024"


def test_all_links_of_the_lists_lead_somewhere() -> None:
    site = build(card_of(sample()))
    there = {*site.files, *standing_pages(HOUSE), "2026-11-20-session/index.html"}
    for path in site.files:
        for link in links(site, path):
            target, _hash, anchor = link.partition("#")
            to = posixpath.normpath(posixpath.join(posixpath.dirname(path), target or path))
            assert (to if target else path) in there, (path, link)
            if to in site.files and anchor:
                assert soup(site, to).find(id=unquote(anchor)), (path, link)


def test_two_names_never_share_an_address() -> None:
    site = build(said_by(**{"Élodie Martin": (0, 9), "Elodie Martin": (10, 19), "李": (20, 29)}))
    slugs = site.addresses.speakers.slugs
    assert sorted(slugs.values()) == ["elodie-martin", "elodie-martin-2", "intervenant"]
    again = build(said_by(**{"Élodie Martin": (0, 9)}), known=site.addresses)
    assert again.addresses.speakers.slugs == slugs


def test_a_name_that_was_mended_leaves_its_address_to_the_new_one() -> None:
    before, after = said_by(Jouvansel=(0, 5000)), said_by(Jouvencel=(0, 5000))
    first = build(before)
    second = build(after, known=moved(first.addresses, before, after))
    assert (
        leads_to(second, "intervenants/jouvansel/index.html") == "intervenants/jouvencel/index.html"
    )
    assert (
        leads_to(second, "intervenants/jouvansel/2026.html") == "intervenants/jouvencel/2026.html"
    )


def test_a_name_that_nobody_took_over_leads_to_the_list() -> None:
    before, after = said_by(Ann=(0, 5000), Bob=(5000, 9000)), said_by(Ann=(0, 5000))
    site = build(after, known=moved(build(before).addresses, before, after))
    assert leads_to(site, "intervenants/bob/index.html") == "intervenants/index.html"


def test_a_commission_that_was_renamed_leaves_its_address_to_the_new_one() -> None:
    def card(commission: str) -> SessionCard:
        items = (CardItem(id="a", title="The first", commission=commission),)
        return card_of(sample()).model_copy(update={"agenda": items})

    before, after = card("Roads"), card("Roads and mobility")
    site = build(after, known=moved(build(before).addresses, before, after))
    assert (
        leads_to(site, "commissions/roads/index.html")
        == "commissions/roads-and-mobility/index.html"
    )


def test_a_session_whose_folder_was_renamed_keeps_its_addresses_and_its_id_in_feeds() -> None:
    before = card_of(sample())
    after = before.model_copy(update={"id": "2026-11-20 #2"})
    first = build(before)
    site = build(after, known=moved(first.addresses, before, after))
    for name in ("index.html", "embed.html"):
        assert leads_to(site, f"{before.id}/{name}") == f"{after.id}/{name}"
    assert site.addresses.seen[after.id].uid == first.addresses.seen[before.id].uid
    back = build(before, known=moved(site.addresses, after, before))
    assert f"{before.id}/index.html" not in back.files
    assert leads_to(back, f"{after.id}/index.html") == f"{before.id}/index.html"


def test_a_redirect_tells_search_engines_and_needs_no_script() -> None:
    before = card_of(sample())
    after = before.model_copy(update={"id": "new"})
    house = House(base_url="https://council.example/s/")
    site = build(after, known=moved(Addresses(), before, after), house=house)
    page = soup(site, f"{before.id}/index.html")
    canonical = page.find("link", rel="canonical")
    assert isinstance(canonical, Tag)
    assert canonical["href"] == "https://council.example/s/new/"
    assert page.find("noscript") is not None
    script = page.find("script")
    assert isinstance(script, Tag)
    assert script["data-to"] == "../new/index.html"


def renumbered(*anchors: str) -> tuple[Chapter, ...]:
    return tuple(
        chapter.model_copy(update={"anchor": anchor, "items": (anchor,) if chapter.items else ()})
        for chapter, anchor in zip(CHAPTERS, anchors, strict=True)
    )


def test_an_anchor_that_changed_is_still_in_the_page() -> None:
    before = card_of(sample())
    chapters = renumbered("opening", "item-z", "suspension", "item-b")
    after = before.model_copy(update={"chapters": chapters})
    known = moved(Addresses(), before, after)
    assert aliases(known, before.id, chapters) == {"item-z": ["item-a"]}
    html = BeautifulSoup(
        render_session(sample(chapters=chapters, aliases={"item-z": ("item-a",)})), "lxml"
    )
    target = html.find(id="item-a")
    assert isinstance(target, Tag)
    assert target["data-start"] == "10000"
    section = target.find_parent("section")
    assert isinstance(section, Tag)
    assert section["id"] == "item-z"


def test_every_item_of_the_agenda_has_an_id_in_the_page() -> None:
    wanted = item_aliases(AGENDA, CHAPTERS, {})
    assert wanted == {"item-b": ("item-c",)}
    html = BeautifulSoup(render_session(sample(aliases=wanted)), "lxml")
    for item in AGENDA.items:
        assert len(html.find_all(id=f"item-{item.id}")) == 1, item.id
    told = html.find(id="item-d")
    assert isinstance(told, Tag)
    assert "Withdrawn" in told.get_text()


@pytest.mark.parametrize(
    ("clock", "state", "said"),
    [
        ({}, "recognised", "recognised by a machine"),
        ({"correcting": date(2026, 12, 1)}, "correcting", "being corrected"),
        (
            {"correcting": date(2026, 12, 1), "corrected": date(2026, 12, 5)},
            "corrected",
            "read and corrected by a person",
        ),
    ],
)
def test_the_caption_clock_says_how_far_and_since_when(
    clock: dict[str, date], state: str, said: str
) -> None:
    made = CaptionClock.model_validate({"recognised": date(2026, 11, 21), **clock})
    page = sample(clock=made)
    for html in (render_session(page), build(card_of(page)).files["index.html"]):
        shown = BeautifulSoup(html, "lxml").select_one(f"[data-captions={state}]")
        assert isinstance(shown, Tag)
        time = shown.find("time")
        assert isinstance(time, Tag)
        assert time["datetime"] == str(made.since)
    assert said in render_session(page)


def test_the_embedded_page_is_a_player_with_captions_and_chapters_alone() -> None:
    html = BeautifulSoup(render_embed(sample()), "lxml")
    assert isinstance(html.html, Tag)
    assert html.html["lang"] == "en"
    assert html.title is not None
    assert html.title.get_text().startswith("A public session")
    track = html.find("track", kind="captions")
    assert isinstance(track, Tag)
    assert track["src"] == "en.vtt"
    assert [str(li["id"]) for li in html.find_all("li")] == [c.anchor for c in CHAPTERS]
    assert html.find(id="page-transcript") is None


NAMES = st.sampled_from(["Ann", "Bob", "Zoé", "Zoe", "李", "a/../b"])
SESSIONS = st.sampled_from(["s1", "s2", "s3"])
STEPS = st.lists(
    st.tuples(
        SESSIONS, SESSIONS, st.lists(NAMES, max_size=3, unique=True), st.integers(2023, 2026)
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_no_address_is_ever_lost(
    steps: list[tuple[str, str, list[str], int]],
) -> None:
    """Sessions come and are renamed, names come and go: a page that was is there, or leads on."""
    cards: dict[str, SessionCard] = {}
    known, given_out = Addresses(), set[str]()
    for n, (old, new, names, year) in enumerate(steps):
        speakers = {name: (i * 100, i * 100 + 90) for i, name in enumerate(names)}
        card = said_by(**speakers).model_copy(update={"id": new, "date": date(year, 1, 1)})
        before = cards.pop(old, None) if new not in cards or old == new else cards.get(new)
        if before:
            known = moved(known, before, card)
        cards[new] = card
        site = build_site(HOUSE, tuple(cards.values()), known, NOW + timedelta(hours=n))
        known = site.addresses
        given_out |= {path for path in site.files if path.endswith(".html")}
        there = {
            *site.files,
            *(f"{id}/{name}" for id in cards for name in ("index.html", "embed.html")),
        }
        assert given_out <= there
        for path in given_out & site.files.keys():
            if b'"refresh"' in site.files[path]:
                to = leads_to(site, path)
                assert to in there
                assert b'"refresh"' not in site.files.get(to, b"")


def test_texts_are_never_markup() -> None:
    bad = '"><script>alert(1)</script>'
    card = said_by(**{bad: (0, 5000)}).model_copy(
        update={
            "title": bad,
            "body": bad,
            "agenda": (CardItem(id="a", title=bad, commission=bad, why_not=bad, votes=(bad,)),),
        }
    )
    site = build(card, house=House(body=bad, base_url="https://council.example/"))
    for path, text in site.files.items():
        if path.endswith(".html"):
            scripts = BeautifulSoup(text, "lxml").find_all("script")
            assert all(s.get("type") == "application/ld+json" for s in scripts), path
        assert b"<script>alert" not in text or path.endswith(".ics")
        assert not re.search(r"\.\.|[^a-z0-9./-]", path)


def test_a_session_says_to_other_sites_what_it_is() -> None:
    house = House(base_url="https://council.example/s")
    html = BeautifulSoup(render_session(sample(house=house)), "lxml")
    told = {str(m.get("property")): str(m["content"]) for m in html.select("meta[property]")}
    page = "https://council.example/s/2026-11-20-session/"
    assert told["og:url"] == page
    assert told["og:image"] == f"{page}poster.jpg"
    assert told["og:video"] == f"{page}replay.mp4"
    assert told["og:locale"] == "en_GB"
    without = render_session(sample())
    assert "og:video" not in without
    assert "og:image" not in without
