"""How well a text may be broken between two words: the ear's phrases, by language.

A seam's cost runs from 0, the end of a sentence, to `FORBIDDEN`, after a word that leans on the
next one. The words listed are the grammar's closed classes, never a session's own.
"""

import re
from functools import lru_cache

from archiver.captions.typography import base_language

SENTENCE = 0.0
STRONG = 1.0
CLAUSE = 2.0
BEFORE_CONJUNCTION = 5.0
BEFORE_PREPOSITION = 7.0
NEUTRAL = 10.0
WEAK = 25.0
FORBIDDEN = 60.0

_ABBREVIATION = re.compile(
    r"(?:[A-ZÉ]|M|MM|Mme|Mmes|Mlle|Dr|Me|Pr|St|Ste|art|cf|n°|Mr|Mrs|Ms|Prof|Rev|Hon|vs|No)\.", re.I
)
_CLOSERS = "»\"”’')]\u00a0\u202f"
_NONE: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LEANING = {
    "fr": _words(
        "le la les un une des du de au aux à en ce cet cette ces mon ma mes ton ta tes son sa"
        " ses notre nos votre vos leur leurs quel quelle quels quelles chaque plusieurs"
        " quelques aucun aucune dans par pour avec sans sous sur chez vers entre depuis"
        " pendant dès selon malgré devant derrière contre et ou mais ni car or que qui dont où"
        " si comme quand lorsque puisque parce je tu il elle on ils ne se me te y très trop"
        " afin madame monsieur mesdames messieurs mademoiselle mme mlle m. mm. dr me cher"
        " chère chers chères numéro n° million millions milliard milliards est-ce soit"
    ),
    "en": _words(
        "the a an this that these those my your his her its our their of to in on at by for"
        " with without from into onto under over between during about as than and or but nor"
        " so if when because while whether which who whose that i you he she we they it's i'm"
        " you're we're they're is are was were be been am has have had will would can could"
        " should shall may might must do does did not no very too more most mr. mrs. ms. dr."
        " number item million billion thousand hundred i've we've i'd i'll we'll let's every"
        " each some any"
    ),
}
_WEAK_END = {
    "fr": _words(
        "suis es est sommes êtes sont était étaient a ont avait avaient ai as avons avez sera"
        " seront serait fut être avoir été va vont vais allons allez peut peuvent doit doivent"
        " faut fait veut veux nous vous lui tout toute tous toutes même premier première"
        " deuxième dernier dernière deux trois quatre cinq six sept huit neuf dix plus moins"
        " aussi bien pas donc puis cela ça"
    ),
    "en": _words("it there here one two three four five six seven eight nine ten just also really"),
}
_CONJUNCTIONS = {
    "fr": _words(
        "et ou mais donc car ni or puis que qui dont où quand lorsque puisque parce comme si"
        " afin tandis alors est-ce"
    ),
    "en": _words("and or but nor so because which who that when while if whether where as"),
}
_PREPOSITIONS = {
    "fr": _words(
        "à au aux en dans par pour avec sans sous sur chez vers entre depuis pendant avant"
        " après contre selon malgré dès jusque jusqu'à de du des"
    ),
    "en": _words(
        "of to in on at by for with without from into onto under over between during about"
        " after before through against"
    ),
}
_ELIDED_HEADS = {"d": BEFORE_PREPOSITION, "qu": BEFORE_CONJUNCTION, "lorsqu": BEFORE_CONJUNCTION}


def ends_sentence(left: str) -> bool:
    """Whether a word closes a sentence."""
    bare = left.rstrip(_CLOSERS)
    return bare[-1:] in {".", "!", "?", "…"} and not _ABBREVIATION.fullmatch(bare)


def seam_cost(left: str, right: str, language: str) -> float:
    """What breaking between two words costs, from 0 (sentence end) to `FORBIDDEN`."""
    if ends_sentence(left):
        return SENTENCE
    mark = left.rstrip(_CLOSERS)[-1:]
    if mark in {";", ":"}:
        return STRONG
    if mark in {",", "—", "–"} or left[-1] in _CLOSERS:
        return CLAUSE
    return _within_clause(left, right, base_language(language))


@lru_cache(maxsize=1 << 16)
def _within_clause(left: str, right: str, code: str) -> float:
    first, endings = right.lower().replace("’", "'"), _endings(left)
    if endings & _LEANING.get(code, _NONE) or left[-1] in "'’«([-":
        return FORBIDDEN
    conjunction = first in _CONJUNCTIONS.get(code, _NONE)
    if left[-1].isdigit() and right[0].islower() and not conjunction:
        return WEAK
    if endings & _WEAK_END.get(code, _NONE) or (left[0].isupper() and right[0].isupper()):
        return WEAK
    if conjunction:
        return BEFORE_CONJUNCTION
    if first in _PREPOSITIONS.get(code, _NONE):
        return BEFORE_PREPOSITION
    return _ELIDED_HEADS.get(first.partition("'")[0], NEUTRAL) if "'" in first else NEUTRAL


def _endings(left: str) -> frozenset[str]:
    """The word a unit ends with, lower case, whole and past its elision: `qu'il` and `il`."""
    word = left.replace("\u202f", " ").replace("\u00a0", " ").split()[-1:] or [left]
    last = word[0].lower().replace("’", "'")
    return frozenset({last, last.rpartition("'")[2]})
