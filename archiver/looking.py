"""What is read off the picture: the step `cards`, from the recording to `cards.json`."""

import hashlib
import json
import time
from dataclasses import dataclass, field

from archiver.i18n import _, ngettext
from archiver.media.cardreading import Cost, Place, find_cards
from archiver.media.lettering import ReadLine
from archiver.model.cards import Cards
from archiver.model.recording import Recording
from archiver.model.times import clock
from archiver.programs.run import ProgramError
from archiver.programs.tesseract import NoTesseractError, find_tesseract, read_text
from archiver.steps import Work

CARDS = "cards.json"
_KEPT = "read.json"
_KEEP_EVERY_SECONDS = 10.0


def read_cards(work: Work) -> None:
    """The step `cards`: `cards.json`, empty where there is nothing to read, or nothing to read it.

    Raises MediaError if the recording cannot be opened.
    """
    settings = work.settings.preset.cards
    recording = work.folder.read("recording/recording.json", Recording)
    found = Cards()
    if settings.read == "auto" and recording.media.video:
        try:
            reader = find_tesseract(work.settings.session.language)
        except NoTesseractError as error:
            said = _("the cards on screen were not read: {what}. {remedy}, then run: {command}")
            command = f"archiver process {work.folder.path} --redo cards"
            work.warn(said.format(what=error.what, remedy=error.remedy, command=command))
        else:
            work.versions["reader"] = f"tesseract {reader.version}"
            found = _read(work, recording, work.versions["reader"])
    work.write(CARDS, found.to_json())


def _read(work: Work, recording: Recording, reader: str) -> Cards:
    region = work.settings.preset.cards.region
    place = Place(None if region == "auto" else region)
    kept = _Kept(work, work.settings.session.language)
    cost = Cost()
    started = time.process_time()
    source = work.folder.file(recording.file)
    cards = find_cards(source, recording.media.duration_ms, place, kept.read, work.progress, cost)
    if cost.dense:
        said = _(
            "the video has a keyframe only every {seconds} s: every picture was decoded to find "
            "the cards, which took {cost} of processor time"
        )
        spent = round((time.process_time() - started) * 1000)
        work.warn(said.format(seconds=round(cost.keyframe_ms / 1000), cost=clock(spent)))
    if cost.left_out:
        said = _(
            "the text on screen changes all the time: {n} of its states were not read; say where "
            "the cards are with “region” under [cards] in the preset"
        )
        work.warn(said.format(n=cost.left_out))
    if kept.failures:
        n = len(kept.failures)
        said = ngettext(
            "a picture of a card could not be read: {why}",
            "{n} pictures of cards could not be read: {why}",
            n,
        )
        work.warn(said.format(n=n, why=kept.failures[0]))
    return Cards(reader=reader, cards=cards)


@dataclass
class _Kept:
    """Reads pictures, and keeps what was read should the step be interrupted."""

    work: Work
    language: str
    failures: list[str] = field(default_factory=list)
    _lines: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    _kept_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        before = self.work.load(_KEPT)
        if before:
            known = json.loads(before)
            if known.get("language") == self.language:
                self._lines = known["lines"]

    def read(self, png: bytes) -> tuple[ReadLine, ...]:
        """The lines of a picture; none if it cannot be read, which is noted."""
        digest = hashlib.sha256(png).hexdigest()
        if digest not in self._lines:
            try:
                self._lines[digest] = [
                    (x.text, x.confidence) for x in read_text(png, self.language)
                ]
            except ProgramError as error:
                self.failures.append(error.why or error.what)
                return ()
            self._keep()
        return tuple(ReadLine(text, sure) for text, sure in self._lines[digest])

    def _keep(self) -> None:
        now = time.monotonic()
        if now - self._kept_at >= _KEEP_EVERY_SECONDS:
            self._kept_at = now
            known = {"language": self.language, "lines": self._lines}
            self.work.save(_KEPT, json.dumps(known, ensure_ascii=False).encode())
