"""What is handed over of a session as one file: subtitles, transcript, votes, draft minutes.

All of it is made from the records as they were corrected last, without what is hidden.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from archiver.agenda.decisions.table import votes_csv
from archiver.correcting import mended, read_corrections
from archiver.corrections.hiding import hidden_passages
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.minutes import to_docx, to_odt
from archiver.minuting import minutes_of
from archiver.model.chapters import Chapters
from archiver.model.timeline import Timeline
from archiver.model.transcript import Transcript
from archiver.replaying import hidden_of
from archiver.steps import Settings
from archiver.store.folder import SessionFolder

_TIMELINE = "replay/timeline.json"


class NotMadeYetError(ArchiverError):
    """What is to be exported was not made yet."""


class NoSuchFormError(ArchiverError):
    """Nothing is exported in that form."""


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
    _check_hidden(folder)
    return known.make(folder)


def _check_hidden(folder: SessionFolder) -> None:
    if hidden_passages(read_corrections(folder)) != hidden_of(folder):
        raise HiddenSinceError(
            _("something was hidden since this was made"),
            remedy=_("Make everything again: archiver process {folder}").format(folder=folder.path),
        )


def can_export(folder: SessionFolder) -> tuple[str, ...]:
    """The forms whose sources are there."""
    language = folder.session().language
    return tuple(
        form
        for form, one in FORMS.items()
        if all(folder.file(name.format(language=language)).is_file() for name in one.needs)
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


_OOXML = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PAGE = ("chapters.json", _TIMELINE, "captions/cues.json")
FORMS: Mapping[str, Form] = {
    "docx": Form("proces-verbal.docx", _OOXML, _PAGE, lambda f: to_docx(minutes_of(f))),
    "odt": Form(
        "proces-verbal.odt",
        "application/vnd.oasis.opendocument.text",
        _PAGE,
        lambda f: to_odt(minutes_of(f)),
    ),
    "votes": Form("votes.csv", "text/csv", ("chapters.json",), votes_of, is_public=False),
    "srt": Form("srt", "application/x-subrip", ("captions/{language}.srt",), _captions("srt")),
    "vtt": Form("vtt", "text/vtt", ("captions/{language}.vtt",), _captions("vtt")),
    "json": Form("json", "application/json", ("transcript.json",), transcript_of, is_public=False),
}


def name_of(folder: SessionFolder, form: str) -> str:
    """What the file of an export is called."""
    suffix = FORMS[form].suffix
    return f"{folder.id}-{suffix}" if "." in suffix else f"{folder.id}.{suffix}"
