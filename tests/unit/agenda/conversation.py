"""Fictional meetings for the tests of the split: sentences with times, as a recogniser gives."""

from functools import cache
from pathlib import Path

from archiver.agenda.sources import NOTHING, Sources
from archiver.agenda.splitting import split
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters, Span
from archiver.model.language import LanguagePack
from archiver.model.transcript import Transcript, Utterance, Word

PACKS = Path(__file__).parents[3] / "presets" / "languages"
WORD_MS = 350
BREATH_MS = 700


@cache
def pack(language: str) -> LanguagePack:
    """The shipped pack of a language."""
    return LanguagePack.from_toml((PACKS / f"{language}.toml").read_text(encoding="utf-8"))


def spoken(script: str, timed: bool = True) -> tuple[list[Utterance], int, dict[str, int]]:
    """The utterances of a script, its length, and when each `@name` in it is.

    One utterance a line; `[12]` is a silence of 12 s; `@name` marks when the next line starts.
    """
    utterances: list[Utterance] = []
    marks: dict[str, int] = {}
    now = 1_000
    for line in filter(None, map(str.strip, script.splitlines())):
        if line.startswith("["):
            now += int(line.strip("[]")) * 1000
        elif line.startswith("@"):
            marks[line[1:]] = now
        else:
            words = line.split()
            times = [now + i * WORD_MS for i in range(len(words) + 1)]
            heard = tuple(
                Word(start_ms=a, end_ms=b, text=text)
                for text, a, b in zip(words, times, times[1:], strict=False)
            )
            utterances.append(
                Utterance(start_ms=now, end_ms=times[-1], text=line, words=heard if timed else ())
            )
            now = times[-1] + BREATH_MS
    return utterances, now + 2_000, marks


def agenda(*lines: tuple[str, str, str] | tuple[str, str], language: str = "fr") -> Agenda:
    """An agenda of (number, title, rapporteur); the id is the number, or else the title's end."""
    items = []
    for number, title, *rapporteur in lines:
        items.append(
            Item(
                id=number or title.split()[-1].lower(),
                number=number or None,
                title=title,
                rapporteur=rapporteur[0] if rapporteur else None,
            )
        )
    return Agenda(items=tuple(items), language=language)


def divided(
    agenda: Agenda, script: str, timed: bool = True, sources: Sources = NOTHING
) -> tuple[Chapters, dict[str, int]]:
    """The chapters of a script, and the times of its marks."""
    utterances, duration, marks = spoken(script, timed)
    transcript = Transcript(
        language=agenda.language, duration_ms=duration, utterances=tuple(utterances)
    )
    return split(agenda, transcript, pack(agenda.language), sources), marks


def outline(chapters: Chapters) -> list[str]:
    """The spans as words: kind, or the items."""
    return ["+".join(span.items) or span.kind for span in chapters.spans]


def first(chapters: Chapters, name: str) -> Span:
    """The first span of a kind or an item."""
    return next(s for s in chapters.spans if name in (s.kind, *s.items))
