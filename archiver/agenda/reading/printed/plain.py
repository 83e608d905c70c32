"""Plain text as printed lines: an e-mail, or what was copied out of any program."""

import re
from pathlib import Path

from archiver.agenda.reading.printed.lines import Line, Piece, clean, numbered

_QUOTED = re.compile(r"^(?:>\s?)+")
_RULE = re.compile(r"^[\s=_*~#-]{4,}$")
_WIDE = re.compile(r"\t+|(?<=\S) {3,}")
_MAIL_HEAD = re.compile(
    r"^(?:de|from|à|to|cc|cci|objet|subject|date|envoyé|sent)\s*:\s", re.IGNORECASE
)


def read_plain(_path: Path, text: str) -> tuple[Line, ...]:
    """The lines of a text; a form feed begins a page, an empty line a paragraph."""
    lines: list[Line] = []
    empty = 1
    for page, part in enumerate(text.replace("\r\n", "\n").split("\f"), start=1):
        for written in re.split(r"[\n\r\u2028\u2029\x85]", part):
            bare = _QUOTED.sub("", written)
            if not clean(bare) or (_RULE.match(bare) and bare.strip() != "--"):
                empty += 1
                continue
            lines.append(_line(bare.expandtabs(8), bare, page if "\f" in text else 0, empty))
            empty = 0
    return numbered(lines)


def _line(spaced: str, bare: str, page: int, empty: int) -> Line:
    parts = [clean(part) for part in _WIDE.split(bare.strip())]
    indent = len(spaced) - len(spaced.lstrip())
    return Line(
        text=clean(bare),
        page=page,
        left=float(indent),
        gap=float(empty),
        pieces=tuple(Piece(part, float(n * 100)) for n, part in enumerate(parts) if part),
        running=bool(_MAIL_HEAD.match(bare)),
    )
