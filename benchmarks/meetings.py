"""The meetings whose truth is known: which folders hold one, and what is in them."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from archiver.agenda.sources import Sources
from archiver.agenda.turns import name_turns
from archiver.model.agenda import Agenda, Item
from archiver.model.cards import Cards
from archiver.model.chapters import Chapters
from archiver.model.language import LanguagePack
from archiver.model.transcript import Transcript
from archiver.store.shipped import load_language_pack
from benchmarks.agenda_score import Truth

Splitter = Callable[[Agenda, Transcript], Chapters]

pack = lru_cache(load_language_pack)
"""The language pack, read once."""


@dataclass(frozen=True)
class Meeting:
    """A meeting, as it was or made worse."""

    name: str
    agenda: Agenda
    transcript: Transcript
    truth: Truth
    foreign: tuple[Item, ...] = ()
    """Items on the agendas of other meetings in its language."""
    recounted: tuple[tuple[str, Truth], ...] = ()
    """Other ways to count the same split: the name of the table's row, and its truth."""

    @property
    def language(self) -> str:
        """The code of the language spoken."""
        return self.transcript.language

    @property
    def hours(self) -> float:
        """How long it lasted."""
        return self.transcript.duration_ms / 3_600_000

    def language_pack(self) -> LanguagePack:
        """The phrases of its language."""
        return pack(self.language)


def meetings(folders: Iterable[Path]) -> Iterator[Path]:
    """The folders that hold a meeting, in order."""
    for folder in folders:
        for truth in sorted(folder.rglob("truth.json")):
            if all((truth.parent / f"{name}.json").exists() for name in ("agenda", "transcript")):
                yield truth.parent


def read_meeting(folder: Path) -> Meeting:
    """The agenda, the transcript and the truth of a meeting, called as its folder is."""
    raw = json.loads((folder / "transcript.json").read_text("utf-8"))
    spoken = {key: raw[key] for key in ("language", "duration_ms", "segments")}
    return Meeting(
        folder.absolute().name,
        Agenda.model_validate_json((folder / "agenda.json").read_text("utf-8")),
        Transcript.model_validate_json(json.dumps(spoken)),
        Truth.model_validate_json((folder / "truth.json").read_text("utf-8")),
    )


def acquainted(found: Sequence[Meeting]) -> list[Meeting]:
    """The meetings, each with the items of the others in its language."""
    return [
        replace(
            one,
            foreign=tuple(
                item
                for other in found
                if other.name != one.name and other.language == one.language
                for item in other.agenda.items
            ),
        )
        for one in found
    ]


def spoken_sources(agenda: Agenda, transcript: Transcript) -> Sources:
    """What the words alone tell besides: who speaks, without a list of members or cards."""
    known = pack(transcript.language)
    return Sources(speakers=name_turns(transcript, agenda, (), Cards(), known))
