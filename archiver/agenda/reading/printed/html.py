"""HTML as printed lines: what a reader of the page sees, without menus and hidden parts."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from archiver.agenda.reading.interface import AgendaError
from archiver.agenda.reading.printed.lines import Line, Piece, clean, numbered
from archiver.agenda.reading.printed.listing import label
from archiver.i18n import _

_COLUMN = 100.0
_UNSEEN = {
    *("script", "style", "noscript", "template", "nav", "footer", "aside", "form", "button"),
    *("svg", "iframe", "object", "select", "dialog", "head"),
}
_INLINE = {
    *("a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "label", "mark", "q", "s"),
    *("small", "span", "strong", "sub", "sup", "time", "u", "wbr", "big", "del", "ins"),
}
_FILE = re.compile(r"\.(?:pdf|docx?|odt|rtf|zip|xlsx?|ods)(?:$|[?#])", re.IGNORECASE)
_MANY = 3
_HEADS = 6
"""The level of the headings that a list is made of."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read_html(path: Path, raw: bytes) -> tuple[Line, ...]:
    """The lines of the page's main part. Raises AgendaError where it cannot be read."""
    try:
        page = BeautifulSoup(raw, "lxml")
        _without_downloads(page)
        lines = list(_Reading().block(_main(page)))
    except RecursionError as error:
        raise AgendaError(path, [_("it is nested too deeply")]) from error
    return numbered(line for line in lines if line.text)


def _is_unseen(tag: Tag) -> bool:
    """Whether a reader of the page sees nothing of a part, or only a menu."""
    if tag.name in _UNSEEN:
        return True
    style = str(tag.get("style") or "")
    return tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or bool(_HIDDEN.search(style))


def _main(page: BeautifulSoup) -> Tag:
    """The part of the page that says most."""
    whole = len(page.get_text())
    parts = [part for part in page.find_all(["main", "article"]) if isinstance(part, Tag)]
    best = max(parts, key=lambda part: len(part.get_text()), default=None)
    return best if best and len(best.get_text()) * 2 > whole else page


@dataclass
class _Reading:
    """One pass over a page: the line being gathered, and its tables."""

    tables: int = 0
    words: list[str] = field(default_factory=list)
    strong: int = 0
    letters: int = 0
    mark: str = ""
    begun: bool = False

    def block(self, parent: Tag, heading: int = 0, strong: bool = False) -> Iterator[Line]:
        """The lines of a part of the page."""
        for child in parent.children:
            if isinstance(child, PreformattedString):
                continue
            if isinstance(child, NavigableString):
                self._gather(str(child), strong)
            elif isinstance(child, Tag) and not _is_unseen(child):
                yield from self._tag(child, heading, strong)

    def _tag(self, tag: Tag, heading: int, strong: bool) -> Iterator[Line]:
        if tag.name == "br":
            yield from self._flush(heading, more=True)
        elif tag.name in _INLINE:
            yield from self.block(tag, heading, strong or tag.name in ("b", "strong"))
        elif tag.name == "table":
            yield from self._flush(heading)
            self.tables += 1
            yield from self._table(tag, self.tables)
        elif tag.name in ("ol", "ul"):
            yield from self._flush(heading)
            yield from self._list(tag)
        else:
            yield from self._flush(heading)
            level = int(tag.name[1]) if re.fullmatch("h[1-6]", tag.name) else 0
            yield from self.block(tag, level or heading, strong or tag.name in ("th", "dt"))
            yield from self._flush(level or heading)

    def _list(self, tag: Tag) -> Iterator[Line]:
        heads = _holds_lists(tag)
        count = _integer(tag.get("start"), 1)
        for item in tag.find_all("li", recursive=False):
            if isinstance(item, Tag):
                count = _integer(item.get("value"), count)
                kind = str(tag.get("type") or "1")
                self.mark = f"{label(count, kind)}." if tag.name == "ol" else "•"
                self.mark = "" if heads else self.mark
                yield from self.block(item, _HEADS if heads else 0)
                yield from self._flush(0)
                self.mark = ""
                count += 1

    def _table(self, tag: Tag, number: int) -> Iterator[Line]:
        for row in tag.find_all("tr"):
            if not isinstance(row, Tag) or row.find_parent("table") is not tag:
                continue
            pieces, column, lines = [], 0, []
            for cell in row.find_all(["td", "th"], recursive=False):
                if not isinstance(cell, Tag):
                    continue
                inner = [*self.block(cell, 0, cell.name == "th"), *self._flush(0)]
                span = max(1, _integer(cell.get("colspan"), 1))
                text = "\n".join(f"{line.label} {line.text}".strip() for line in inner)
                pieces.append(Piece(text, column * _COLUMN, (column + span) * _COLUMN - 1))
                lines += inner
                column += span
            whole = clean(" ".join(piece.text for piece in pieces))
            bold = all(line.bold for line in lines)
            yield Line(text=whole, gap=1.0, bold=bold, table=number, pieces=tuple(pieces))

    def _gather(self, text: str, strong: bool) -> None:
        self.words.append(text)
        letters = len(clean(text))
        self.letters += letters
        self.strong += letters if strong else 0

    def _flush(self, heading: int, *, more: bool = False) -> Iterator[Line]:
        """The line gathered so far; `more` if it was only broken by hand."""
        text = clean("".join(self.words))
        if text:
            yield Line(
                text=text,
                gap=0.0 if self.begun else 1.0,
                bold=self.strong * 2 > self.letters,
                heading=heading,
                label=self.mark,
            )
            self.mark = ""
        self.words, self.strong, self.letters = [], 0, 0
        self.begun = more and (self.begun or bool(text))


def _holds_lists(tag: Tag) -> bool:
    """Whether the entries of a list without numbers are but headings of lists or tables."""
    entries = [item for item in tag.find_all("li", recursive=False) if isinstance(item, Tag)]
    holding = sum(item.find(["ol", "ul", "table"]) is not None for item in entries)
    return tag.name == "ul" and len(entries) > 1 and holding >= 0.7 * len(entries)


def _is_download(tag: Tag) -> bool:
    return tag.name == "a" and _FILE.search(str(tag.get("href") or "")) is not None


def _said(tag: Tag) -> str:
    """What a link says, but for the file's kind and size."""
    return clean(re.sub(r"[\d(].*", "", tag.get_text())).casefold()


def _without_downloads(page: BeautifulSoup) -> None:
    """Take off the links to files that say the same many times: a title says its own."""
    links = [tag for tag in page.find_all("a") if isinstance(tag, Tag) and _is_download(tag)]
    said = Counter(_said(tag) for tag in links)
    for tag in links:
        if said[_said(tag)] >= _MANY:
            tag.decompose()


def _integer(value: object, otherwise: int) -> int:
    text = str(value or "").strip()
    return int(text) if re.fullmatch(r"\d{1,6}", text) else otherwise
