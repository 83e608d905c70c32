"""Who speaks when (`speakers.json`), told from words, cards and the list of members alone."""

from archiver.model.evidence import Evidence
from archiver.model.record import Confidence, Ms, OpenRecord


class Named(OpenRecord):
    """A name that one source gives to a turn, and why."""

    name: str
    confidence: Confidence
    evidence: tuple[Evidence, ...] = ()


class Turn(OpenRecord):
    """One person speaking, in session time; `name` is None where nobody said who."""

    start_ms: Ms
    end_ms: Ms
    name: str | None = None
    chair: bool = False
    """Whether the one who presides speaks."""
    confidence: Confidence | None = None
    evidence: tuple[Evidence, ...] = ()
    others: tuple[Named, ...] = ()
    """What other sources say, where they differ: kept for a person to judge."""


class Speakers(OpenRecord):
    """The turns of a recording, in order, without overlap; silences may lie between them."""

    turns: tuple[Turn, ...] = ()

    def at(self, ms: int) -> Turn | None:
        """The turn going on at an instant."""
        return next((turn for turn in self.turns if turn.start_ms <= ms < turn.end_ms), None)
