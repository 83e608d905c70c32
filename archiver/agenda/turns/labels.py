"""Names that a transcript itself brings along: an automatic source beside the others."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from archiver.agenda.turns.people import Person
from archiver.agenda.words import fold, folded_words
from archiver.model.language_turns import TurnPhrases

BELIEVED = 0.5
"""How sure such a name is: automatic speaker labels are often wrong for whole speeches."""
ALIKE = 90.0


def name_in(
    label: str | None, people: Sequence[Person], phrases: TurnPhrases, titles: frozenset[str]
) -> str | None:
    """The name a label gives, as in the list of members where it is there; None if it is none."""
    words = folded_words(label or "")
    own = [word for word in words if word not in titles]
    nameless = frozenset(map(fold, phrases.nameless))
    if not label or not own or any(w in nameless or not w.isalpha() for w in words):
        return None
    joined, family = "".join(own), own[-1]
    scores = [
        (
            max(
                fuzz.ratio(joined, person.first + person.family),
                fuzz.ratio(joined, person.family),
                fuzz.ratio(family, person.family) if len(own) == 1 else 0.0,
            ),
            -k,
        )
        for k, person in enumerate(people)
    ]
    best = max(scores, default=(0.0, 0))
    return people[-best[1]].name if best[0] >= ALIKE else " ".join(label.split())
