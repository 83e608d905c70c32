"""The forms in which the terms of a glossary are heard: a person by all or part of the name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from archiver.model.glossary import Glossary, Term, TermKind
from archiver.model.spelling import folded_words
from archiver.speech.names.phonemes import Voice

FormKind = TermKind | Literal["family", "given"]
SHORTEST = 3
"""Sounds: shorter forms are heard everywhere."""


@dataclass(frozen=True, slots=True)
class Form:
    """A term, or a part of it, as it is written (`text`) and as it may sound."""

    text: str
    kind: FormKind
    term: Term
    sounds: tuple[str, ...]

    @property
    def letters(self) -> str:
        """It without case, accents, spaces and signs."""
        return "".join(folded_words(self.text))


def forms(glossary: Glossary, voice: Voice) -> tuple[Form, ...]:
    """Every form of every term in use, each text once: a family of two members is one form."""
    made: dict[str, Form] = {}
    for term in glossary.terms:
        if not term.is_refused:
            for text, kind in _texts(term):
                form = Form(text, kind, term, tuple(_sounds(text, kind, voice)))
                made.setdefault(text, form)
    return tuple(made.values())


def _texts(term: Term) -> Iterator[tuple[str, FormKind]]:
    yield term.text, term.kind
    if term.kind == "person" and term.given:
        family = term.text.removeprefix(term.given).strip()
        if family:
            yield family, "family"
            yield term.given, "given"


def _sounds(text: str, kind: FormKind, voice: Voice) -> Iterator[str]:
    if not voice:
        return
    if kind == "acronym":
        sounds = voice.acronym(text)
    elif kind == "road":
        letters, _space, number = text.partition(" ")
        sounds = tuple(f"{sound}{number}" for sound in voice.acronym(letters))
    else:
        sounds = (voice.of(text),)
    yield from (sound for sound in sounds if len(sound) >= SHORTEST)


def written(glossary: Glossary) -> Mapping[str, Term]:
    """Every form as it is written, in lower case, with its term."""
    return {text.lower(): t for t in reversed(glossary.terms) for text, _kind in _texts(t)}


def as_heard(glossary: Glossary) -> Mapping[str, Term]:
    """The forms that are always replaced, folded, with their terms."""
    return {
        "".join(folded_words(said)): term
        for term in glossary.terms
        if not term.is_refused
        for said in term.said
        if folded_words(said)
    }
