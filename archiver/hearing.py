"""The step `transcribe`: the recogniser a session asks for, its stretches, and their shelf.

What was recognised stays in `stretches/` of the session folder, by the digest of the samples and
the recogniser's settings: whoever hears a stretch, now or on another machine, finds what was
heard before.
"""

from archiver.i18n import _
from archiver.speech import engines
from archiver.speech.recognizer import Recognizer
from archiver.speech.transcribe import transcribe
from archiver.steps import Settings, Work
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder

STRETCHES = "stretches"


class StretchShelf:
    """The stretches that were recognised of one session."""

    def __init__(self, folder: SessionFolder) -> None:
        self._folder = folder.file(STRETCHES)
        self._used: set[str] = set()

    def load(self, name: str) -> bytes | None:
        """What was kept under `name`, or None."""
        path = self._folder / f"{name}.json"
        self._used.add(path.name)
        return path.read_bytes() if path.is_file() else None

    def save(self, name: str, data: bytes) -> None:
        """Keep `data` under `name`, whole."""
        write_atomic(self._folder / f"{name}.json", data)

    def tidy(self) -> None:
        """Remove what was not asked for since this shelf was opened: other sound, other settings.

        Only to be called by who has read or heard every stretch of the session.
        """
        for path in self._folder.glob("*.json"):
            if path.name not in self._used:
                path.unlink(missing_ok=True)


def recognizer_of(settings: Settings) -> Recognizer:
    """The recogniser that a session's settings ask for, loaded.

    Raises SpeechError if its model or its engine is not installed, or if the model is damaged.
    """
    return engines.load(settings.speech)


def transcribe_session(work: Work) -> None:
    """Write `transcript.json`. Raises SpeechError if the sound cannot be recognised."""
    settings = work.settings
    recognizer, shelf = recognizer_of(settings), StretchShelf(work.folder)
    transcript = transcribe(
        work.folder.file("audio.wav"),
        recognizer,
        settings.session.language,
        shelf=shelf,
        progress=work.progress,
    )
    work.versions["recognizer"] = recognizer.name
    if not transcript.utterances:
        work.warn(_("no speech was heard in the recording"))
    work.write("transcript.json", transcript.to_json())
    shelf.tidy()
