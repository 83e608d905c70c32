"""What stands on every page and is no part of the text: heads, feet, page numbers, contents."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from archiver.agenda.reading.printed.lines import Line, Piece
from archiver.agenda.reading.printed.numbering import start_of
from archiver.agenda.reading.printed.wording import AGENDA, CONTENTS, LEADER, PAGE_NUMBER

_EDGE = 6
"""So many lines at the top and bottom of a page may be its head and foot."""
_SAME_HEIGHT = 2.5
_DIGITS = re.compile(r"\d+")


def with_running(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, those that are the head or foot of a page marked as running."""
    pages: dict[int, list[int]] = defaultdict(list)
    for n, line in enumerate(lines):
        if line.page and not line.table:
            pages[line.page].append(n)
    marked = set(_repeated(lines, pages)) | set(_page_numbers(lines, pages))
    return tuple(
        replace(line, running=True) if n in marked else line for n, line in enumerate(lines)
    )


def _repeated(lines: Sequence[Line], pages: dict[int, list[int]]) -> list[int]:
    """Lines of the same words, but for figures, at the same height of most pages."""
    if len(pages) < 2:
        return []
    alike: dict[str, list[int]] = defaultdict(list)
    for numbers in pages.values():
        for n in dict.fromkeys([*numbers[:_EDGE], *numbers[-_EDGE:]]):
            alike[_DIGITS.sub("0", lines[n].text.casefold())].append(n)
    found = []
    for same in alike.values():
        for n in same:
            near = {lines[m].page for m in same if abs(lines[m].top - lines[n].top) <= _SAME_HEIGHT}
            if len(near) >= max(2, 0.6 * (len(pages) - 1)):
                found.append(n)
    return found


def _page_numbers(lines: Sequence[Line], pages: dict[int, list[int]]) -> list[int]:
    """The first or last line of a page if it is but a number, and stands by itself."""
    found = []
    for numbers in pages.values():
        for n in (numbers[0], numbers[-1]):
            alone = lines[n].gap > 1 or n == numbers[0]
            if alone and PAGE_NUMBER.match(lines[n].text) and len(numbers) > 1:
                found.append(n)
    return found


def without_contents(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines without a table of contents, and what was taken for one.

    Where nothing but such a table lists the items, it is the agenda: only its leaders and page
    numbers go.
    """
    led = {n for n, line in enumerate(lines) if LEADER.search(line.text)}
    heading = next((n for n, line in enumerate(lines) if CONTENTS.match(line.text)), None)
    if heading is not None:
        end = _end_of_contents(lines, heading, led)
        inside = set(range(heading, end))
        if _starts(lines, set(range(len(lines))) - inside) >= max(1, _starts(lines, inside) * 0.6):
            kept = tuple(line for n, line in enumerate(lines) if n not in inside)
            return kept, tuple(lines[n] for n in sorted(inside))
    return tuple(_without_leader(line) if n in led else line for n, line in enumerate(lines)), ()


def _end_of_contents(lines: Sequence[Line], heading: int, led: set[int]) -> int:
    """After the last line that leads to a page, before the agenda itself begins."""
    last = heading
    for n in range(heading + 1, len(lines)):
        if AGENDA.match(lines[n].text) and n not in led:
            break
        if n in led or _leads(lines[n]):
            last = n
    return last + 1


def _leads(line: Line) -> bool:
    return len(line.pieces) > 1 and line.pieces[-1].text.isdecimal() and not line.table


def _starts(lines: Sequence[Line], among: set[int]) -> int:
    return sum(1 for n in among if start_of(lines[n]))


def _without_leader(line: Line) -> Line:
    pieces = tuple(Piece(LEADER.sub("", p.text), p.left, p.right) for p in line.pieces)
    kept = tuple(p for p in pieces if p.text and not p.text.isdecimal()) or pieces
    return replace(line, text=LEADER.sub("", line.text), pieces=kept)
