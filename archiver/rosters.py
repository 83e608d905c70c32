"""Who is who in a session: the members its folder lists, and who was told to speak when."""

from archiver.agenda.reading import read_members
from archiver.model.agenda import Member
from archiver.model.speakers import Speakers
from archiver.store.folder import SessionFolder

MEMBERS = "members.csv"
SPEAKERS = "speakers.json"


def members_of(folder: SessionFolder) -> tuple[Member, ...]:
    """The members that `members.csv` lists; none without it. Raises AgendaError if it is wrong."""
    path = folder.file(MEMBERS)
    return read_members(path) if path.is_file() else ()


def speakers_of(folder: SessionFolder) -> Speakers | None:
    """Who speaks when, where that has been told."""
    return folder.read(SPEAKERS, Speakers) if folder.file(SPEAKERS).is_file() else None
