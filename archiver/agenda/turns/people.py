"""Who may be named: members, who presides, rapporteurs; and how alike two names sound."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from archiver.agenda.words import Lexicon, fold, folded_words
from archiver.model.agenda import Agenda, Member
from archiver.model.language import LanguagePack

FINE, COARSE = 0.4, 0.6
SAME_PERSON = 90.0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be named; `first` and `family` are folded and written as one word."""

    name: str
    first: str
    family: str
    woman: bool | None
    presides: bool


class Sounds:
    """How alike a name sounds to what was heard, from 0 to 100."""

    def __init__(self, lexicon: Lexicon, blurs: Sequence[tuple[str, str]]) -> None:
        self._lexicon = lexicon
        self._blurs = [(re.compile(pattern), new) for pattern, new in blurs]
        self._blurred: dict[str, tuple[str, str]] = {}

    def alike(self, heard: str, name: str) -> float:
        """Both folded and without spaces."""
        (a, blurred_a), (b, blurred_b) = self._of(heard), self._of(name)
        return FINE * fuzz.ratio(a, b) + COARSE * fuzz.ratio(blurred_a, blurred_b)

    def _of(self, word: str) -> tuple[str, str]:
        if word not in self._blurred:
            sound = self._lexicon.sound(word) if word else ""
            blurred = sound
            for pattern, new in self._blurs:
                blurred = pattern.sub(new, blurred)
            self._blurred[word] = (sound, blurred or sound)
        return self._blurred[word]


def people_of(agenda: Agenda, members: Iterable[Member], pack: LanguagePack) -> tuple[Person, ...]:
    """Everyone who may be named, each once, in the order listed; who presides is marked."""
    found: list[Person] = []
    for member in members:
        role = " ".join(folded_words(member.role))
        presides = role in {" ".join(folded_words(text)) for text in pack.turns.presides}
        _add(found, _person(member.name, pack, _woman(member.gender, pack), presides))
    for text in (item.rapporteur for item in agenda.items if item.rapporteur):
        _add(found, _person(text, pack, None, presides=False))
    if agenda.president:
        _add(found, _person(agenda.president, pack, None, presides=True))
        chair = _person(agenda.president, pack, None, presides=True)
        if chair:
            found = [_presiding(p, same_person(p, chair)) for p in found]
    if sum(person.presides for person in found) > 1:
        found = [_presiding(person, presides=False) for person in found]
    return tuple(found)


def same_person(a: Person, b: Person) -> bool:
    """Whether two names, written by hand, mean one person; one may lack its first name."""
    if a.first and b.first and fuzz.ratio(a.first, b.first) < SAME_PERSON:
        initial = min(len(a.first), len(b.first)) == 1 and a.first[0] == b.first[0]
        if not initial:
            return False
    return fuzz.ratio(a.family, b.family) >= SAME_PERSON


def _presiding(person: Person, presides: bool) -> Person:
    return Person(person.name, person.first, person.family, person.woman, presides)


def _add(found: list[Person], person: Person | None) -> None:
    if person is None:
        return
    for i, known in enumerate(found):
        if same_person(known, person):
            woman = known.woman if known.woman is not None else person.woman
            found[i] = Person(known.name, known.first, known.family, woman, known.presides)
            return
    found.append(person)


def _woman(text: str, pack: LanguagePack) -> bool | None:
    word = fold(text).strip(" .")
    if word in _folded(pack.turns.women) or word.startswith(("f", "w")):
        return True
    return False if word in _folded(pack.turns.men) or word.startswith(("h", "m")) else None


@lru_cache(maxsize=64)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _person(text: str, pack: LanguagePack, woman: bool | None, presides: bool) -> Person | None:
    """The person a printed name means; None for a title alone ("Mme la Présidente")."""
    words = text.replace(".", ". ").split()
    titles = _folded(pack.honorifics)
    while len(words) > 1 and _is_title(words, titles):
        title = _plain(words.pop(0))
        if woman is None and title in _folded((*pack.turns.women, *pack.turns.men)):
            woman = title in _folded(pack.turns.women)
    if not words or all(set(folded_words(word)) <= titles for word in words):
        return None
    capitals = [w for w in words if w.isupper() and len(_plain(w)) > 1]
    if capitals and len(capitals) < len(words):
        first = [w for w in words if w not in capitals]
        words = [*first, *capitals]
        parted = len(first)
    else:
        parted = 1 if len(words) > 1 else 0
    first_name, family = words[:parted], words[parted:]
    return Person(
        " ".join(words) if parted else text.strip(),
        "".join(map(_plain, first_name)),
        "".join(map(_plain, family)),
        woman,
        presides,
    )


def _is_title(words: Sequence[str], titles: frozenset[str]) -> bool:
    """Whether the first word is a title: an article is only before one, else part of a name."""
    if not set(folded_words(words[0])) <= titles:
        return False
    article = len(_plain(words[0])) == 2 and not words[0].endswith(".")
    return not article or set(folded_words(words[1])) <= titles


def _plain(word: str) -> str:
    return "".join(folded_words(word))
