"""Makes a site of many long sessions, as `archiver process` would leave it, for other benchmarks.

    python -m benchmarks.synthetic_site FOLDER --sessions 200 --hours 3

What is said is made up, as in `benchmarks.made_up_words`: French-looking words of the frequencies
of speech, in turns of some sixty speakers. The pages are rendered by the program itself. The
videos are empty files: nothing here looks at them. The folder is an archive, its site in `site/`.
"""

import argparse
import random
import time
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from archiver.captions.formats import FORMATS
from archiver.model.agenda import Agenda, Item
from archiver.model.captions import CaptionClock, Cue
from archiver.model.chapters import Chapter, Chapters, Span
from archiver.model.decisions import Vote
from archiver.model.session import House, Session
from archiver.model.speakers import Speakers, Turn
from archiver.model.timeline import Timeline
from archiver.model.transcript import Transcript, Utterance, Word
from archiver.publish.website import (
    PageFiles,
    SessionPage,
    assets,
    card_of,
    card_to_json,
    chapters_json,
    page_manifest,
    render_embed,
    render_session,
    render_transcript,
)
from archiver.replay.chapters import chapters_vtt, viewer_chapters
from archiver.site import write_site
from archiver.store.archive import archive_toml
from benchmarks.made_up_words import vocabulary

HOUSE = House(body="Conseil de la Haute-Verrière", base_url="https://seances.example.fr/")
_WORD_MS = 400
_SPEAKERS = 60
_ITEMS_AN_HOUR = 9
_COMMISSIONS = (
    "Finances et administration générale",
    "Solidarités et autonomie",
    "Enfance et éducation",
    "Routes et mobilités",
    "Culture, sport et vie associative",
    "Environnement et agriculture",
)
_FILES = PageFiles(
    video="replay.mp4",
    captions_vtt="fr.vtt",
    captions_srt="fr.srt",
    chapters_vtt="chapters.vtt",
    transcript="transcript.txt",
)


class Speech:
    """Words, names and sessions, the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.words = vocabulary(self.chance)
        self.weights = list(
            accumulate(1 / (rank + 2.7) ** 1.05 for rank in range(1, len(self.words) + 1))
        )
        self.names = [self._name() for _ in range(_SPEAKERS)]

    def _name(self) -> str:
        first, last = self.chance.choices(self.words[300:], k=2)
        return f"{first.capitalize()} {last.capitalize()}"

    def said(self, n: int) -> list[str]:
        """`n` words, by their frequency."""
        return self.chance.choices(self.words, cum_weights=self.weights, k=n)

    def page(self, number: int, hours: float) -> SessionPage:
        """A session's page; the sessions of a year are a month apart, but for two."""
        day = date(2006 + number // 10, 1 + number % 10, 1 + self.chance.randrange(28))
        duration = int(hours * 3_600_000)
        agenda = Agenda(body=HOUSE.body, items=tuple(self._items(hours)))
        spans = tuple(self._spans(agenda, duration))
        transcript, speakers = self._spoken(duration)
        timeline = Timeline.identity(duration)
        chapters = viewer_chapters(_found(duration, spans), agenda, timeline, "fr")
        title = f"Séance publique n° {number + 1}"
        return SessionPage(
            id=f"{day.isoformat()}-seance",
            session=Session(title=title, date=day, body=HOUSE.body),
            house=HOUSE,
            agenda=agenda,
            chapters=chapters,
            spans=spans,
            votes=tuple(self._votes(chapters)),
            transcript=transcript,
            speakers=speakers,
            timeline=timeline,
            cues=tuple(_cues(transcript)),
            files=_FILES,
            clock=CaptionClock(recognised=day + timedelta(1)),
            video_bytes=int(hours * 900_000_000),
        )

    def _items(self, hours: float) -> Iterator[Item]:
        for n in range(max(2, int(hours * _ITEMS_AN_HOUR))):
            yield Item(
                id=str(101 + n),
                number=str(101 + n),
                title=" ".join(self.said(9)).capitalize(),
                commission=_COMMISSIONS[n * len(_COMMISSIONS) // int(hours * _ITEMS_AN_HOUR + 1)],
                rapporteur=self.chance.choice(self.names),
            )

    def _spans(self, agenda: Agenda, duration: int) -> Iterator[Span]:
        opening = duration // 30
        yield Span(kind="opening", start_ms=0, end_ms=opening)
        cuts = sorted(self.chance.sample(range(opening + 1, duration), len(agenda.items) - 1))
        edges = [opening, *cuts, duration]
        for item, start, end in zip(agenda.items, edges, edges[1:], strict=False):
            yield Span(kind="item", items=(item.id,), start_ms=start, end_ms=end)

    def _votes(self, chapters: tuple[Chapter, ...]) -> Iterator[Vote]:
        for chapter in chapters:
            if chapter.items:
                known = {"items": chapter.items, "outcome": "adopted", "at_ms": chapter.end_ms - 10}
                yield Vote.model_validate({**known, "for": self.chance.randint(14, 40)})

    def _spoken(self, duration: int) -> tuple[Transcript, Speakers]:
        utterances, turns, at, turn_ends, name = [], [], 0, 0, self.names[0]
        while at + 20 * _WORD_MS < duration:
            if at >= turn_ends:
                # Every other turn is the chair's, and short.
                chair = name != self.names[0]
                name = self.names[0] if chair else self.chance.choice(self.names)
                turn_ends = at + self.chance.randint(5, 30 if chair else 400) * _WORD_MS
                turns.append(Turn(start_ms=at, end_ms=turn_ends, name=name, confidence=0.9))
            words = self.said(self.chance.randint(4, 16))
            utterances.append(_utterance(words, at))
            at = utterances[-1].end_ms + (0 if at < turn_ends else 500)
        starts = [turn.start_ms for turn in turns]
        kept = tuple(
            turn.model_copy(update={"end_ms": min(turn.end_ms, after)})
            for turn, after in zip(turns, [*starts[1:], duration], strict=True)
        )
        made = Transcript(language="fr", duration_ms=duration, utterances=tuple(utterances))
        return made, Speakers(turns=kept)


def _found(duration: int, spans: tuple[Span, ...]) -> Chapters:
    return Chapters(duration_ms=duration, spans=spans)


def _utterance(words: list[str], at: int) -> Utterance:
    words = [words[0].capitalize(), *words[1:-1], words[-1] + "."]
    timed = tuple(
        Word(start_ms=at + n * _WORD_MS, end_ms=at + (n + 1) * _WORD_MS, text=word)
        for n, word in enumerate(words)
    )
    return Utterance(start_ms=at, end_ms=timed[-1].end_ms, text=" ".join(words), words=timed)


def _cues(transcript: Transcript) -> Iterator[Cue]:
    for one in transcript.utterances:
        half = bisect_right([w.end_ms for w in one.words], (one.start_ms + one.end_ms) // 2)
        lines = (
            " ".join(w.text for w in one.words[:half]),
            " ".join(w.text for w in one.words[half:]),
        )
        yield Cue(
            start_ms=one.start_ms, end_ms=one.end_ms, lines=tuple(line for line in lines if line)
        )


def write_page(archive: Path, page: SessionPage) -> None:
    """What `archiver process` leaves of a session in the site; of its folder, `session.toml`."""
    folder, own = archive / "site" / page.id, archive / page.id
    folder.mkdir(parents=True, exist_ok=True)
    own.mkdir(exist_ok=True)
    session = f'title = "{page.session.title}"\ndate = {page.session.date.isoformat()}\n'
    texts: dict[str, str | bytes] = {
        "index.html": render_session(page),
        "embed.html": render_embed(page),
        "session.json": card_to_json(card_of(page)),
        "manifest.json": page_manifest(page).to_json(),
        "chapters.json": chapters_json(page),
        "chapters.vtt": chapters_vtt(page.chapters),
        "transcript.txt": render_transcript(page),
        "fr.vtt": FORMATS["vtt"].encode(page.cues, "fr"),
        "fr.srt": FORMATS["srt"].encode(page.cues, "fr"),
        "replay.mp4": "",
    }
    for name, text in texts.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / name).write_bytes(data)
    (own / "session.toml").write_text(session, encoding="utf-8")


def make_site(archive: Path, sessions: int, hours: float, seed: int = 1) -> Speech:
    """An archive with a site of so many sessions, lists and feeds included."""
    speech = Speech(seed)
    (archive / "site").mkdir(parents=True, exist_ok=True)
    (archive / "archive.toml").write_text(archive_toml(HOUSE), encoding="utf-8")
    for path, text in assets(HOUSE).items():
        (archive / "site" / path).parent.mkdir(exist_ok=True)
        (archive / "site" / path).write_text(text, encoding="utf-8")
    for number in range(sessions):
        write_page(archive, speech.page(number, hours))
    write_site(archive)
    return speech


def main() -> None:
    """Make one, and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--hours", type=float, default=3.0)
    given = parser.parse_args()
    start = time.perf_counter()
    make_site(given.folder, given.sessions, given.hours)
    print(f"{given.sessions} sessions of {given.hours} h: {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
