"""Reading an agenda, or the list of members, from a file a person gives."""

from archiver.agenda.reading.interface import AgendaError
from archiver.agenda.reading.members import read_members
from archiver.agenda.reading.registry import FORMATS, read_agenda

__all__ = ["FORMATS", "AgendaError", "read_agenda", "read_members"]
