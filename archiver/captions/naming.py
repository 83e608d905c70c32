"""What stands before the first words of a turn: the speaker's name, or a dash.

The French charter for subtitles asks for a dash when the speaker changes, and for the name where
the picture does not tell. Before a few words a name would only hurry the reader: such a turn gets
a dash.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal

from archiver.captions.phrasing import FORBIDDEN
from archiver.captions.tokens import Token
from archiver.captions.typography import NBSP
from archiver.captions.units import Unit, units

DASH = "–"
WORTH_A_NAME = 60
"""Characters from which on a turn is worth the time that reading a name takes."""
Style = Literal["names", "dashes", "off"]


def introductions(spoken: Sequence[Token], style: Style) -> dict[int, str]:
    """By the start of each turn in ms, what stands before its first word; none before the first.

    A name is told again when somebody else has spoken in between; two turns of one person that
    follow each other are not told apart.
    """
    told: dict[int, str] = {}
    before: Token | None = None
    for turn, group in groupby(spoken, lambda token: token.turn):
        words = list(group)
        first = words[0]
        other = before is not None and (before.speaker is None or before.speaker != first.speaker)
        if turn is not None and style != "off" and (other or before is None):
            name = first.speaker if style == "names" else None
            length = sum(len(word.text) + 1 for word in words)
            if name and length >= max(WORTH_A_NAME, 3 * len(name)):
                told[turn] = f"{name}:"
            elif before is not None:
                told[turn] = DASH
        before = first
    return told


def introduced(run: Sequence[Unit], text: str, language: str, max_chars: int) -> list[Unit]:
    """A run of units with `text` before it: a dash stays with its word, a name with its cue."""
    first = run[0]
    if text == DASH:
        return [replace(first, text=f"{DASH}{NBSP}{first.text}"), *run[1:]]
    words = [Token(word, first.start_ms, first.start_ms) for word in text.split()]
    name = units(words, language, max_chars)
    return [*(replace(unit, seam=FORBIDDEN) for unit in name), *run]
