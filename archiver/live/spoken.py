"""What was said so far: settled words, and quick ones after them until they are settled too.

Written as `live/transcript.json`, with the corrections that people have made meanwhile. What is
settled is put into words once; a quick pass only adds its few lines.
"""

import threading
from collections.abc import Sequence
from pathlib import Path

from archiver.correcting import mended
from archiver.model.transcript import Transcript, Utterance, Word
from archiver.speech.transcribe import assembled
from archiver.speech.utterances import utterances
from archiver.store.corrections import CORRECTIONS
from archiver.store.files import write_atomic
from archiver.store.folder import LIVE_TRANSCRIPT, SessionFolder


class Spoken:
    """The words of a session that is being recorded; may be used from any thread."""

    def __init__(self, folder: SessionFolder, language: str, recognizer: str) -> None:
        self._folder, self._language, self._recognizer = folder, language, recognizer
        self._settled: list[Word] = []
        self._quick: list[Word] = []
        self.settled_ms = 0
        """Up to where words are settled."""
        self._quick_ms = 0
        self._lock = threading.Lock()
        self._printed: tuple[object, ...] = ()
        self._lines: tuple[str, ...] = ()
        self._transcript = assembled([], 0, recognizer, language)

    @property
    def heard_ms(self) -> int:
        """Up to where words are known, quick or settled."""
        return max(self.settled_ms, self._quick_ms)

    def settle(self, words: Sequence[Word], end_ms: int) -> None:
        """The words up to `end_ms`, which go on from the last settled ones."""
        with self._lock:
            self._settled += words
            self.settled_ms = end_ms
            self._quick = [w for w in self._quick if w.start_ms + w.end_ms >= 2 * end_ms]
            self._write()

    def caption(self, words: Sequence[Word], end_ms: int) -> None:
        """Words of the quick pass, up to `end_ms`; what is settled meanwhile is passed over."""
        with self._lock:
            settled = self.settled_ms
            self._quick += [w for w in words if w.start_ms + w.end_ms >= 2 * settled]
            self._quick_ms = max(self._quick_ms, end_ms)
            self._write()

    def refresh(self) -> None:
        """Write the transcript again, should there be new corrections."""
        with self._lock:
            if self._lines and self._printed != self._state():
                self._write()

    def transcript(self) -> Transcript:
        """What is settled, as corrected when it was last written."""
        with self._lock:
            return self._transcript

    def _state(self) -> tuple[object, ...]:
        return len(self._settled), self.settled_ms, _stamp(self._folder.file(CORRECTIONS))

    def _write(self) -> None:
        state = self._state()
        if state != self._printed:
            whole = assembled(self._settled, self.settled_ms, self._recognizer, self._language)
            self._transcript = mended(self._folder, whole)
            self._lines = tuple(map(_line, self._transcript.utterances))
            self._printed = state
        lines = ",\n".join((*self._lines, *map(_line, self._captions())))
        head = Transcript(
            language=self._language, duration_ms=self.heard_ms, recognizer=self._recognizer
        )
        text = head.to_json().rstrip().removesuffix("}").rstrip()
        opened = text.removesuffix('"segments": []')
        write_atomic(self._folder.file(LIVE_TRANSCRIPT), f'{opened}"segments": [\n{lines}\n]}}\n')

    def _captions(self) -> Sequence[Utterance]:
        """The utterances of the quick pass, as corrected."""
        heard = Transcript(
            language=self._language,
            duration_ms=self.heard_ms,
            utterances=tuple(utterances(self._quick)),
        )
        quick = {"quick": True}
        return [u.model_copy(update=quick) for u in mended(self._folder, heard).utterances]


def _line(utterance: Utterance) -> str:
    return utterance.model_dump_json(by_alias=True, exclude_none=True)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return 0, 0
    return stat.st_size, stat.st_mtime_ns
