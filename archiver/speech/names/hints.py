"""The terms of a glossary that are most worth telling a recogniser beforehand."""

from archiver.model.glossary import Glossary, TermKind

_ORDER: tuple[TermKind, ...] = ("person", "acronym", "place", "group", "name", "road")
LONGEST_HINTS = 600
"""Characters: a prompt has room for some two hundred tokens."""


def hints(glossary: Glossary, longest: int = LONGEST_HINTS) -> tuple[str, ...]:
    """The terms, the most useful first, within `longest` characters with ", " between them.

    Given by hand first, then people, acronyms and places; ordinary words are left out, as
    recognisers know them.
    """
    wanted = [term for term in glossary.terms if not term.is_refused and term.kind in _ORDER]
    by_hand = ("session", "house")
    wanted.sort(key=lambda term: (term.origin not in by_hand, _ORDER.index(term.kind)))
    chosen: list[str] = []
    used = 0
    for term in wanted:
        used += len(term.text) + 2
        if used > longest + 2:
            break
        chosen.append(term.text)
    return tuple(chosen)
