"""Decisions as they were spoken: votes with their counts, and who was there.

Everything here reads what was heard; nothing is inferred from who usually votes what. What was
not heard is absent.
"""

from archiver.agenda.decisions.attendance import electorate, find_attendance
from archiver.agenda.decisions.votes import (
    Proclamation,
    find_unanswered,
    find_votes,
    proclamations,
)

__all__ = [
    "Proclamation",
    "electorate",
    "find_attendance",
    "find_unanswered",
    "find_votes",
    "proclamations",
]
