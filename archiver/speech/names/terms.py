"""The names and words in what a session's papers print: its members, its agenda."""

import re
from collections.abc import Iterator, Sequence

from archiver.model.agenda import Agenda, Member
from archiver.model.glossary import Origin, Term, TermKind
from archiver.model.language import LanguagePack
from archiver.model.spelling import fold, folded_words
from archiver.speech.names.everyday import Everyday, everyday

_ACRONYM = re.compile(r"\b(?:[A-ZÀ-Þ]{2,8}|(?:[A-Z]\.){2,8})(?![\w'’-])")
_ROMAN = re.compile(r"[IVXLC]+")
_PHRASE = re.compile(r"\s[–—-]\s|[:.;()!?]\s|[()]|^")
_QUOTED = re.compile(r"[«“\"]\s*([^«»“”\"]{3,60}?)\s*[»”\"]")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_SHORTEST_NAME, _SHORTEST_WORD, _LONGEST_QUOTE = 4, 8, 5


def of_members(members: Sequence[Member], pack: LanguagePack) -> Iterator[Term]:
    """The members, their cantons and their groups."""
    for member in members:
        yield from person(member.name, "members", pack)
        yield from _listed(member.canton, "place", pack)
        yield from _listed(member.group, "group", pack)


def _listed(text: str, kind: TermKind, pack: LanguagePack) -> Iterator[Term]:
    """A canton or a group as a list gives it, without its brackets and its article."""
    words = _IN_BRACKETS.sub("", text).split()
    if words and fold(words[0]) in ("le", "la", "les", "the"):
        words = words[1:]
    name, known = " ".join(words), everyday(pack.language)
    alone = len(words) == 1 and "-" not in name
    if len(name) >= _SHORTEST_NAME and not (alone and known and known(name.lower())):
        yield Term(text=name, kind=kind, origin="members")


def person(name: str, origin: Origin, pack: LanguagePack) -> Iterator[Term]:
    """A person as a list or an agenda names them; nothing where only an office is named."""
    words = name.replace(",", " ").split()
    address = {fold(word) for word in pack.names.address} | {"mr", "mrs", "ms", "dr"}
    while words and fold(words[0].rstrip(".")) in address:
        words = words[1:]
    offices = {fold(office) for office in pack.names.offices}
    if not words or any(fold(word) in offices for word in words):
        return
    loud = [word for word in words if len(word) > 1 and word.isupper()]
    if loud and len(loud) < len(words):
        words = [word for word in words if word not in loud] + [word.title() for word in loud]
        given = " ".join(words[: len(words) - len(loud)])
    else:
        words = [word.title() for word in words] if loud else words
        given = words[0] if len(words) > 1 else ""
    yield Term(text=" ".join(words), kind="person", origin=origin, given=given)


def of_agenda(agenda: Agenda, pack: LanguagePack) -> Iterator[Term]:
    """Who presides and reports, and what the titles name."""
    for name in (agenda.president, *(item.rapporteur for item in agenda.items)):
        yield from person(name or "", "agenda", pack)
    place = (agenda.model_extra or {}).get("place")
    for text in (agenda.body, place if isinstance(place, str) else ""):
        yield from in_title(text, pack)
    for item in agenda.items:
        yield from in_title(item.title, pack)


def in_title(text: str, pack: LanguagePack) -> Iterator[Term]:
    """Acronyms, roads, names and long words of a printed title."""
    shouted = text.isupper()
    for pattern, letters in pack.names.roads:
        for number in re.findall(pattern, text):
            yield Term(text=f"{letters} {number}", kind="road", origin="agenda")
        text = re.sub(pattern, " ", text)
    for quoted in _QUOTED.findall(text):
        if quoted[:1].isupper() and 1 < len(quoted.split()) <= _LONGEST_QUOTE:
            yield Term(text=quoted, kind="name", origin="agenda")
    if shouted:
        return
    for found in _ACRONYM.findall(text):
        acronym = found.replace(".", "")
        if not _ROMAN.fullmatch(acronym):
            yield Term(text=acronym, kind="acronym", origin="agenda")
    for phrase in _PHRASE.split(_QUOTED.sub(" ", text)):
        yield from _names(phrase.split(), pack, everyday(pack.language))


def _names(words: Sequence[str], pack: LanguagePack, known: Everyday | None) -> Iterator[Term]:
    """Words with capitals, those side by side as one name; and long ordinary words."""
    run: list[str] = []
    for n, printed in enumerate((*words, "")):
        word = _without_article(printed.strip(",…'’"), pack)
        if word[:1].isupper() and not word.isupper() and _is_plain(word):
            run.append(word)
            if not printed.endswith(","):
                continue
        begins = n == len(run)
        while begins and len(run) > 1 and known and known(run[0].lower()):
            run = run[1:]
        name = " ".join(run)
        if run and _is_name(run, begins, known):
            yield Term(text=name, kind="name", origin="agenda")
        run = []
        if known and len(word) >= _SHORTEST_WORD and word.islower() and known(word):
            yield Term(text=word, kind="word", origin="agenda")


def _without_article(word: str, pack: LanguagePack) -> str:
    head, sign, rest = word.replace("’", "'").partition("'")
    return rest if sign and fold(head) in pack.names.elisions else word


def _is_plain(word: str) -> bool:
    return all(part.isalpha() for part in re.split("['’-]", word))


def _is_name(run: Sequence[str], begins: bool, known: Everyday | None) -> bool:
    """Whether words with capitals are a name, not everyday ones that begin a phrase."""
    parts = [part for word in run for part in re.split("['’-]", word)]
    capitals = sum(part[:1].isupper() for part in parts)
    strange = [part for part in parts if known is None or not known(part.lower())]
    if len("".join(folded_words(" ".join(run)))) < _SHORTEST_NAME:
        return False
    return capitals > 1 if not strange else not (begins and known is None)


def of_language(pack: LanguagePack) -> Iterator[Term]:
    """The words of procedure that a language pack knows to be taken apart."""
    for word in pack.names.procedure:
        yield Term(text=word.text, kind="procedure", origin="language", said=word.said)
