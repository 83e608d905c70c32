"""What was read on the screen (`cards.json`): title and name cards, as text with its time."""

from archiver.model.record import Confidence, Ms, OpenRecord


class Card(OpenRecord):
    """One card: shown from `start_ms` to `end_ms` (session time), its lines from top to bottom.

    A card may lie: left over from the item before, late, or wrong. `lines` are as read, mistakes
    of reading included; what they mean is for who uses them.
    """

    start_ms: Ms
    end_ms: Ms
    lines: tuple[str, ...]
    confidence: Confidence | None = None
    """How sure the reading is."""
    box: tuple[Confidence, Confidence, Confidence, Confidence] | None = None
    """Where its text is: left, top, width and height as shares of the picture."""


class Cards(OpenRecord):
    """The cards of a recording in order of their start; `reader` is what read them, "" if none."""

    reader: str = ""
    cards: tuple[Card, ...] = ()
