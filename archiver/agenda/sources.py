"""What the split is told of a session besides its words: cards, speakers, and what people fixed."""

from dataclasses import dataclass, field

from archiver.model.anchors import Anchor
from archiver.model.speakers import Speakers


@dataclass(frozen=True, slots=True)
class CardStart:
    """A title card of an agenda item (by its place on the agenda) that came on screen."""

    item: int
    at_ms: int
    score: float
    """How well the card was read and matched, 0 to 1."""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """All that is known besides the words; empty where there is none of it."""

    cards: tuple[CardStart, ...] = ()
    speakers: Speakers = field(default_factory=Speakers)
    anchors: tuple[Anchor, ...] = ()
    set_aside: frozenset[str] = frozenset()
    """Ids of items of which a person said that they were not treated."""


NOTHING = Sources()
