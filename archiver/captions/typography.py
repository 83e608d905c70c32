"""How words are spaced on screen, by language: what glues, what may not part, what parts freely.

The speaker's words are never changed: only the spaces between and inside them are, and three
full stops become one ellipsis.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"

_SPACE = re.compile(r"(?:(?!(?<=\d)\u202f(?=\d))\s)+")
PLAIN_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
"""White space at which a line may break."""

_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""Soft hyphens, marks of byte or writing order: they show nothing and can turn a line around."""

_ELIDED = re.compile(r"(?:^|[-'’])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)['’]$", re.I)
_GLUED_START = re.compile(r"['’]\w|[-‑]\w|%|[.,)\]…]|[’'\"”]$")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,\u202f]\d+)*")
_GROUP_START = re.compile(r"\d{1,4}(?:[.,]\d{3})?")
_GROUP = re.compile(r"\d{3}(?:[.,]\d+)?[.,;:!?…)]*")
_ROAD = re.compile(r"[A-Z]{1,3}")
_UNITS = {
    "fr": re.compile(
        r"(?:euros?|€|k€|M€|%|‰|millions?|milliards?|centimes?|[kcm]?m[²³]?|km/h|kg|ha|[km]?W|[kMG]Wh"
        r"|mètres?|kilomètres?|hectares?|tonnes?|litres?|degrés?|°C?|ans?|années?|mois|semaines?"
        r"|jours?|heures?|h|minutes?|min|secondes?|s|voix|points?|janvier|février|mars|avril|mai"
        r"|juin|juillet|août|septembre|octobre|novembre|décembre)\b[.,;:!?…)]*|[€%‰°][.,;:!?…)]*"
    ),
    "en": re.compile(
        r"(?:dollars?|euros?|pounds?|percent|cents?|million|billion|thousand|hundred|feet|foot|miles?"
        r"|inch(?:es)?|acres?|tons?|square|years?|months?|weeks?|days?|hours?|minutes?|seconds?|am|pm"
        r"|a\.m|p\.m|km|kg|mph)\b[.,;:!?…)]*|[€$%°][.,;:!?…)]*"
    ),
}
_BEFORE_NAME = {
    "fr": re.compile(r"(?:M|MM|Me|Mr|Dr|Pr|Mme|Mmes|Mlle|Mlles|St|Ste)\.?"),
    "en": re.compile(r"(?:Mr|Mrs|Ms|Dr|Prof|St|Rev|Hon|Sen|Rep)\.?"),
}
_BEFORE_NUMBER = {
    "fr": re.compile(r"(?:n°|no|nº|numéros?|article|art\.|page|p\.|RD|RN|h)", re.I),
    "en": re.compile(r"(?:no\.|number|item|section|page|p\.|route|\$|§)", re.I),
}


def base_language(language: str) -> str:
    """`fr-FR` and `FR` are `fr`."""
    return language.replace("_", "-").split("-")[0].lower()


@lru_cache(maxsize=1 << 16)
def clean(text: str, apart: re.Pattern[str] = _SPACE) -> tuple[str, ...]:
    """The tokens of a text: no white space, no control characters, nothing that shows nothing.

    Groups of digits that a narrow no-break space joins are one token; with `apart=PLAIN_SPACE`,
    so is all that any no-break space joins.
    """
    if not text.isprintable():  # nothing to take away from what is
        kept = (" " if unicodedata.category(c) == "Cc" else c for c in text.translate(_INVISIBLE))
        text = "".join(c for c in kept if not "\ud800" <= c <= "\udfff")
    tokens = apart.split(text)
    return tuple(t for t in tokens if any(unicodedata.category(c)[0] not in "MCZ" for c in t))


def quoted(texts: Sequence[str], language: str) -> list[str]:
    """Texts of one utterance, in French with its own quotation marks and apostrophes.

    Straight marks that do not open and close in turn stay as they came.
    """
    if base_language(language) != "fr":
        return list(texts)
    curly = [re.sub(r"(?<=[^\W\d_])'", "’", text) for text in texts]
    marked = [i for i, text in enumerate(curly) for _ in range(text.count('"'))]
    pairs = list(zip(marked[::2], marked[1::2], strict=False))
    opened = (re.match(r"[(\[]?\"[^\"]", curly[i]) and curly[i].count('"') < 3 for i, _ in pairs)
    closed = (re.search(r"[^\"]\"[^\w\"]*$", curly[j]) for _, j in pairs)
    if len(marked) % 2 or not all(opened) or not all(closed):
        return curly
    for i, j in pairs:
        curly[i] = curly[i].replace('"', "«", 1)
        curly[j] = "»".join(curly[j].rsplit('"', 1))
    return curly


@lru_cache(maxsize=1 << 14)
def polish(token: str, language: str) -> str:
    """A token with the ellipsis and, in French, the spaces its own punctuation asks for."""
    token = re.sub(r"\.{3,}", "…", token)
    if base_language(language) != "fr":
        return token
    token = re.sub(r"«(?=[^\s])", "«" + NBSP, token)
    token = re.sub(r"(?<=[^\s])»", NBSP + "»", token)
    token = re.sub(r"(?<=[^\s;!?])([;!?]+)(?=$|[^\w/&=;!?])", NARROW_NBSP + r"\1", token)
    token = re.sub(r"(?<=[^\s:]):$", NBSP + ":", token)
    return re.sub(r"(?<=\d)([%€‰])", NBSP + r"\1", token)


def glues(left: str, right: str, language: str) -> bool:
    """Whether two tokens are one word that a recogniser parted (`s` and `'il`, `3,5` and `%`).

    For tokens of which the utterance's own text does not say it.
    """
    if _GLUED_START.match(right) and left[-1].isalnum():
        return True
    if base_language(language) == "fr" and _ELIDED.search(left) and right[0].isalnum():
        return True
    return len(left) > 1 and left[-1] == "-" and left[-2].isalpha() and right[0].isalpha()


@lru_cache(maxsize=1 << 16)
def joint(left: str, right: str, language: str) -> str:
    """What stands between two words (as they came); a line may only break at a plain space."""
    code = base_language(language)
    if code == "fr":
        mark = _french_mark(left, right)
        if mark is not None:
            return mark
    elif re.fullmatch(r"[.,;:!?…)»”]+", right):
        return ""
    return NBSP if _one_figure(left, right, code) or _one_name(left, right, code) else " "


def _french_mark(left: str, right: str) -> str | None:
    if re.fullmatch(r"[.,…)]+", right):
        return ""
    if re.match(r"[;!?]", right):
        return NARROW_NBSP
    if re.match(r"[:»]", right) or left.endswith("«") or re.fullmatch(r"[–—]", right):
        return NBSP
    return None


def _one_figure(left: str, right: str, code: str) -> bool:
    if _NUMBER.fullmatch(left):
        unit = _UNITS.get(code)
        if code == "fr" and _GROUP_START.fullmatch(left) and _GROUP.fullmatch(right):
            return True
        return bool(unit and unit.fullmatch(right))
    return code == "fr" and left.lower() in {"1er", "1ère"} and right[0].isalpha()


def _one_name(left: str, right: str, code: str) -> bool:
    title, number = _BEFORE_NAME.get(code), _BEFORE_NUMBER.get(code)
    if title and title.fullmatch(left):
        return right[0].isupper()
    starts_number = right[0].isdigit()
    return starts_number and bool(number and (number.fullmatch(left) or _ROAD.fullmatch(left)))
