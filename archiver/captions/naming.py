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
    """By the start of each turn in ms, what stands before its first word; nothing before the first.

    Two turns of one person that follow each other are not told apart. Whoever was named in one of
    the last two turns is not named again: in an exchange, a dash is enough.
    """
    told: dict[int, str] = {}
    known: tuple[str | None, ...] = ()
    for turn, group in groupby(spoken, lambda token: token.turn):
        words = list(group)
        speaker = words[0].speaker
        if turn is None or style == "off":
            continue
        new = not known or speaker is None or speaker != known[-1]
        length = sum(len(word.text) + 1 for word in words)
        named = style == "names" and speaker is not None and speaker not in known
        if named and speaker and length >= max(WORTH_A_NAME, 3 * len(speaker)):
            told[turn] = f"{speaker}:"
        elif new and known:
            told[turn] = DASH
            speaker = speaker if speaker in known or style == "dashes" else None
        if new:
            known = (*known[-1:], speaker) if speaker or not known else (None,)
    return told


def introduced(run: Sequence[Unit], text: str, language: str, max_chars: int) -> list[Unit]:
    """A run of units with `text` before it: a dash stays with its word, a name with its cue."""
    first = run[0]
    if text == DASH:
        return [replace(first, text=f"{DASH}{NBSP}{first.text}"), *run[1:]]
    words = [Token(word, first.start_ms, first.start_ms) for word in text.split()]
    name = units(words, language, max_chars)
    return [*(replace(unit, seam=FORBIDDEN) for unit in name), *run]
