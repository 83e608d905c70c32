"""Feeds, calendar and sitemap are what their formats ask for, whatever the texts hold."""

import json
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree

from archiver.model.session import House, Session
from archiver.publish.website import (
    ADDRESSED,
    Addresses,
    PageManifest,
    SessionCard,
    build_site,
    card_of,
    chapters_json,
    page_manifest,
)
from tests.unit.publish.sample_page import sample

HOUSE = House(body="A county council", language="en", base_url="https://council.example/sessions/")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PAGE = "https://council.example/sessions/2026-11-20-session/"
NS = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "video": "http://www.google.com/schemas/sitemap-video/1.1",
}
COMING = SessionCard(
    id="2026-12-18",
    title="A coming session",
    date=date(2026, 12, 18),
    start=datetime(2026, 12, 18, 9, tzinfo=UTC),
    end=datetime(2026, 12, 18, 18, tzinfo=UTC),
    duration_ms=0,
    items=0,
    state="coming",
)


def replay(**changes: object) -> SessionCard:
    card = card_of(sample(video_bytes=123_456))
    return card.model_copy(update=changes)


def files(*cards: SessionCard, house: House = HOUSE) -> dict[str, bytes]:
    return build_site(house, cards, Addresses(), NOW).files


def xml(raw: bytes) -> etree._Element:
    return etree.fromstring(raw)


def texts(root: etree._Element, path: str) -> list[str]:
    return [str(found.text) for found in root.findall(path, NS)]


def test_without_an_address_there_are_no_feeds() -> None:
    made = files(replay(), house=House())
    assert not set(ADDRESSED) & made.keys()
    assert set(ADDRESSED) <= files(replay()).keys()


def test_rss_has_what_a_podcast_needs() -> None:
    root = xml(files(replay(), COMING)["rss.xml"])
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    for needed in ("title", "link", "description", "language", "itunes:category", "podcast:guid"):
        assert root.find(f"channel/{needed}", NS) is not None, needed
    coming, past = root.findall("channel/item")
    assert coming.find("enclosure") is None
    enclosure = past.find("enclosure")
    assert enclosure is not None
    assert dict(enclosure.attrib) == {
        "url": f"{PAGE}replay.mp4",
        "length": "123456",
        "type": "video/mp4",
    }
    kinds = {t.get("type"): t.get("url") for t in past.findall("podcast:transcript", NS)}
    assert kinds == {"text/vtt": f"{PAGE}en.vtt", "application/x-subrip": f"{PAGE}en.srt"}
    chapters = past.find("podcast:chapters", NS)
    assert chapters is not None
    assert chapters.get("url") == f"{PAGE}chapters.json"
    assert texts(past, "itunes:duration") == ["39"]
    ids = texts(root, "channel/item/guid")
    assert len(set(ids)) == 2
    for when in texts(root, "channel/item/pubDate"):
        assert parsedate_to_datetime(when) == NOW


def test_an_old_session_put_online_today_is_no_news_of_today() -> None:
    root = xml(files(replay(date=date(2009, 3, 1)))["rss.xml"])
    assert parsedate_to_datetime(texts(root, "channel/item/pubDate")[0]).year == 2009


def test_atom_has_what_its_rules_ask_for() -> None:
    root = xml(files(replay(), COMING)["atom.xml"])
    assert etree.QName(root).localname == "feed"
    for needed in ("id", "title", "updated", "author/atom:name"):
        assert len(root.findall(f"atom:{needed}", NS)) == 1
    relations = {link.get("rel"): link.get("href") for link in root.findall("atom:link", NS)}
    assert relations["self"] == "https://council.example/sessions/atom.xml"
    for entry in root.findall("atom:entry", NS):
        for needed in ("id", "title", "updated", "summary"):
            assert len(entry.findall(f"atom:{needed}", NS)) == 1
        datetime.fromisoformat(texts(entry, "atom:updated")[0])


def test_the_replay_of_an_announced_session_is_news_again() -> None:
    announced = replay(state="coming", files=None)
    first = build_site(HOUSE, [announced], Addresses(), NOW)
    later = build_site(HOUSE, [replay()], first.addresses, NOW + timedelta(days=2))
    guids = [texts(xml(s.files["rss.xml"]), "channel/item/guid")[0] for s in (first, later)]
    assert guids[0] != guids[1]
    when = texts(xml(later.files["rss.xml"]), "channel/item/pubDate")[0]
    assert parsedate_to_datetime(when) == NOW + timedelta(days=2)


def test_what_did_not_change_is_the_same_file_later() -> None:
    first = build_site(HOUSE, [replay(), COMING], Addresses(), NOW)
    later = build_site(HOUSE, [replay(), COMING], first.addresses, NOW + timedelta(days=9))
    assert first.files == later.files
    assert first.addresses == later.addresses


def test_the_calendar_keeps_its_ids_and_counts_changes() -> None:
    def event(raw: bytes) -> dict[str, object]:
        (found,) = Calendar.from_ical(raw).walk("VEVENT")
        return {name: found.get(name) for name in ("uid", "sequence", "summary")} | {
            "start": found.decoded("dtstart")
        }

    first = build_site(HOUSE, [COMING], Addresses(), NOW)
    moved = COMING.model_copy(update={"start": datetime(2026, 12, 18, 14, tzinfo=UTC)})
    later = build_site(HOUSE, [moved], first.addresses, NOW + timedelta(days=1))
    one, two = event(first.files["calendar.ics"]), event(later.files["calendar.ics"])
    assert one["uid"] == two["uid"] == "2026-12-18@council.example"
    assert (one["sequence"], two["sequence"]) == (0, 1)
    assert (one["start"], two["start"]) == (COMING.start, moved.start)
    assert event(files(replay())["calendar.ics"])["start"] == date(2026, 11, 20)


def test_planned_hours_reach_the_calendar() -> None:
    session = Session.model_validate(
        {"title": "S", "date": "2026-11-20", "planned_start": "22:00", "planned_end": "01:00"}
    )
    card = card_of(sample(session=session))
    assert card.start is not None
    assert card.end is not None
    assert card.end - card.start == timedelta(hours=3)


def test_the_sitemap_names_every_page_and_video() -> None:
    made = files(replay(poster="poster.jpg"), COMING)
    root = xml(made["sitemap.xml"])
    pages = texts(root, "map:url/map:loc")
    assert len(pages) == len(set(pages))
    assert {PAGE, "https://council.example/sessions/", f"{HOUSE.base_url}annees/2026/"} <= set(
        pages
    )
    (video,) = root.findall("map:url/video:video", NS)
    for needed in ("thumbnail_loc", "title", "description", "content_loc", "player_loc"):
        assert video.findtext(f"video:{needed}", namespaces=NS)
    assert video.findtext("video:duration", namespaces=NS) == "39"
    assert b"Sitemap: https://council.example/sessions/sitemap.xml" in made["robots.txt"]


def test_lists_describe_their_sessions_to_search_engines() -> None:
    html = files(replay(), COMING)["index.html"].decode()
    raw = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    told = json.loads(raw)["itemListElement"]
    assert [one["position"] for one in told] == [1, 2]
    assert told[0]["item"]["@type"] == "Event"
    assert told[0]["item"]["startDate"] == "2026-12-18T09:00:00+00:00"
    assert told[1]["url"] == PAGE


def test_chapters_are_in_seconds_for_players() -> None:
    told = json.loads(chapters_json(sample(house=HOUSE)))
    assert told["version"] == "1.2.0"
    assert told["chapters"][1]["startTime"] == 10
    assert told["chapters"][1]["url"] == f"{PAGE}#item-a"


def test_the_manifest_keeps_to_its_schema_and_escapes_what_it_embeds() -> None:
    session = Session(title='A "><script> session', date=date(2026, 11, 20), language="en")
    made = page_manifest(sample(house=HOUSE, session=session))
    told = json.loads(made.to_json())
    jsonschema.validate(told, PageManifest.model_json_schema(by_alias=True))
    assert told["files"]["captions_vtt"]["url"] == f"{PAGE}en.vtt"
    assert f'src="{PAGE}embed.html"' in told["embed"]["html"]
    assert "<script" not in told["embed"]["html"]
    assert told["chapters"][1]["url"] == f"{PAGE}#item-a"
    assert [item["id"] for item in told["items"]] == ["a", "b", "c", "d", "e"]


def test_without_an_address_the_manifest_is_relative() -> None:
    made = page_manifest(sample())
    assert made.embed.url == "embed.html"
    assert made.chapters[1].url == "#item-a"


HOSTILE = st.text(min_size=1, max_size=30) | st.sampled_from(
    ["</title><script>", "]]>", "\x00\x0b\ufffe", "\r\nBEGIN:VEVENT\r\nUID:x", "&amp;<![CDATA["]
)


@settings(max_examples=60, deadline=None)
@given(HOSTILE, HOSTILE)
def test_whatever_a_title_holds_feeds_are_well_formed(title: str, body: str) -> None:
    house = HOUSE.model_copy(update={"body": body})
    made = files(replay(title=title, body=body, poster="poster.jpg"), COMING, house=house)
    for name in ("rss.xml", "atom.xml", "sitemap.xml"):
        ElementTree.fromstring(made[name])
        assert not xml(made[name]).findall(".//script")
    events = Calendar.from_ical(made["calendar.ics"]).walk("VEVENT")
    assert len(events) == 2
    assert {str(e["uid"]).partition("@")[0] for e in events} == {"2026-11-20-session", "2026-12-18"}


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml", "calendar.ics", "sitemap.xml"])
def test_an_empty_site_has_empty_feeds(name: str) -> None:
    raw = files()[name]
    if name.endswith(".xml"):
        assert xml(raw) is not None
    else:
        assert Calendar.from_ical(raw).walk("VEVENT") == []
