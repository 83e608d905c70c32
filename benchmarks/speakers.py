"""How well the turns of a session are named.

usage: python -m benchmarks.speakers TRUTH.json TRANSCRIPT.json AGENDA.json [MEMBERS.csv]
       [CARDS.json] [--turns]

Shares are of the words truly spoken, each at its time in its true utterance. `boundaries` counts
a change of speaker as found within one second. The true cards are taken as they are, then with
the names of 30 % swapped; the words, then with 15 % garbled; five seeds each. `--turns` lists
what is wrong in the first row.
"""

import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean

from archiver.agenda.reading import read_members
from archiver.agenda.turns import name_turns
from archiver.model.agenda import Agenda, Member
from archiver.model.cards import Card, Cards
from archiver.model.language import LanguagePack
from archiver.model.speakers import Speakers
from archiver.model.times import clock
from archiver.model.transcript import Transcript
from archiver.store.shipped import load_language_pack
from benchmarks.agenda_score import Truth
from benchmarks.meetings import Meeting
from benchmarks.perturbing import garbled

SEEDS = (1, 2, 3, 4, 5)
WITHIN_MS = 1000
LYING = 0.3


@dataclass(frozen=True)
class Said:
    """What was truly said, by whom."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str


@dataclass(frozen=True)
class Row:
    """Shares from 0 to 1, and a boundary F."""

    right: float
    wrong: float
    unnamed: float
    chair: float
    boundaries: float
    turns: float
    """Of the turns that are named, the share whose name is right for most of their time."""
    seconds: float

    def line(self, name: str) -> str:
        """One row of the table."""
        return (
            f"{name:<28} right {self.right:.3f}  wrong {self.wrong:.3f}"
            f"  unnamed {self.unnamed:.3f}  chair {self.chair:.3f}"
            f"  boundaries F1s {self.boundaries:.2f}  turns right {self.turns:.3f}"
            f"  {self.seconds:.2f} CPU-s/h"
        )


def true_words(truth: Sequence[Said]) -> Iterator[tuple[int, str]]:
    """Each word truly spoken: its middle in ms, and who spoke it."""
    for said in truth:
        words = said.text.split()
        for i in range(len(words)):
            at = said.start_ms + (said.end_ms - said.start_ms) * (2 * i + 1) // (2 * len(words))
            yield at, said.speaker


def score(truth: Sequence[Said], speakers: Speakers, chair: str, seconds: float) -> Row:
    """How well `speakers` tell the truth."""
    right = wrong = chairs = chair_words = total = 0
    for at, speaker in true_words(truth):
        turn = speakers.at(at)
        name = turn.name if turn else None
        total += 1
        right += name == speaker
        wrong += name is not None and name != speaker
        if speaker == chair:
            chair_words += 1
            chairs += bool(turn and turn.chair)
    named = [turn for turn in speakers.turns if turn.name]
    good = sum(_spoken_most(truth, t.start_ms, t.end_ms) == t.name for t in named)
    return Row(
        right / total,
        wrong / total,
        (total - right - wrong) / total,
        chairs / max(1, chair_words),
        _boundaries(truth, speakers),
        good / max(1, len(named)),
        seconds,
    )


def _spoken_most(truth: Sequence[Said], start_ms: int, end_ms: int) -> str:
    shares: dict[str, int] = {}
    for said in truth:
        shared = min(said.end_ms, end_ms) - max(said.start_ms, start_ms)
        if shared > 0:
            shares[said.speaker] = shares.get(said.speaker, 0) + shared
    return max(shares, key=lambda name: shares[name], default="")


def _boundaries(truth: Sequence[Said], speakers: Speakers) -> float:
    wanted = [b.start_ms for a, b in pairwise(truth) if a.speaker != b.speaker]
    turns = speakers.turns
    found = [b.start_ms for b in turns[1:]]
    used: set[int] = set()
    for at in wanted:
        near = [
            (abs(at - other), k)
            for k, other in enumerate(found)
            if k not in used and abs(at - other) <= WITHIN_MS
        ]
        if near:
            used.add(min(near)[1])
    return 2 * len(used) / max(1, len(wanted) + len(found))


def read_cards(path: Path) -> Cards:
    """The cards of a session: as the archive has them, or a list of `line1`, `line2`."""
    raw = json.loads(path.read_bytes())
    if not isinstance(raw, list):
        return Cards.model_validate(raw)
    return Cards(
        cards=tuple(
            Card(
                start_ms=c["start_ms"],
                end_ms=c["end_ms"],
                lines=tuple(c[key] for key in ("line1", "line2") if c.get(key)),
            )
            for c in raw
        )
    )


def lying(cards: Cards, names: set[str], chance: random.Random) -> Cards:
    """The names on 30 % of the name cards put for another's."""
    places = [i for i, c in enumerate(cards.cards) if c.lines and c.lines[0] in names]
    wrong = set(chance.sample(places, round(LYING * len(places))))
    changed = []
    for i, card in enumerate(cards.cards):
        if i in wrong:
            other = chance.choice(
                sorted({cards.cards[k].lines[0] for k in places} - {card.lines[0]})
            )
            card = card.model_copy(update={"lines": (other, *card.lines[1:])})
        changed.append(card)
    return Cards(cards=tuple(changed))


@dataclass(frozen=True)
class Case:
    """A session to be measured on."""

    truth: tuple[Said, ...]
    transcript: Transcript
    agenda: Agenda
    members: tuple[Member, ...]
    cards: Cards
    pack: LanguagePack

    def run(self, transcript: Transcript, cards: Cards) -> tuple[Speakers, float]:
        """The turns, and the CPU seconds they took for an hour of session."""
        begun = time.process_time()
        found = name_turns(transcript, self.agenda, self.members, cards, self.pack)
        hours = transcript.duration_ms / 3_600_000
        return found, (time.process_time() - begun) / hours

    def row(self, transcript: Transcript, cards: Cards) -> Row:
        """The figures of one way."""
        found, seconds = self.run(transcript, cards)
        counts: dict[str, int] = {}
        for said in self.truth:
            counts[said.speaker] = counts.get(said.speaker, 0) + 1
        return score(self.truth, found, max(counts, key=lambda name: counts[name]), seconds)

    def garbled(self, seed: int) -> Transcript:
        """The transcript with 15 % of its words garbled."""
        nothing = Truth(duration_ms=self.transcript.duration_ms, spans=())
        meeting = Meeting("session", self.agenda, self.transcript, nothing)
        return garbled(meeting, random.Random(seed)).transcript


def read_case(paths: Sequence[Path]) -> Case:
    """The case of the files named on the command line."""
    truth, transcript, agenda, *more = paths
    members = next((path for path in more if path.suffix == ".csv"), None)
    cards = next((path for path in more if path.suffix == ".json"), None)
    heard = Transcript.model_validate_json(transcript.read_bytes())
    return Case(
        tuple(
            Said(u["start_ms"], u["end_ms"], u["speaker"], u["text"])
            for u in json.loads(truth.read_bytes())["utterances"]
        ),
        heard,
        Agenda.model_validate_json(agenda.read_bytes()),
        read_members(members) if members else (),
        read_cards(cards) if cards else Cards(),
        load_language_pack(heard.language[:2]),
    )


def pooled(rows: Sequence[Row]) -> Row:
    """The mean of several rows; of `wrong`, the worst."""
    values = {name: mean(getattr(r, name) for r in rows) for name in Row.__dataclass_fields__}
    return Row(**values)


def main(args: list[str]) -> None:
    """Print the table."""
    paths = [Path(arg) for arg in args if not arg.startswith("--")]
    if len(paths) < 3:
        sys.exit(__doc__)
    case = read_case(paths)
    heard, none = case.transcript, Cards()
    names = {member.name for member in case.members}
    print(case.row(heard, none).line("words alone"))
    print(pooled([case.row(case.garbled(s), none) for s in SEEDS]).line("words garbled, mean of 5"))
    if case.cards.cards:
        print(case.row(heard, case.cards).line("with cards"))
        false = [lying(case.cards, names, random.Random(s)) for s in SEEDS]
        print(pooled([case.row(heard, c) for c in false]).line("cards lying, mean of 5"))
        both = [case.row(case.garbled(s), c) for s, c in zip(SEEDS, false, strict=True)]
        print(pooled(both).line("both, mean of 5"))
    if "--turns" in args:
        _list_turns(case, case.run(heard, case.cards if "--cards" in args else none)[0])


def _list_turns(case: Case, speakers: Speakers) -> None:
    for turn in speakers.turns:
        true = _spoken_most(case.truth, turn.start_ms, turn.end_ms)
        mark = " " if turn.name == true else "?" if turn.name is None else "X"
        why = " | ".join(f"{e.kind}: {e.text}" for e in turn.evidence)
        print(
            f"{mark} {clock(turn.start_ms):>7} {turn.start_ms:>8}-{turn.end_ms:<8}"
            f" {turn.name!s:<26} {turn.confidence!s:<6} {true:<26}"
            f" {[(o.name, o.confidence) for o in turn.others]} {why}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
