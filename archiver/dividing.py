"""The step `split`: all that is known of a session brought together into its chapters."""

from collections.abc import Sequence

from archiver.agenda.cards import CardReader, card_evidence, read_all
from archiver.agenda.cues import Phrasebook
from archiver.agenda.decisions import electorate, find_attendance, find_unanswered, find_votes
from archiver.agenda.heard import hear
from archiver.agenda.recorded import mark_anchors, overlay
from archiver.agenda.sources import Sources
from archiver.agenda.splitting import split
from archiver.agenda.words import Lexicon
from archiver.correcting import corrected_chapters
from archiver.corrections.chapters import anchors, apply_to_chapters, set_aside
from archiver.i18n import _
from archiver.looking import CARDS
from archiver.marking import planned_of, read_marks, unreadable_lines
from archiver.model.agenda import Agenda, Member
from archiver.model.cards import Cards
from archiver.model.chapters import Chapters, Span
from archiver.model.language import LanguagePack
from archiver.model.marks import Mark
from archiver.model.recording import Recording
from archiver.model.runs import Runs
from archiver.model.session import Session
from archiver.model.speakers import Speakers
from archiver.model.times import clock
from archiver.model.transcript import Transcript
from archiver.rosters import members_of, speakers_of
from archiver.steps import Work
from archiver.store.corrections import read_corrections
from archiver.store.folder import CORRECTED, RUNS, SessionFolder
from archiver.store.shipped import load_language_pack


def split_session(work: Work) -> None:
    """Write `chapters.json`: what was heard and seen, what was marked, what people corrected."""
    folder = work.folder
    pack = load_language_pack(work.settings.session.language)
    agenda, transcript = folder.agenda(), folder.read(CORRECTED, Transcript)
    members, runs = members_of(folder), _runs(folder)
    marks = _marks(work, runs)
    sources = _sources(folder, agenda, members, pack, runs, marks)
    chapters = split(agenda, transcript, pack, sources)
    chapters = overlay(chapters, runs, marks, planned_of(work.settings.session), agenda)
    decided = _decided(chapters, transcript, agenda, members, pack)
    whole = corrected_chapters(work, decided)
    _tell(work, whole)
    work.write("chapters.json", whole.to_json())


def divided_so_far(
    folder: SessionFolder, session: Session, transcript: Transcript, runs: Runs
) -> Chapters:
    """The chapters of what was heard until now, while the session is recorded: provisional.

    Marks and corrections are in them; votes and attendance are not looked for.
    """
    pack, marks = load_language_pack(session.language), read_marks(folder)
    agenda = folder.agenda()
    sources = _sources(folder, agenda, members_of(folder), pack, runs, marks)
    chapters = split(agenda, transcript, pack, sources)
    chapters = overlay(chapters, runs, marks, planned_of(session), agenda)
    return apply_to_chapters(chapters, read_corrections(folder), agenda)[0]


def _runs(folder: SessionFolder) -> Runs:
    """The runs of what is recorded; none where the recording was imported."""
    recorded = folder.read("recording/recording.json", Recording).kept_by == "segments"
    return folder.read(RUNS, Runs) if recorded else Runs()


def _marks(work: Work, runs: Runs) -> tuple[Mark, ...]:
    marks, broken = read_marks(work.folder), unreadable_lines(work.folder)
    if broken:
        numbers = ", ".join(map(str, broken))
        work.warn(_("lines of marks.jsonl that cannot be read: {n}").format(n=numbers))
    if marks and not runs.runs:
        work.warn(_("the marks are not used: the clock of an imported video is not known"))
        return ()
    return marks


def _sources(
    folder: SessionFolder,
    agenda: Agenda,
    members: Sequence[Member],
    pack: LanguagePack,
    runs: Runs,
    marks: Sequence[Mark],
) -> Sources:
    """What is known besides the words; of two orders for one item, the correction stands."""
    reader = CardReader(agenda, (member.name for member in members), pack)
    cards = folder.read(CARDS, Cards) if folder.file(CARDS).is_file() else Cards()
    shown = read_all(cards, reader)
    corrections = read_corrections(folder)
    mended = anchors(corrections)
    moved = {id for anchor in mended for id in anchor.items}
    marked = (a for a in mark_anchors(runs, marks, agenda) if not moved & set(a.items))
    return Sources(
        cards=card_evidence(shown, agenda),
        speakers=speakers_of(folder) or Speakers(),
        anchors=(*marked, *mended),
        set_aside=frozenset(one.item for one in set_aside(corrections)),
    )


def _decided(
    chapters: Chapters,
    transcript: Transcript,
    agenda: Agenda,
    members: Sequence[Member],
    pack: LanguagePack,
) -> Chapters:
    """The chapters with the votes and the attendance that were said."""
    heard = hear(transcript)
    book = Phrasebook(heard, Lexicon(pack))
    there = find_attendance(heard, _opening(chapters.spans), members, agenda, pack, book)
    votes = find_votes(heard, chapters.spans, agenda, pack, book, electorate(there))
    unheard = find_unanswered(heard, pack, book)
    return chapters.model_copy(
        update={
            "votes": votes,
            "attendance": there,
            "to_check": (*chapters.to_check, *unheard),
        }
    )


def _opening(spans: Sequence[Span]) -> tuple[int, int]:
    """From the first opening to the first matter: where presence is told."""
    start = next((s.start_ms for s in spans if s.kind == "opening"), 0)
    first = next((s.start_ms for s in spans if s.items and s.start_ms >= start), None)
    return start, first if first is not None else (spans[-1].end_ms if spans else 0)


def _tell(work: Work, chapters: Chapters) -> None:
    for cue in chapters.to_check:
        if cue.kind == "closed":
            said = _("closed sitting spoken of at {time} (“{words}”): look before you publish")
            work.warn(said.format(time=clock(cue.start_ms), words=cue.text))
    for span in chapters.spans:
        if span.start_ms and span.hidden and span.evidence[0].kind == "planned":
            said = _("nothing is shown from {time} on, after the planned end: mark the closing")
            work.warn(said.format(time=clock(span.start_ms)))
