"""`archiver transcribe`, `split`, `caption`: one step, from files to a file."""

import tempfile
from pathlib import Path

import click

from archiver.agenda.reading import read_agenda
from archiver.agenda.sources import Sources
from archiver.agenda.splitting import split as split_agenda
from archiver.agenda.turns import name_turns
from archiver.captions.dressing import dressed
from archiver.captions.formats import FORMATS
from archiver.captions.layout import layout
from archiver.captions.norms import check
from archiver.cli import console
from archiver.cli.coverage import report as coverage_report
from archiver.cli.instants import Told
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.media.probe import probe
from archiver.media.sound import extract_wav
from archiver.media.tracks import choose_audio
from archiver.model.agenda import Agenda
from archiver.model.captions import CaptionNorms
from archiver.model.cards import Cards
from archiver.model.chapters import Chapters
from archiver.model.preset import Preset, SpeechSettings
from archiver.model.transcript import Transcript
from archiver.speech import engines
from archiver.speech.transcribe import transcribe as transcribe_wav
from archiver.steps import threads_allowed
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder
from archiver.store.settings import SettingsError, load_json
from archiver.store.shipped import load_language_pack

_FILE = click.Path(path_type=Path)


class FormatError(ArchiverError):
    """A file cannot be written in that format."""


@click.command(help=_("Recognise the speech of a sound or video file."))
@click.argument("sound", metavar=_("FILE"), type=_FILE)
@click.option(
    "--output", metavar=_("FILE"), type=_FILE, required=True, help=_("The transcript: a JSON file.")
)
@click.option(
    "--language", metavar="fr|en", default="fr", show_default=True, help=_("Language spoken.")
)
@click.option(
    "--model",
    metavar=_("NAME"),
    default="base",
    show_default=True,
    help=_("Speech model, or its folder."),
)
@click.option(
    "--track", metavar="N", default=1, show_default=True, help=_("Which sound track is heard.")
)
def transcribe(sound: Path, output: Path, language: str, model: str, track: int) -> None:
    """Decode to 16 kHz, then recognise."""
    media = probe(sound)
    stream = choose_audio(media, track)
    speech = SpeechSettings(model=model, threads=threads_allowed())
    recognizer = engines.load(speech, load_language_pack(language).speech)
    with tempfile.TemporaryDirectory() as scratch, console.progress(_("Speech")) as progress:
        wav = Path(scratch) / "audio.wav"
        extract_wav(sound, stream.index if stream else None, wav, media.duration_ms)
        transcript = transcribe_wav(wav, recognizer, language, progress=progress)
    write_atomic(output, transcript.to_json())
    console.say(str(output))


@click.command(
    help=_(
        "Find where each agenda item starts in a transcript. With a session’s FOLDER and "
        "--report: say what was found in it, and why."
    )
)
@click.argument("folder", metavar=_("[FOLDER]"), type=_FILE, required=False)
@click.option("--agenda", "agenda_file", metavar=_("FILE"), type=_FILE, help=_("The agenda."))
@click.option("--transcript", metavar=_("FILE"), type=_FILE, help=_("The transcript: a JSON file."))
@click.option("--output", metavar=_("FILE"), type=_FILE, help=_("The spans: a JSON file."))
@click.option(
    "--report",
    is_flag=True,
    help=_("Say what became of every item, how sure each start is, and what speaks for it."),
)
def split(
    folder: Path | None,
    agenda_file: Path | None,
    transcript: Path | None,
    output: Path | None,
    report: bool,
) -> None:
    """Align, and say what was found; or only say it of a session that was split already."""
    told = Told()
    if folder:
        told = Told.of(SessionFolder(folder))
        agenda, chapters = _already_split(folder, report, agenda_file, transcript, output)
    else:
        agenda, chapters = _split_now(agenda_file, transcript)
    if output:
        write_atomic(output, chapters.to_json())
        console.say(
            _("{output}: {n} spans, {absent} items not treated").format(
                output=output, n=len(chapters.spans), absent=len(chapters.not_treated)
            )
        )
    if report:
        for line in coverage_report(chapters, agenda, told):
            console.say(line)


def _split_now(agenda_file: Path | None, transcript: Path | None) -> tuple[Agenda, Chapters]:
    if not agenda_file or not transcript:
        raise click.UsageError(
            _("give --agenda and --transcript, or the folder of a session and --report")
        )
    agenda = read_agenda(agenda_file)
    said = load_json(transcript, Transcript)
    pack = load_language_pack(said.language)
    speakers = name_turns(said, agenda, (), Cards(), pack)
    return agenda, split_agenda(agenda, said, pack, Sources(speakers=speakers))


def _already_split(folder: Path, report: bool, *files: Path | None) -> tuple[Agenda, Chapters]:
    if not report or any(files):
        raise click.UsageError(_("with a folder, give --report and nothing else"))
    session = SessionFolder(folder)
    if not session.file("chapters.json").is_file():
        raise ArchiverError(
            _("the session is not split yet"),
            remedy=_("Run: archiver process {folder}").format(folder=folder),
        )
    return session.agenda(), session.read("chapters.json", Chapters)


@click.command(help=_("Lay out a transcript as subtitles (VTT or SRT, by the file’s ending)."))
@click.argument("transcript", metavar=_("FILE"), type=_FILE)
@click.option(
    "--output", metavar=_("FILE"), type=_FILE, required=True, help=_("The subtitles: .vtt or .srt.")
)
@click.option(
    "--chapters",
    metavar=_("FILE"),
    type=_FILE,
    help=_("Spans that no subtitle may cross: a JSON file."),
)
def caption(transcript: Path, output: Path, chapters: Path | None) -> None:
    """Lay out, write, and say which norms were broken."""
    ending = output.suffix.lstrip(".").lower()
    if ending not in FORMATS:
        raise FormatError(
            _("“{file}” is in no known subtitle format").format(file=output.name),
            remedy=_("End the file’s name with one of: {endings}").format(
                endings=", ".join("." + name for name in FORMATS)
            ),
        )
    said = load_json(transcript, Transcript)
    spans = load_json(chapters, Chapters).spans if chapters else ()
    cuts = tuple(span.start_ms for span in spans)
    norms = Preset().captions
    cues = layout(_dressed(said, norms), cuts, norms)
    write_atomic(output, FORMATS[ending].encode(cues, said.language))
    report = check(cues, cuts, norms)
    console.say(
        _("{output}: {n} subtitles, {kept} within all norms").format(
            output=output, n=report.cues, kept=report.kept
        )
    )


def _dressed(said: Transcript, norms: CaptionNorms) -> Transcript:
    """The transcript as it is shown; as it is, in a language of which nothing is known."""
    try:
        pack = load_language_pack(said.language)
    except SettingsError:
        return said
    return dressed(said, pack, norms.numbers)
