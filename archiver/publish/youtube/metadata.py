"""What YouTube is told about a video: title, description with chapters, details, playlist.

Pure: from a replay to texts that keep to YouTube's rules, whatever stands in the agenda. Titles
have at most 100 characters, descriptions at most 5000 bytes, neither has `<` or `>`. Chapters count
only when the first is at 0:00, there are three or more, ascending, each of 10 s at least.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from archiver.i18n import translator
from archiver.model.session import YouTubeTarget
from archiver.model.times import clock
from archiver.publish.interface import Replay

TITLE, PLAYLIST_TITLE = 100, 150
DESCRIPTION_BYTES = 5000
SHORTEST_S, FEWEST = 10, 3
_HEAD_BYTES = 1500
_CHAPTER_TITLES = (100, 70, 50)
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_MARK = "archiver : "
_MARKED = re.compile(r"archiver : ([0-9a-f]{24})(?![0-9a-f])")
_TIME = re.compile(r"(?<=\d):(?=\d)")
_CHAPTER_LINE = re.compile(r"^((?:\d+:)?\d{1,2}:\d{2}) (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Line:
    """A chapter as YouTube shows it; it lasts until the next."""

    start_s: int
    title: str


@dataclass(frozen=True)
class Described:
    """A description, and what had to be done to make it fit."""

    text: str
    listed: tuple[Line, ...]
    joined: int = 0
    """Chapters that are too short for YouTube and stand with their neighbour."""
    left_out: int = 0
    """Chapters for which there was no room."""


def clean(text: str) -> str:
    """`text` on one line, without what YouTube refuses or what could make it read otherwise."""
    spaced = "".join(" " if char.isspace() else char for char in text)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in _DROPPED)
    plain = unicodedata.normalize("NFC", kept).replace("<", "‹").replace(">", "›")
    return " ".join(plain.split())


def cut(text: str, units: int) -> str:
    """`text` within so many UTF-16 units, as YouTube counts; ends in an ellipsis if cut."""
    if _units(text) <= units:
        return text
    while _units(text) > units - 1:
        text = text[:-1]
    return text.rstrip(" ,;:–-") + "…"


def title_of(replay: Replay) -> str:
    """The video's title: the session's, with the body where that fits and is not in it."""
    title, body = clean(replay.title), clean(replay.body)
    whole = f"{title} – {body}"
    if title and body and body.casefold() not in title.casefold() and _units(whole) <= TITLE:
        return whole
    return cut(title or body or replay.date.isoformat(), TITLE)


def playlist_title(replay: Replay, target: YouTubeTarget) -> str:
    """The playlist it belongs to; empty where none is wanted."""
    if target.playlist == "none":
        return ""
    body = clean(replay.body)
    if target.playlist == "body" and body:
        return cut(body, PLAYLIST_TITLE)
    year = str(replay.date.year)
    if body:
        return cut(body, PLAYLIST_TITLE - len(year) - 3) + f" – {year}"
    say = translator(replay.language).gettext
    return say("Public sessions {year}").format(year=year)


def chapter_lines(replay: Replay) -> tuple[tuple[Line, ...], int]:
    """The chapters as YouTube counts them, and how many were joined with a neighbour.

    None at all where three of 10 s cannot be made of them.
    """
    lines = [Line(c.start_ms // 1000, _no_time(clean(c.title)) or "…") for c in replay.chapters]
    lines = sorted(lines, key=lambda line: line.start_s)
    end = replay.duration_ms // 1000
    made: list[Line] = []
    for line in (line for line in lines if line.start_s <= end):
        if not made or line.start_s - made[-1].start_s >= SHORTEST_S:
            made.append(line if made else Line(0, line.title))
        else:
            made[-1] = _with(made[-1], line)
    while len(made) > 1 and end - made[-1].start_s < SHORTEST_S:
        last = made.pop()
        made[-1] = _with(made[-1], last)
    if len(made) < FEWEST:
        return (), 0
    return tuple(made), len(lines) - len(made)


def _with(line: Line, added: Line) -> Line:
    if added.title == line.title:
        return line
    return Line(line.start_s, f"{line.title} · {added.title}")


def description_of(replay: Replay, mark: str) -> Described:
    """The description: what the session is, its page, its chapters, and our mark in the end."""
    say = translator(replay.language).gettext
    head = _bytes_cut(_no_time(clean(replay.description)), _HEAD_BYTES)
    url = _address(replay.page_url)
    page = say("Transcript, subtitles and documents: {url}").format(url=url) if url else ""
    foot = say("Ref. {mark}").format(mark=_MARK + mark)
    rest = say("The chapters that follow: {url}").format(url=url) if url else "…"
    above = "\n\n".join(part for part in (head, page) if part)
    lines, joined = chapter_lines(replay)
    free = DESCRIPTION_BYTES - sum(_size(part) + 2 for part in (above, foot, rest) if part)
    listed = _fitting(lines, free)
    left_out = len(lines) - len(listed)
    rows = [f"{clock(line.start_s * 1000)} {line.title}" for line in listed]
    body = "\n".join([*rows, rest] if left_out and rows else rows)
    text = "\n\n".join(part for part in (above, body, foot) if part)
    return Described(text, listed, joined if listed else 0, left_out)


def _fitting(lines: tuple[Line, ...], free: int) -> tuple[Line, ...]:
    """All of them, their titles shortened if need be; else those that come first."""
    shortened = lines
    for units in _CHAPTER_TITLES:
        shortened = tuple(Line(line.start_s, cut(line.title, units)) for line in lines)
        if sum(_row(line) for line in shortened) <= free:
            return shortened
    kept = []
    for line in shortened:
        free -= _row(line)
        if free < 0:
            break
        kept.append(line)
    return tuple(kept) if len(kept) >= FEWEST else ()


def chapters_in(description: str) -> tuple[Line, ...]:
    """The chapters that stand in a description."""
    found = []
    for stamp, title in _CHAPTER_LINE.findall(description):
        seconds = 0
        for part in stamp.split(":"):
            seconds = seconds * 60 + int(part)
        found.append(Line(seconds, title.strip()))
    return tuple(found)


def mark_in(description: str) -> str:
    """Our mark in a description; empty where there is none."""
    found = _MARKED.findall(description)
    # The last: nothing that stands in an agenda comes after ours.
    return str(found[-1]) if found else ""


def snippet_of(replay: Replay, target: YouTubeTarget, mark: str) -> dict[str, Any]:
    """The texts, as the interface takes them."""
    return {
        "title": title_of(replay),
        "description": description_of(replay, mark).text,
        "categoryId": target.category,
        "defaultLanguage": replay.language,
        "defaultAudioLanguage": replay.language,
    }


def status_of(target: YouTubeTarget) -> dict[str, Any]:
    """Licence and audience; who may see it is another matter."""
    return {
        "license": target.license,
        "embeddable": True,
        "selfDeclaredMadeForKids": False,
    }


def recording_of(replay: Replay) -> dict[str, Any]:
    """When it was recorded."""
    return {"recordingDate": f"{replay.date.isoformat()}T00:00:00Z"}


def _no_time(text: str) -> str:
    """`14:30` in a text is not to be taken for a chapter: another sign, that looks the same."""
    return _TIME.sub("∶", text)


def _address(url: str) -> str:
    cleaned = clean(url)
    return cleaned if re.fullmatch(r"https?://[^\s‹›\"]{1,500}", cleaned) else ""


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _size(text: str) -> int:
    return len(text.encode("utf-8"))


def _row(line: Line) -> int:
    return _size(f"{clock(line.start_s * 1000)} {line.title}\n")


def _bytes_cut(text: str, size: int) -> str:
    if _size(text) <= size:
        return text
    raw = text.encode("utf-8")[: size - len("…".encode())]
    return raw.decode("utf-8", "ignore").rstrip() + "…"
