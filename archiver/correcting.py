"""The corrections of a session: who makes them, and how its steps apply them.

Each step that applies some of them keeps their fates beside (`corrections/…json`), so that none is
dropped in silence.
"""

import getpass
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from rapidfuzz import fuzz

from archiver.agenda.reading import read_members
from archiver.corrections.chapters import apply_to_chapters
from archiver.corrections.checking import caption_clock, check_fates
from archiver.corrections.hiding import hidden_passages, hide_fates, masked
from archiver.corrections.signing import Signature
from archiver.corrections.sounding import Ear, folded
from archiver.corrections.speaking import apply_to_speakers
from archiver.corrections.standing import Domain, standing
from archiver.corrections.words import House, apply_to_words
from archiver.glossaries import glossary_of
from archiver.i18n import _
from archiver.model.captions import CaptionClock
from archiver.model.chapters import Chapters
from archiver.model.corrections import (
    Correction,
    Fate,
    Fates,
    plain_line,
)
from archiver.model.glossary import Glossary
from archiver.model.language import LanguagePack
from archiver.model.preset import Preset
from archiver.model.speakers import Speakers
from archiver.model.timeline import Timeline
from archiver.model.transcript import Transcript
from archiver.speech.names.correcting import correct_names
from archiver.steps import Work
from archiver.store.corrections import read_corrections, unreadable_lines
from archiver.store.folder import CORRECTED, HIDDEN, LIVE_TRANSCRIPT, SessionFolder
from archiver.store.shipped import load_language_pack, load_preset

TRANSCRIPT = "transcript.json"
DOMAINS: tuple[Domain, ...] = ("words", "speakers", "chapters", "captions", "hiding")


@dataclass(frozen=True)
class Listed:
    """A correction and what became of it; no fate while its step was not done since."""

    correction: Correction
    fate: Fate | None


def fates_file(domain: Domain) -> str:
    """Where the step of a domain keeps what became of its corrections."""
    return f"corrections/{domain}.json"


def signature(author: str | None = None, note: str | None = None) -> Signature:
    """Who corrects now: as given, else the person logged in, by their full name if it is known."""
    now = datetime.now(UTC).replace(microsecond=0)
    name = str(plain_line(author or "")) or _logged_in()
    return Signature(name[:100], now, str(plain_line(note or ""))[:500] or None)


def _logged_in() -> str:
    try:
        import pwd

        known = pwd.getpwuid(os.getuid())
        full = str(plain_line(known.pw_gecos.split(",")[0]))
        return full or known.pw_name
    except (ImportError, KeyError):
        pass
    try:
        return str(plain_line(getpass.getuser())) or _("unknown")
    except (OSError, KeyError):
        return _("unknown")


def session_ms(folder: SessionFolder, replay_ms: int) -> int:
    """Which session time a time read on the page is; the same where there is no replay yet."""
    if not folder.file("replay/timeline.json").is_file():
        return replay_ms
    return folder.read("replay/timeline.json", Timeline).to_session(replay_ms)


def replay_time(folder: SessionFolder) -> Callable[[int], int]:
    """Where on the page a session time is; the same where there is no replay yet."""
    if not folder.file("replay/timeline.json").is_file():
        return lambda ms: ms
    return folder.read("replay/timeline.json", Timeline).nearest_replay


def member_called(folder: SessionFolder, name: str) -> tuple[str, str | None]:
    """A name as it is written in members.csv; else as given, and the member nearest to it."""
    path = folder.file("members.csv")
    names = [member.name for member in read_members(path)] if path.is_file() else []
    said = str(plain_line(name))
    known = next((one for one in names if folded(one) == folded(said)), None)
    if known or not names:
        return known or said, None
    return said, max(names, key=lambda one: fuzz.ratio(folded(one), folded(said)))


def words_now(folder: SessionFolder) -> Transcript:
    """The transcript with all corrections made so far, the step that writes it done or not.

    It says what is hidden, for those who may know it: nothing public is made of it. While the
    session is recorded it is what was heard so far, and what is hidden is masked.
    """
    if not folder.file("transcript.json").is_file() and folder.file(LIVE_TRANSCRIPT).is_file():
        return folder.read(LIVE_TRANSCRIPT, Transcript)
    return _mended(folder, folder.read("transcript.json", Transcript))


def mended(folder: SessionFolder, transcript: Transcript) -> Transcript:
    """A transcript with the house's words and all corrections so far; what is hidden is masked."""
    return masked(_mended(folder, transcript), read_corrections(folder))


def _mended(folder: SessionFolder, transcript: Transcript) -> Transcript:
    session = folder.session()
    ear, preset = _ear(session.language), load_preset(session.preset, folder.archive)
    house = house_words(folder, preset, session.language)
    return apply_to_words(transcript, read_corrections(folder), ear, house)[0]


def house_words(folder: SessionFolder, preset: Preset, language: str) -> House | None:
    """What writes the glossary's terms into a transcript; None where the preset wants none.

    Raises AgendaError or SettingsError where the glossary's sources cannot be used.
    """
    if preset.speech.glossary == "off" or not folder.file("agenda.json").is_file():
        return None
    pack = load_language_pack(language)
    glossary = glossary_of(folder, pack)
    return partial(_write_names, glossary, pack)


def _write_names(
    glossary: Glossary, pack: LanguagePack, transcript: Transcript, kept: Collection[int]
) -> Transcript:
    return correct_names(transcript, glossary, pack, kept)


def _ear(language: str) -> Ear:
    return Ear(load_language_pack(language).sounds)


def apply_word_corrections(work: Work) -> None:
    """The step `words`: as recognised, with what people mended and the names of the house.

    What is hidden is masked here, so that everything made from the words is without it.
    """
    transcript = work.folder.read("transcript.json", Transcript)
    language = work.settings.session.language
    house = house_words(work.folder, work.settings.preset, language)
    corrections = _made(work)
    mended, fates = apply_to_words(transcript, corrections, _ear(language), house)
    _keep(work, "words", fates)
    work.write(CORRECTED, masked(mended, corrections).to_json())
    hide_here = hide_fates(corrections, transcript.duration_ms)
    if hide_here:
        _keep(work, "hiding", hide_here)
    hidden = hidden_passages(corrections)
    if hidden.passages:
        work.write(HIDDEN, hidden.to_json())


def corrected_speakers(work: Work, speakers: Speakers) -> Speakers:
    """The turns with the names that people gave; called at the end of the step `speakers`."""
    mended, fates = apply_to_speakers(speakers, _made(work))
    _keep(work, "speakers", fates)
    return mended


def corrected_chapters(work: Work, chapters: Chapters) -> Chapters:
    """The chapters with what people mended; called at the end of the step `split`."""
    mended, fates = apply_to_chapters(chapters, _made(work), work.folder.agenda())
    _keep(work, "chapters", fates)
    return mended


def clock_of(folder: SessionFolder) -> CaptionClock | None:
    """How far the captions are, and since when; None where nothing was recognised."""
    try:
        heard = datetime.fromtimestamp(folder.file(TRANSCRIPT).stat().st_mtime, UTC)
    except OSError:
        return None
    return caption_clock(read_corrections(folder), heard, recognised(folder))


def recognised(folder: SessionFolder) -> str:
    """The digest of what was recognised; empty where nothing was."""
    known = folder.artifact(TRANSCRIPT, folder.manifest().artifacts)
    return known.sha256 if known else ""


def keep_checks(work: Work) -> None:
    """Keep what became of the declarations; called at the end of the step `page`."""
    _keep(work, "captions", check_fates(read_corrections(work.folder), recognised(work.folder)))


def _made(work: Work) -> tuple[Correction, ...]:
    """The corrections; of lines that cannot be read the user is told."""
    broken = unreadable_lines(work.folder)
    if broken:
        numbers = ", ".join(map(str, broken))
        work.warn(_("lines of corrections.jsonl that cannot be read: {n}").format(n=numbers))
    return read_corrections(work.folder)


def _keep(work: Work, domain: Domain, fates: Sequence[Fate]) -> None:
    work.write(fates_file(domain), Fates(fates=tuple(fates)).to_json())


def listed(folder: SessionFolder) -> tuple[Listed, ...]:
    """Every correction with its fate, in the order they were made."""
    corrections = read_corrections(folder)
    stands: set[str] = set()
    fates: dict[str, Fate] = {}
    for domain in DOMAINS:
        now = standing(corrections, domain)
        stands |= {c.id for c in now.corrections}
        fates |= {fate.correction: fate for fate in now.fates}
        for fate in _kept(folder, domain):
            # What was undone when the step was done may stand again since.
            if fate.correction in stands and fate.outcome not in ("undone", "superseded"):
                fates[fate.correction] = fate
    return tuple(Listed(c, fates.get(c.id)) for c in corrections)


def _kept(folder: SessionFolder, domain: Domain) -> tuple[Fate, ...]:
    if not folder.file(fates_file(domain)).is_file():
        return ()
    return folder.read(fates_file(domain), Fates).fates


def waiting(folder: SessionFolder) -> tuple[Listed, ...]:
    """The corrections that did not fit what was made last: a person must look at them."""
    return tuple(one for one in listed(folder) if one.fate and one.fate.outcome == "misfit")
