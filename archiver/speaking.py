"""The step `speakers`: who speaks when, from what was recognised, printed and shown.

No voice is analysed: names come from the chair's words, the roll call, the cards on screen and
the list of members.
"""

from archiver.agenda.reading import read_members
from archiver.agenda.turns import name_turns
from archiver.i18n import _
from archiver.model.agenda import Member
from archiver.model.cards import Cards
from archiver.model.speakers import Speakers
from archiver.model.transcript import Transcript
from archiver.steps import Work
from archiver.store.folder import SessionFolder
from archiver.store.shipped import load_language_pack

SPEAKERS = "speakers.json"
MEMBERS = "members.csv"
CARDS = "cards.json"
READS = ("agenda.json", "transcript.json", "corrected.json", MEMBERS, CARDS)


def name_speakers(work: Work) -> None:
    """Write `speakers.json`. Raises AgendaError if the list of members cannot be read."""
    folder = work.folder
    words = "corrected.json" if folder.file("corrected.json").is_file() else "transcript.json"
    cards = folder.read(CARDS, Cards) if folder.file(CARDS).is_file() else Cards()
    members = _members(folder)
    transcript = folder.read(words, Transcript)
    pack = load_language_pack(work.settings.session.language)
    found = name_turns(transcript, folder.agenda(), members, cards, pack)
    if found.turns and not members:
        work.warn(
            _("there is no list of members: only the president and the rapporteurs can be named")
        )
    work.write(SPEAKERS, found.to_json())


def speakers_of(folder: SessionFolder) -> Speakers | None:
    """Who speaks when, where that has been told."""
    return folder.read(SPEAKERS, Speakers) if folder.file(SPEAKERS).is_file() else None


def _members(folder: SessionFolder) -> tuple[Member, ...]:
    path = folder.file(MEMBERS)
    return read_members(path) if path.is_file() else ()
