"""What is said of a session before it: texts with title, hours, agenda and addresses.

Pure and without a network: the description of a broadcast on YouTube, and what is pasted on
Facebook and on X, each within that platform's length.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from gettext import NullTranslations
from typing import Literal

from archiver.i18n import translator
from archiver.publish.website.wording import long_date
from archiver.publish.youtube.metadata import clean

Platform = Literal["facebook", "x"]
Measure = Callable[[str], int]
YOUTUBE_BYTES, YOUTUBE_TITLE = 5000, 100
X_WEIGHT, X_LINK = 280, 23
FACEBOOK_TITLE = 254
_LIGHT = ((0x0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
"""The characters that X counts as one; every other counts as two."""
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_LONGEST_ITEM = 200


@dataclass(frozen=True)
class Announced:
    """What there is to say."""

    title: str
    body: str
    date: date
    language: str = "fr"
    start: datetime | None = None
    """Aware, in the zone in which it is to be read."""
    end: datetime | None = None
    items: tuple[str, ...] = ()
    """The agenda, a line an item."""
    page_url: str = ""
    """The session's page on the website."""
    video_url: str = ""
    """The broadcast on YouTube."""


def one_line(text: str) -> str:
    """`text` on one line, without what platforms refuse or what could make it read otherwise."""
    spaced = "".join(" " if char.isspace() else char for char in text)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in _DROPPED)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def broadcast_title(said: Announced) -> str:
    """The title of the broadcast, with the body where both fit: at most 100 characters, no < >."""
    title, body = clean(said.title), clean(said.body)
    whole = f"{title} – {body}"
    fits = body and body.casefold() not in title.casefold() and _units(whole) <= YOUTUBE_TITLE
    return whole if fits else _shortened(title, YOUTUBE_TITLE, _units)


def broadcast_description(said: Announced, ref: str) -> str:
    """The description of the broadcast: when, where, the agenda, and our mark in the end.

    At most 5000 bytes, without < and >; the agenda is cut at an item.
    """
    words = translator(said.language)
    head = [clean(line) for line in (said.body, said.title, _when(said, words)) if line]
    page = _page_line(said, words)
    foot = words.gettext("Ref. {mark}").format(mark=f"archiver : {ref}")
    above = "\n\n".join(part for part in ("\n".join(head), page) if part)
    room = YOUTUBE_BYTES - _bytes(above) - _bytes(foot) - 4
    if room < 0:  # a title of many kilobytes
        above, room = _shortened(above, YOUTUBE_BYTES // 2, _bytes), YOUTUBE_BYTES // 4
    agenda = _agenda([clean(item) for item in said.items], room, words)
    return "\n\n".join(part for part in (above, agenda, foot) if part)


def _agenda(items: list[str], room: int, words: NullTranslations) -> str:
    """As many items as there is room for, and how many there are besides."""
    if not items:
        return ""
    rows = ["\u2022 " + _shortened(item, _LONGEST_ITEM, _units) for item in items]
    head, kept = words.gettext("Agenda:"), len(rows)
    while kept:
        more = len(rows) - kept
        said = words.ngettext("and {n} more item", "and {n} more items", more).format(n=more)
        text = "\n".join([head, *rows[:kept], *([said] if more else ())])
        if _bytes(text) + 2 <= room:
            return text
        kept -= 1
    return ""


def text_for(platform: Platform, said: Announced) -> str:
    """What is to be pasted on a platform."""
    return _x(said) if platform == "x" else _facebook(said)


def _facebook(said: Announced) -> str:
    """Title, hours, agenda and addresses; the first line can be the title of the video."""
    words = translator(said.language)
    title = _shortened(one_line(said.title), FACEBOOK_TITLE, len)
    head = "\n".join(line for line in (title, one_line(said.body), _when(said, words)) if line)
    agenda = [f"\u2022 {one_line(item)}" for item in said.items]
    parts = [
        head,
        "\n".join([words.gettext("Agenda:"), *agenda]) if agenda else "",
        "\n".join(_addresses(said, words)),
    ]
    return "\n\n".join(part for part in parts if part)


def _x(said: Announced) -> str:
    """Within 280 by X's count: the title is what is shortened, never hours or addresses."""
    words = translator(said.language)
    url = said.video_url or said.page_url
    rest = [line for line in (_when(said, words), url) if line]
    room = X_WEIGHT - sum(x_weight(line) + 1 for line in rest)
    body, title = one_line(said.body), one_line(said.title)
    head = f"{body} – {title}" if body and body.casefold() not in title.casefold() else title
    if x_weight(head) > room:
        head = title
    return "\n".join([_shortened(head, room, x_weight), *rest])


def x_weight(text: str) -> int:
    """How much of X's 280 a text takes: links count 23, Latin letters 1, most other signs 2.

    An emoji made of several characters is counted for each of them, which is never too little.
    """
    return sum(
        X_LINK if word.startswith(("http://", "https://")) else sum(map(_weight, word))
        for word in text.replace("\n", " ").split(" ")
    ) + sum(char in " \n" for char in text)


def _weight(char: str) -> int:
    return 1 if any(low <= ord(char) <= high for low, high in _LIGHT) else 2


def _when(said: Announced, words: NullTranslations) -> str:
    day = long_date(said.date, words)
    if not said.start:
        return day
    if not said.end:
        return words.gettext("{day}, {start}").format(day=day, start=_hour(said.start, words))
    return words.gettext("{day}, from {start} to {end}").format(
        day=day, start=_hour(said.start, words), end=_hour(said.end, words)
    )


def _hour(at: datetime, words: NullTranslations) -> str:
    # Never `14:30`: YouTube would take that for a chapter.
    return words.gettext("{hour}.{minute}").format(hour=at.hour, minute=f"{at.minute:02}")


def _page_line(said: Announced, words: NullTranslations) -> str:
    if not said.page_url:
        return ""
    return words.gettext("Live page, subtitles and documents: {url}").format(url=said.page_url)


def _addresses(said: Announced, words: NullTranslations) -> list[str]:
    lines = [_page_line(said, words)]
    if said.video_url:
        lines.append(words.gettext("On YouTube: {url}").format(url=said.video_url))
    return [line for line in lines if line]


def _shortened(text: str, room: int, measure: Measure) -> str:
    if measure(text) <= room:
        return text
    while text and measure(text) > room - measure("…"):
        text = text[:-1]
    return text.rstrip(" ,;:–-\n") + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _bytes(text: str) -> int:
    return len(text.encode("utf-8"))
