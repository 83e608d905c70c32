"""The step `speakers`: who speaks when, from what was recognised, printed and shown.

No voice is analysed: names come from the chair's words, the roll call, the cards on screen and
the list of members.
"""

from archiver.agenda.turns import name_turns
from archiver.correcting import corrected_speakers
from archiver.i18n import _
from archiver.looking import CARDS
from archiver.model.cards import Cards
from archiver.model.transcript import Transcript
from archiver.rosters import SPEAKERS, members_of
from archiver.steps import Work
from archiver.store.folder import CORRECTED
from archiver.store.shipped import load_language_pack


def name_speakers(work: Work) -> None:
    """Write `speakers.json`. Raises AgendaError if the list of members cannot be read."""
    folder = work.folder
    members = members_of(folder)
    transcript = folder.read(CORRECTED, Transcript)
    pack = load_language_pack(work.settings.session.language)
    found = name_turns(transcript, folder.agenda(), members, folder.read(CARDS, Cards), pack)
    if found.turns and not members:
        work.warn(
            _("there is no list of members: only the president and the rapporteurs can be named")
        )
    work.write(SPEAKERS, corrected_speakers(work, found).to_json())
