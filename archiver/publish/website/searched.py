"""What the search of the site is made from: every session's page, taken apart into passages.

It is read from the page itself, so that what a visitor cannot see can never be found. A chapter is
one document, a long one several: a browser that shows a hit fetches its document, not the session.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import html
from lxml.html import HtmlElement

from archiver.publish.website.environment import environment

_JOINED = re.compile(r"(?<=\w)(['’‐-])(?=\w)")
MOST_WORDS = 1200
"""In one document: about 8 minutes of speech, 5 kB to fetch."""


@dataclass(frozen=True)
class Said:
    """An utterance as it is searched: its anchor in the page, when it is played, what was said."""

    anchor: str
    start_ms: str
    speaker: int
    """Index among the speakers of the document; -1 where nobody is named."""
    text: str


@dataclass(frozen=True)
class Searched:
    """A chapter, or part of one, as it is searched."""

    page: str
    """The folder of its session's page."""
    session: str
    body: str
    date: str
    language: str
    chapter: str
    anchor: str
    """Of the chapter; empty in a replay without chapters."""
    start_ms: str
    kind: str
    commissions: tuple[str, ...]
    said: tuple[Said, ...] = ()
    speakers: tuple[str, ...] = ()
    first: bool = True
    """Whether it is the start of its chapter: its title counts here alone."""


def searched_pages(page: str, text: str) -> Iterator[Searched]:
    """The documents of a session's page, in order; none where it shows no replay.

    `page` is the folder of the page, `text` its HTML as `render_session` made it.
    """
    root = html.document_fromstring(text)
    box = root.get_element_by_id("page-text", None)
    if box is None:
        return
    for section in box.iterchildren("section"):
        yield from _parts(_head(page, root, section), section)


def searched_html(one: Searched) -> str:
    """A document as Pagefind reads it."""
    template = environment(one.language).get_template("searched.html")
    return template.render(one=one, speakers=json.dumps(one.speakers, ensure_ascii=False))


def _head(page: str, root: HtmlElement, section: HtmlElement) -> Searched:
    kind = next((c[2:] for c in section.classes if c.startswith("k-")), "none")
    return Searched(
        page=page,
        session=_text(root, "//header//h1"),
        body=_text(root, "//header//p[@class='house']"),
        date=next(iter(root.xpath("//header//time/@datetime")), ""),
        language=root.get("lang", "fr"),
        chapter=_text(section, "./h3/span"),
        anchor=section.get("id", ""),
        start_ms=section.get("data-start", "0"),
        kind=kind,
        commissions=tuple(json.loads(section.get("data-commissions", "[]"))),
    )


def _parts(head: Searched, section: HtmlElement) -> Iterator[Searched]:
    """The chapter, cut between two passages where it grows too long."""
    part: list[tuple[HtmlElement, HtmlElement]] = []
    words, first = 0, True
    for passage in section.find_class("passage"):
        for said in passage.find_class("u"):
            part.append((passage, said))
            words += len(str(said.text_content()).split())
        if words >= MOST_WORDS:
            yield _filled(head, part, first=first)
            part, words, first = [], 0, False
    if part or first:
        yield _filled(head, part, first=first)


def _filled(
    head: Searched, part: list[tuple[HtmlElement, HtmlElement]], *, first: bool
) -> Searched:
    names = [passage.get("data-by", "") for passage, _said in part]
    speakers = tuple(dict.fromkeys(filter(None, names)))
    said = tuple(
        Said(
            anchor=one.get("id", ""),
            start_ms=one.get("data-t", "0").split()[0],
            speaker=speakers.index(name) if name else -1,
            # Pagefind finds no word behind another's apostrophe; the page joins them again.
            text=_JOINED.sub(r"\1 ", str(one.text_content())),
        )
        for name, (_passage, one) in zip(names, part, strict=True)
    )
    return replace(head, said=said, speakers=speakers, first=first)


def _text(root: HtmlElement, path: str) -> str:
    found = root.xpath(path)
    return " ".join(str(found[0].text_content()).split()) if found else ""
