"""What was truly said in a recording, and which of its words are names.

Names are the words that the agenda (body, place, people, titles) and the list of members (names,
cantons) print with a capital inside a phrase. Words that the truth itself also writes without a
capital are none, nor are titles of people ("Madame la Présidente").
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.model.transcript import Utterance
from benchmarks.wording import normalised

_CIVILITIES = frozenset(
    normalised(
        "M. MM. Mme Mmes Mr Mrs Ms Madame Mesdames Monsieur Messieurs Président Présidente "
        "Maire Adjoint Adjointe Rapporteur Rapporteure Ier Ière er"
    ).split()
)


@dataclass(frozen=True)
class Truth:
    """What was truly said, how long the sound is, and the words that are names."""

    utterances: tuple[Utterance, ...]
    duration_ms: int
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, path: Path) -> "Truth":
        """From a `truth.json`; names come from the agenda and the members beside it, if any."""
        data = json.loads(path.read_text(encoding="utf-8"))
        said = tuple(
            Utterance(start_ms=u["start_ms"], end_ms=u["end_ms"], text=u["text"])
            for u in data["utterances"]
        )
        printed = names_printed(path.with_name("agenda.json"), path.with_name("members.csv"))
        ordinary = {
            token
            for utterance in said
            for word in utterance.text.split()
            for token in normalised(word).split()
            if not any(letter.isupper() for letter in word)
        }
        names = printed - ordinary - _CIVILITIES
        return cls(said, data["duration_ms"], frozenset(n for n in names if len(n) > 1))


def names_printed(agenda: Path, members: Path) -> set[str]:
    """The words that an agenda and a list of members print with a capital inside a phrase."""
    found: set[str] = set()
    if agenda.is_file():
        data = json.loads(agenda.read_text(encoding="utf-8"))
        items = data["items"]
        people = [data.get("president"), *(item.get("rapporteur") for item in items)]
        for text in (data["body"], data.get("place"), *(item["title"] for item in items)):
            found.update(_capitals(text or ""))
        for person in people:
            found.update(_tokens_with_capital((person or "").split()))
    if members.is_file():
        with members.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                for column in ("name", "canton"):
                    found.update(_tokens_with_capital((row.get(column) or "").split()))
    return found


def _capitals(text: str) -> Iterator[str]:
    """Tokens with a capital that does not come from beginning a phrase."""
    for phrase in re.split(r"[–—:.;]\s", text):
        words = phrase.split()
        yield from _tokens_with_capital(words[1:])
        if words and sum(letter.isupper() for letter in words[0]) > 1:
            yield from _tokens_with_capital(words[:1])


def _tokens_with_capital(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        for part in re.split(r"[-'’()/,«»]", word):
            if part[:1].isupper():
                yield from normalised(part).split()
