"""What stands above the items: who sits, when, under whose presidency, and what it is called."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from archiver.agenda.reading.printed.lines import Line, joined
from archiver.agenda.reading.printed.people import tidy
from archiver.agenda.reading.printed.wording import (
    BODY,
    CIVILITY,
    CONVENED,
    DATE,
    MONTHS,
    NAMED,
    NUMERIC_DATE,
    PRESIDENT,
    SIGNED,
    SITTING,
)

_SMALL = frozenset(
    re.split(
        r"\s",
        "de du des la le les et en au aux l d à sur sous départemental departemental "
        "départementale municipal régional regional communautaire métropolitain "
        "metropolitain communes intercommunal mixte départementaux public urbaine "
        "agglomération agglomeration",
    )
)
_PLACE_AND_DATE = re.compile(r",\s+le\s+$", re.IGNORECASE)
_SENT = re.compile(r"(?:convocation|adressée|envoyée|affich)\D{0,30}$", re.IGNORECASE)
_SENTENCE = re.compile(r"\b(?:aura|tiendra|réunira|réunit|réuni|est|était)\b", re.IGNORECASE)
_LONGEST = 110


def header_of(lines: Sequence[Line], after: Sequence[Line]) -> dict[str, str]:
    """The agenda's own fields from the lines above the items; `after` may hold a signature."""
    texts = [line.text for line in lines]
    body = next((_body(t) for t in texts if BODY.match(t) and _is_name(t)), "")
    day, phrase = _sitting(texts)
    president = _president([*texts, *_sentences(lines)]) or _signed([*lines, *after])
    fields = {"body": body, "title": phrase, "date": day, "president": president}
    return {key: value for key, value in fields.items() if value}


def _sentences(lines: Sequence[Line]) -> Iterable[str]:
    """Each two lines that follow one another as one text, for what is broken over them."""
    return (
        joined((a.text, b.text))
        for a, b in pairwise(lines)
        if b.gap < 1 and not b.table and not b.running
    )


def _is_name(text: str) -> bool:
    dated = DATE.search(text) or NUMERIC_DATE.search(text) or _SENTENCE.search(text)
    return len(text) < _LONGEST and not dated and not text.endswith((":", ";"))


def _body(text: str) -> str:
    """The body's name; what is all in capitals as it is written otherwise."""
    name = re.split(r"\s+[–—|]\s+", text.strip(" .–-"))[0]
    if not name.isupper():
        return name
    words = re.split(r"([\s'’-]+)", name.lower())
    return "".join(
        word if n and word in _SMALL else word[:1].upper() + word[1:]
        for n, word in enumerate(words)
    )


def _sitting(texts: Sequence[str]) -> tuple[str, str]:
    """The day of the sitting (ISO, "" if none is said), and what it is called."""
    best: tuple[int, str, str] = (0, "", "")
    pairs = [joined(pair) for pair in pairwise(texts)]
    for text in (*texts, *pairs):
        for found in (*DATE.finditer(text), *NUMERIC_DATE.finditer(text)):
            day = _iso(found)
            before = text[: found.start()]
            said = SITTING.search(before)
            if not day or (_SENT.search(before) and not said):
                continue
            rank = 4 if said else 2 if found.groupdict().get("weekday") else 1
            rank -= 1 if _PLACE_AND_DATE.search(before) else 0
            name = _title(text[said.start() : found.end()]) if said else ""
            if rank > best[0]:
                best = (rank, day, name)
    return best[1], best[2]


def _title(phrase: str) -> str:
    """The sitting's name: capitalised; of a sentence, only what comes before its verb."""
    text = phrase.lower() if phrase.isupper() else phrase
    text = re.split(r"\s+qui\s", text)[0]
    return text[:1].upper() + text[1:]


def _iso(found: re.Match[str]) -> str:
    month = found["month"].lower()
    try:
        number = int(month) if month.isdecimal() else MONTHS[month]
        return date(int(found["year"]), number, int(found["day"])).isoformat()
    except (ValueError, KeyError):
        return ""


def _president(texts: Iterable[str]) -> str:
    for text in texts:
        found = PRESIDENT.search(text)
        said = next((part for part in found.groups() if part), "") if found else ""
        named = NAMED.match(said.strip())
        if named and re.search(r"[^\W\d_]{2}", re.sub(CIVILITY, "", named[0])):
            return tidy(named[0])
    return ""


def _signed(lines: Sequence[Line]) -> str:
    """Who signed as president: the line after “La Présidente,”."""
    for line, following in pairwise(lines):
        found = SIGNED.match(line.text)
        name = tidy(following.text)
        if found and re.fullmatch(r"[^\W\d_][\w'’.-]*(?:\s+[\w'’.-]+){1,4}", name):
            if re.match(CIVILITY, name):
                return name
            return f"{'M.' if found['article'].lower() == 'le' else 'Mme'} {name}"
    return ""


def convened_in(lines: Sequence[Line]) -> tuple[str, ...]:
    """The persons listed after words such as “Étaient convoqués :”, up to an empty space."""
    listed: list[str] = []
    open_list = False
    for line in lines:
        if CONVENED.match(line.text):
            listed.append(line.text.partition(":")[2])
            open_list = True
        elif open_list and (line.gap < 1 or line.label or re.match(CIVILITY, line.text)):
            listed.append(line.text)
        else:
            open_list = False
    return tuple(part.strip() for part in re.split(r"[;,]", joined(listed)) if part.strip())
