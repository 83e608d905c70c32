"""What is handed over of a session as one file: subtitles, transcript, votes, draft minutes.

All of it is made from the records as they were corrected last, without what is hidden.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from archiver.agenda.decisions.deliberations import Sitting, deliberations_csv
from archiver.agenda.decisions.table import votes_csv
from archiver.captions.formats import ttml
from archiver.captions.timeline import to_replay
from archiver.correcting import mended
from archiver.corrections.hiding import hidden_passages
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.media.probe import probe
from archiver.minutes import to_docx, to_odt
from archiver.minuting import minutes_of
from archiver.model.captions import CueSheet
from archiver.model.chapters import Chapter, Chapters
from archiver.model.timeline import Timeline
from archiver.model.times import clock
from archiver.model.transcript import Transcript
from archiver.replay.chapters import viewer_chapters
from archiver.replay.edl import replay_edl
from archiver.replay.items import export_clip
from archiver.replaying import hidden_of
from archiver.rosters import members_of
from archiver.steps import Settings
from archiver.store.corrections import read_corrections
from archiver.store.folder import SessionFolder

_TIMELINE, _REPLAY, _CUES = "replay/timeline.json", "replay/replay.mp4", "captions/cues.json"


class NotMadeYetError(ArchiverError):
    """What is to be exported was not made yet."""


class NoSuchFormError(ArchiverError):
    """Nothing is exported in that form."""


class NoSiretError(ArchiverError):
    """The house has not said its SIRET number."""


class NoPassageError(ArchiverError):
    """The replay plays nothing between two times."""


class HiddenSinceError(ArchiverError):
    """Something was hidden since what is to be exported was made."""


@dataclass(frozen=True)
class Form:
    """One form of export."""

    suffix: str
    """How the file's name ends, after the session's."""
    media_type: str
    needs: tuple[str, ...]
    """The files of the session that it is made from; {language} is the session's."""
    make: Callable[[SessionFolder], bytes]
    is_public: bool = True
    """Whether it holds only what the replay shows."""
    wants_siret: bool = False
    """Whether the house must have said its SIRET number."""


def exported(folder: SessionFolder, form: str) -> bytes:
    """A session in one of the FORMS.

    Raises NoSuchFormError, NotMadeYetError, HiddenSinceError.
    """
    known = FORMS.get(form)
    if known is None:
        raise NoSuchFormError(
            _("nothing is exported as “{form}”").format(form=form), ", ".join(FORMS)
        )
    for name in known.needs:
        check_made(folder, name.format(language=folder.session().language))
    check_hidden(folder)
    return known.make(folder)


def check_hidden(folder: SessionFolder) -> None:
    """Raises HiddenSinceError where something was hidden since the replay was made."""
    if hidden_passages(read_corrections(folder)) != hidden_of(folder):
        raise HiddenSinceError(
            _("something was hidden since this was made"),
            remedy=_("Make everything again: archiver process {folder}").format(folder=folder.path),
        )


def can_export(folder: SessionFolder) -> tuple[str, ...]:
    """The forms whose sources are there."""
    settings = Settings.of(folder)
    language = settings.session.language
    return tuple(
        form
        for form, one in FORMS.items()
        if all(folder.file(name.format(language=language)).is_file() for name in one.needs)
        and (settings.house.siret or not one.wants_siret)
    )


def check_made(folder: SessionFolder, name: str) -> None:
    """Raises NotMadeYetError where a file is missing."""
    file = folder.file(name)
    if not file.is_file():
        raise NotMadeYetError(
            _("{file} was not made yet").format(file=file.name),
            remedy=_("Make it with: archiver process {folder}").format(folder=folder.path),
        )


def votes_of(folder: SessionFolder) -> bytes:
    """Every vote heard (CSV), shown or not; only those that are have a replay time."""
    timeline = folder.read(_TIMELINE, Timeline) if folder.file(_TIMELINE).is_file() else None
    base = Settings.of(folder).house.base_url.rstrip("/")
    url = f"{base}/{folder.id}/" if base else ""
    votes = folder.read("chapters.json", Chapters).votes
    return votes_csv(votes, folder.agenda(), timeline, url).encode("utf-8")


def transcript_of(folder: SessionFolder) -> bytes:
    """The whole transcript (JSON) with all corrections so far, closed sittings too."""
    said = mended(folder, folder.read("transcript.json", Transcript))
    return said.to_json().encode("utf-8")


def _captions(suffix: str) -> Callable[[SessionFolder], bytes]:
    return lambda folder: folder.file(f"captions/{folder.session().language}.{suffix}").read_bytes()


def ttml_of(folder: SessionFolder) -> bytes:
    """The subtitles in replay time (TTML, profile IMSC 1.1 text)."""
    sheet = folder.read(_CUES, CueSheet)
    shown = to_replay(sheet.cues, folder.read(_TIMELINE, Timeline))
    return ttml.FORMAT.encode(shown, sheet.language)


def edl_of(folder: SessionFolder) -> bytes:
    """The replay's chapters as an edit decision list."""
    replay = folder.file(_REPLAY)
    video = probe(replay).video
    rate = video[0].frames_per_second if video else 25.0
    title = folder.session().title
    return replay_edl(chapters_of(folder), replay.name, title, rate).encode("utf-8")


def deliberations_of(folder: SessionFolder) -> bytes:
    """What was adopted, as open data (SCDL). Raises NoSiretError."""
    house, session = Settings.of(folder).house, folder.session()
    if not house.siret:
        raise NoSiretError(
            _("the open data of deliberations needs the SIRET number of the body"),
            remedy=_('Write it into archive.toml: siret = "14 digits"'),
        )
    base = house.base_url.rstrip("/")
    sitting = Sitting(
        body=session.body or house.body,
        siret=house.siret,
        day=session.date,
        members=len(members_of(folder)) or None,
        page_url=f"{base}/{folder.id}/" if base else "",
    )
    votes = folder.read("chapters.json", Chapters).votes
    timeline = folder.read(_TIMELINE, Timeline)
    return deliberations_csv(votes, folder.agenda(), timeline, sitting).encode("utf-8")


def chapters_of(folder: SessionFolder) -> tuple[Chapter, ...]:
    """The chapters of the replay, as viewers see them."""
    timeline = folder.read(_TIMELINE, Timeline)
    found = folder.read("chapters.json", Chapters)
    return viewer_chapters(found, folder.agenda(), timeline, folder.session().language)


def clip_of(folder: SessionFolder, start_ms: int, end_ms: int, target: Path) -> None:
    """A passage of the replay, in its own time, as a video, exact to the frame.

    Raises NotMadeYetError, HiddenSinceError, NoPassageError for times that hold nothing.
    """
    check_made(folder, _REPLAY)
    check_hidden(folder)
    duration_ms = folder.read(_TIMELINE, Timeline).replay_duration_ms
    if not 0 <= start_ms < min(end_ms, duration_ms):
        raise NoPassageError(
            _("there is nothing to cut from {start} to {end}").format(
                start=clock(start_ms), end=clock(end_ms)
            ),
            _("the replay ends at {end}").format(end=clock(duration_ms)),
            _("Give two times of the replay, the earlier one first"),
        )
    settings = Settings.of(folder)
    title = f"{settings.session.title} – {clock(start_ms)}"
    export_clip(folder.file(_REPLAY), start_ms, end_ms, title, target, settings.preset.replay)


_OOXML = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PAGE = ("chapters.json", _TIMELINE, _CUES)
FORMS: Mapping[str, Form] = {
    "docx": Form("proces-verbal.docx", _OOXML, _PAGE, lambda f: to_docx(minutes_of(f))),
    "odt": Form(
        "proces-verbal.odt",
        "application/vnd.oasis.opendocument.text",
        _PAGE,
        lambda f: to_odt(minutes_of(f)),
    ),
    "votes": Form("votes.csv", "text/csv", ("chapters.json",), votes_of, is_public=False),
    "scdl": Form(
        "deliberations.csv",
        "text/csv",
        ("chapters.json", _TIMELINE),
        deliberations_of,
        wants_siret=True,
    ),
    "srt": Form("srt", "application/x-subrip", ("captions/{language}.srt",), _captions("srt")),
    "vtt": Form("vtt", "text/vtt", ("captions/{language}.vtt",), _captions("vtt")),
    "ttml": Form("ttml", "application/ttml+xml", (_CUES, _TIMELINE), ttml_of),
    "edl": Form("edl", "text/plain", ("chapters.json", _TIMELINE, _REPLAY), edl_of),
    "json": Form("json", "application/json", ("transcript.json",), transcript_of, is_public=False),
}


def name_of(folder: SessionFolder, form: str) -> str:
    """What the file of an export is called."""
    suffix = FORMS[form].suffix
    return f"{folder.id}-{suffix}" if "." in suffix else f"{folder.id}.{suffix}"
