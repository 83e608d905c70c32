"""Draft minutes of a session, from what was heard and printed, for a clerk to finish.

The room takes `Minutes`, words already chosen and filtered, and writes a document of it.
"""

from archiver.minutes.docx import to_docx
from archiver.minutes.odt import to_odt
from archiver.minutes.records import Fact, Group, Minutes, Section, Speech, VoteLine

__all__ = ["Fact", "Group", "Minutes", "Section", "Speech", "VoteLine", "to_docx", "to_odt"]
