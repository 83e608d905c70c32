"""Reading an agenda, or the list of members, from a file a person gives."""

from archiver.agenda.reading.interface import AgendaError
from archiver.agenda.reading.members import read_members
from archiver.agenda.reading.registry import FORMATS, Reading, read_agenda, read_with_remarks

__all__ = [
    "FORMATS",
    "AgendaError",
    "Reading",
    "read_agenda",
    "read_members",
    "read_with_remarks",
]
