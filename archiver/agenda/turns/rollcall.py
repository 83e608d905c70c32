"""The roll call: a list of names, read by one person, each answered by another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archiver.agenda.cues import Hit
from archiver.agenda.heard import Heard
from archiver.agenda.turns.mentions import Mention

FEWEST = 5
BEFORE = 30
CLOSE = 14
"""Words between two names of a list at most: the answers."""


@dataclass(frozen=True, slots=True)
class RollCall:
    """From token `first` up to `last` excluded; `names` are where its names begin."""

    first: int
    last: int
    names: tuple[int, ...]
    answers: tuple[int, ...]
    """Where its answers begin."""
    absences: tuple[int, ...]
    """Where who calls the roll says that somebody is not there."""
    announced: int | None
    """Where it was said shortly before that the roll is to be called."""
    by_speaker: bool
    """Whether whoever said so calls it."""

    @property
    def cuts(self) -> tuple[int, ...]:
        """The tokens before which the speaker may change."""
        return tuple(sorted({*self.names, *self.answers, *self.absences}))


def find_roll_calls(
    heard: Heard,
    addressed: Sequence[int],
    mentions: Sequence[Mention],
    hits: Mapping[str, Sequence[Hit]],
) -> tuple[RollCall, ...]:
    """The passages in which names follow each other closely; known or not, by their address."""
    goes_on = {m.first for m in mentions if not _ends(heard, m)}
    listed = {*addressed, *(m.first for m in mentions if m.form != "first")}
    places = sorted(listed - goes_on)
    found: list[RollCall] = []
    run: list[int] = []
    for place in [*places, max(places, default=0) + 2 * CLOSE]:
        if run and place - run[-1] > CLOSE:
            if len(run) >= FEWEST:
                found.append(_roll_call(heard, run, mentions, hits))
            run = []
        run.append(place)
    return tuple(found)


def _begins(heard: Heard, hit: Hit, named: set[int]) -> bool:
    """Whether it comes right after a name or a pause; "il est excusé" is said by another."""
    return hit.first - 1 in named or heard.tokens[hit.first - 1].ends_sentence


def _ends(heard: Heard, mention: Mention) -> bool:
    """Whether a name ends what is said, as in a list; "Madame Untel va faire l'appel" does not."""
    last = heard.tokens[mention.last - 1]
    return last.ends_sentence or last.raw.endswith((",", ";"))


def _roll_call(
    heard: Heard,
    run: Sequence[int],
    mentions: Sequence[Mention],
    hits: Mapping[str, Sequence[Hit]],
) -> RollCall:
    ends = {m.first: m.last for m in mentions}
    named = {i for m in mentions for i in range(m.first, m.last)}
    last = max(ends.get(run[-1], run[-1] + 2), run[-1] + 2)

    def inside(kind: str) -> list[Hit]:
        return [h for h in hits[kind] if run[0] < h.first < last + 4 and h.first not in named]

    answers = inside("answers")
    absences = [h for h in inside("absent") if _begins(heard, h, named)]
    said = [h.first for h in hits["roll_call"] if 0 <= run[0] - h.last < BEFORE]
    return RollCall(
        run[0],
        max([last, *(hit.last for hit in (*answers, *absences))]),
        tuple(run),
        tuple(hit.first for hit in answers),
        tuple(hit.first for hit in absences),
        said[-1] if said else None,
        any(0 <= run[0] - hit.last < BEFORE for hit in hits["calls_roll"]),
    )
