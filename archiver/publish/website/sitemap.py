"""What search engines are told: every page, and the video of each replay."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from lxml import etree
from lxml.builder import ElementMaker

from archiver.publish.website.entries import Entry, fit

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
VIDEO = "http://www.google.com/schemas/sitemap-video/1.1"
_LONGEST_S = 28_800
"""What the extension allows for a duration."""

_url = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP})
_video = ElementMaker(namespace=VIDEO, nsmap={"video": VIDEO})


def sitemap(base: str, pages: Iterable[str], entries: Sequence[Entry]) -> bytes:
    """`sitemap.xml`; `pages` are paths of list pages, `base` ends without a slash."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP, "video": VIDEO})
    for path in pages:
        root.append(_url.url(_url.loc(f"{base}/{path.removesuffix('index.html')}")))
    for entry in entries:
        page = _url.url(_url.loc(entry.url), _url.lastmod(_day(entry)))
        page.extend(_replay(entry))
        root.append(page)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made


def robots(base: str) -> str:
    """`robots.txt`: everything may be read."""
    return f"User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n"


def _day(entry: Entry) -> str:
    return entry.seen.changed.astimezone(UTC).date().isoformat()


def _replay(entry: Entry) -> Iterator[etree._Element]:
    """The video; only with a picture, which the extension demands."""
    card = entry.card
    if not entry.is_replay or card.files is None or not card.poster:
        return
    seconds = min(_LONGEST_S, max(1, round(card.duration_ms / 1000)))
    yield _video.video(
        _video.thumbnail_loc(entry.beside(card.poster)),
        _video.title(fit(card.title)[:100]),
        _video.description(fit(entry.description)[:2048]),
        _video.content_loc(entry.beside(card.files.video)),
        _video.player_loc(entry.beside("embed.html")),
        _video.duration(str(seconds)),
        _video.publication_date(entry.published.astimezone(UTC).isoformat()),
    )
