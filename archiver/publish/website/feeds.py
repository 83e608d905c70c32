"""What programs follow: RSS with the podcast namespace, and Atom. Both tell of coming sessions too.

The library writes the markup: no text can become an element.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from uuid import UUID, uuid5

from lxml import etree
from lxml.builder import ElementMaker

from archiver.i18n import translator
from archiver.model.session import House
from archiver.publish.website.entries import Entry, fit

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
_FEED_IDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of `podcast:guid`, from its specification."""
_NEWEST = 100
_CHAPTERS = "application/json+chapters"
_TRANSCRIPTS = (("captions_vtt", "text/vtt"), ("captions_srt", "application/x-subrip"))
_DAWN = datetime(1970, 1, 1, tzinfo=UTC)

_plain = ElementMaker()
_itunes = ElementMaker(namespace=ITUNES)
_podcast = ElementMaker(namespace=PODCAST)
_atom = ElementMaker(namespace=ATOM, nsmap={None: ATOM})


def rss(house: House, entries: Sequence[Entry]) -> bytes:
    """`rss.xml`: the newest sessions, the replays with their video, captions and chapters."""
    shown = entries[:_NEWEST]
    nsmap = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM}
    root = etree.Element("rss", {"version": "2.0"}, nsmap)
    channel = etree.SubElement(root, "channel")
    channel.extend(_channel(house, shown))
    for entry in shown:
        item = etree.SubElement(channel, "item")
        item.extend(_item(entry))
    return _written(root)


def atom(house: House, entries: Sequence[Entry]) -> bytes:
    """`atom.xml`: the same sessions, for readers of news."""
    shown, base = entries[:_NEWEST], house.base_url.rstrip("/")
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", house.language)
    root.extend(
        [
            _atom.title(_title(house)),
            _atom.id(f"{base}/"),
            _atom.updated(_changed(shown).isoformat()),
            _atom.link(rel="self", type="application/atom+xml", href=f"{base}/atom.xml"),
            _atom.link(rel="alternate", type="text/html", href=f"{base}/"),
            _atom.author(_atom.name(_author(house))),
        ]
    )
    for entry in shown:
        told = etree.SubElement(root, f"{{{ATOM}}}entry")
        told.extend(_entry(entry))
    return _written(root)


def _title(house: House) -> str:
    said = translator(house.language).gettext("Public sessions")
    return fit(f"{said} – {house.body}" if house.body else said)


def _author(house: House) -> str:
    return fit(house.body) or translator(house.language).gettext("Public sessions")


def _changed(entries: Sequence[Entry]) -> datetime:
    return max((entry.seen.changed for entry in entries), default=_DAWN).astimezone(UTC)


def _channel(house: House, shown: Sequence[Entry]) -> Iterator[etree._Element]:
    words, base = translator(house.language), house.base_url.rstrip("/")
    address = f"{base}/rss.xml"
    about = words.gettext(
        "Replays of the public sessions, by agenda item, with captions and transcripts."
    )
    yield _plain.title(_title(house))
    yield _plain.link(f"{base}/")
    yield _plain.description(about)
    yield _plain.language(house.language)
    yield _plain.lastBuildDate(format_datetime(_changed(shown), usegmt=True))
    yield etree.Element(
        f"{{{ATOM}}}link", {"rel": "self", "type": "application/rss+xml", "href": address}
    )
    yield _podcast.guid(str(uuid5(_FEED_IDS, address.partition("://")[2])))
    yield _podcast.medium("video")
    yield _itunes.author(_author(house))
    yield _itunes.explicit("false")
    yield _itunes.category(text="Government")
    picture = next((e for e in shown if e.card.poster), None)
    if picture and picture.card.poster:
        yield _itunes.image(href=picture.beside(picture.card.poster))


def _item(entry: Entry) -> Iterator[etree._Element]:
    card = entry.card
    yield _plain.title(fit(card.title))
    yield _plain.link(entry.url)
    yield _plain.guid(entry.tag, isPermaLink="false")
    yield _plain.pubDate(format_datetime(entry.published.astimezone(UTC), usegmt=True))
    yield _plain.description(fit(entry.description))
    if not entry.is_replay or card.files is None:
        return
    files = card.files
    yield _plain.enclosure(
        url=entry.beside(files.video), length=str(card.video_bytes), type="video/mp4"
    )
    yield _itunes.duration(str(round(card.duration_ms / 1000)))
    yield _itunes.explicit("false")
    if card.poster:
        yield _itunes.image(href=entry.beside(card.poster))
    for field, kind in _TRANSCRIPTS:
        name = getattr(files, field)
        if name:
            given = {"url": entry.beside(name), "type": kind, "language": card.language}
            yield _podcast.transcript(**given, rel="captions")
    if files.transcript:
        yield _podcast.transcript(url=entry.beside(files.transcript), type="text/plain")
    if card.chapters:
        yield _podcast.chapters(url=entry.beside("chapters.json"), type=_CHAPTERS)


def _entry(entry: Entry) -> Iterator[etree._Element]:
    card = entry.card
    yield _atom.title(fit(card.title))
    yield _atom.id(entry.tag)
    yield _atom.published(entry.published.astimezone(UTC).isoformat())
    yield _atom.updated(entry.seen.changed.astimezone(UTC).isoformat())
    yield _atom.link(rel="alternate", type="text/html", href=entry.url, hreflang=card.language)
    yield _atom.summary(fit(entry.description))
    if entry.is_replay and card.files is not None:
        yield _atom.link(
            rel="enclosure",
            type="video/mp4",
            href=entry.beside(card.files.video),
            length=str(card.video_bytes),
        )


def _written(root: etree._Element) -> bytes:
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made
