"""Why something is believed: what was heard, seen or marked, and when."""

from archiver.model.record import Ms, OpenRecord


class Evidence(OpenRecord):
    """Why a span starts where it does: what was heard (or seen), and when, in session time."""

    kind: str
    """Which sort: title, number, cue, pause, rapporteur, card, mark, correction …"""
    text: str
    start_ms: Ms
    score: float | None = None
