"""How well votes and attendance are heard: right, wrong, missed, invented, each error in words.

usage: python -m benchmarks.decisions TRUTH.json TRANSCRIPT.json AGENDA.json [MEMBERS.csv]

The spans are the truth's, so that only the hearing of decisions is measured. A vote is right when
its items, its outcome, what it is on and its counts are; a side that the truth gives as zero is
right when it is absent or zero, since nobody need have said it. Where the truth says that no
counts were spoken, any count but zero is wrong, and unanimity must be told. Then the same with
15 % of the words garbled, over five seeds. The roll call's truth is read from the utterances:
exact names after a word of address, and what is answered to each.
"""

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archiver.agenda.decisions import electorate, find_attendance, find_unanswered, find_votes
from archiver.agenda.heard import hear
from archiver.agenda.reading.members import read_members
from archiver.model.agenda import Agenda, Member
from archiver.model.chapters import Span
from archiver.model.decisions import Attendance, Vote
from archiver.model.transcript import Transcript
from archiver.store.shipped import load_language_pack
from benchmarks.agenda_score import Truth
from benchmarks.meetings import Meeting
from benchmarks.perturbing import garbled

SEEDS = (1, 2, 3, 4, 5)
NEAR_MS = 2_000
PAIRED_MS = 15_000
ADDRESS = r"(?:Madame|Monsieur|Mademoiselle|Councilmember|Mr|Mrs|Ms) "


@dataclass
class Tally:
    """How many votes or members were right and so on, with a line for each error."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def add(self, what: str, error: str = "") -> None:
        """Count one; keep its line if it is an error."""
        self.counts[what] += 1
        if error:
            self.errors.append(f"{what}: {error}")

    def line(self) -> str:
        """The figures in one line."""
        names = ("right", "incomplete", "wrong", "missed", "invented")
        return ", ".join(f"{name} {self.counts[name]}" for name in names)


@dataclass(frozen=True)
class TrueVote:
    """A vote of the truth; a bloc's votes are one."""

    items: tuple[str, ...]
    at_ms: int
    outcome: str
    on: str | None
    counts: tuple[int, int, int] | None
    """For, against, abstain; None where they were not spoken."""


@dataclass(frozen=True)
class Sample:
    """A session with its truth."""

    truth: dict[str, Any]
    transcript: Transcript
    agenda: Agenda
    members: tuple[Member, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """The true spans."""
        keys = ("kind", "items", "start_ms", "end_ms")
        return tuple(Span.model_validate({k: s[k] for k in keys}) for s in self.truth["spans"])


def true_votes(truth: dict[str, Any]) -> list[TrueVote]:
    """The votes of a truth in order, those of one instant together."""
    by_time: dict[tuple[int, str | None], list[dict[str, Any]]] = {}
    for vote in truth["votes"]:
        by_time.setdefault((vote["at_ms"], vote.get("on")), []).append(vote)
    return [
        TrueVote(
            tuple(v["item"] for v in together if v["item"]),
            at_ms,
            together[0]["outcome"],
            on,
            (together[0]["for"], together[0]["against"], together[0]["abstain"])
            if together[0]["counts_spoken"]
            else None,
        )
        for (at_ms, on), together in sorted(by_time.items(), key=lambda pair: pair[0][0])
    ]


def wrongs(true: TrueVote, ours: Vote) -> Iterator[str]:
    """What is wrong with a vote."""
    if set(ours.items) != set(true.items):
        yield f"items {ours.items}"
    if ours.outcome != true.outcome:
        yield f"outcome {ours.outcome}"
    if (true.on or "").split("-")[0] != (ours.on or "").split(" ")[0]:
        yield f"on {ours.on}"
    told = (ours.for_, ours.against, ours.abstain)
    if true.counts is None:
        if any(told) or not ours.unanimous:
            yield f"counts {told} unanimous {ours.unanimous}, none were spoken"
    elif any(a != b and not (b == 0 and a is None) for a, b in zip(told, true.counts, strict=True)):
        yield f"counts {told}, spoken {true.counts}"
    if abs(ours.at_ms - true.at_ms) > NEAR_MS:
        yield f"{(ours.at_ms - true.at_ms) / 1000:+.1f} s"


def is_silent(true: TrueVote, ours: Vote) -> bool:
    """Whether all that is wrong with a vote is that something said was not heard."""
    told = (ours.for_, ours.against, ours.abstain)
    spoken = true.counts or (None, None, None)
    heard = all(a is None or a == (b or 0) for a, b in zip(told, spoken, strict=True))
    same = set(ours.items) == set(true.items) and ours.outcome == true.outcome
    return heard and same and not (ours.unanimous and true.counts) and not _elsewhere(true, ours)


def _elsewhere(true: TrueVote, ours: Vote) -> bool:
    other = (true.on or "").split("-")[0] != (ours.on or "").split(" ")[0]
    return other or abs(ours.at_ms - true.at_ms) > NEAR_MS


def compare_votes(truth: Sequence[TrueVote], ours: Sequence[Vote]) -> Tally:
    """Each true vote with the nearest of ours; what is left over is invented."""
    tally = Tally()
    distances = sorted(
        (abs(v.at_ms - true.at_ms), i, j)
        for i, true in enumerate(truth)
        for j, v in enumerate(ours)
        if abs(v.at_ms - true.at_ms) <= PAIRED_MS
    )
    pairs: dict[int, int] = {}
    for _, i, j in distances:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    for i, true in enumerate(truth):
        if i in pairs:
            _compare(tally, true, ours[pairs[i]])
        else:
            tally.add("missed", f"{'+'.join(true.items)} at {true.at_ms / 1000:.0f} s")
    for j, vote in enumerate(ours):
        if j not in pairs.values():
            where = f"{vote.items} at {vote.at_ms / 1000:.0f} s"
            tally.add("invented", f"{where}: {vote.evidence[0].text}")
    return tally


def _compare(tally: Tally, true: TrueVote, ours: Vote) -> None:
    wrong = ", ".join(wrongs(true, ours))
    if not wrong:
        tally.add("right")
        return
    what = "incomplete" if is_silent(true, ours) else "wrong"
    tally.add(what, f"{'+'.join(true.items)}: {wrong} ({ours.evidence[0].text[-90:]})")


def true_roll(truth: dict[str, Any], members: Sequence[Member]) -> dict[str, str]:
    """Each member called and what was answered, from the words that were written to be spoken."""
    families = {re.sub(r"^\S+ ", "", m.name): m.name for m in members}
    called = re.compile(f"{ADDRESS}({'|'.join(map(re.escape, families))})\\b(?! devant)")
    opening = next(s for s in truth["spans"] if s["kind"] == "opening")
    said = " ".join(
        u["text"]
        for u in truth["utterances"]
        if opening["start_ms"] <= u["start_ms"] < opening["end_ms"]
    )
    said = re.split(r"\bquorum\b", said)[0]
    hits = list(called.finditer(said))
    roll: dict[str, str] = {}
    if not hits:
        return roll
    for hit, after in zip(hits, (*hits[1:], None), strict=True):
        answer = said[hit.end() : after.start() if after else len(said)].lower()
        states = {"excusé": "excused", "absent": "absent", "présent": "present", "là": "present"}
        found = [state for word, state in states.items() if re.search(rf"\b{word}e?\b", answer)]
        roll[families[hit[1]]] = found[0] if found else "called"
    return roll


def compare_roll(truth: dict[str, str], ours: Attendance | None) -> Tally:
    """Each member called, and whoever was not."""
    tally = Tally()
    heard = {m.name: m.state for m in ours.members} if ours else {}
    for name, state in truth.items():
        if name not in heard:
            tally.add("missed", name)
        elif heard[name] != state:
            tally.add("wrong", f"{name}: {heard[name]}, was {state}")
        else:
            tally.add("right")
    secretary = ours.secretary if ours else None
    for name in sorted(set(heard) - set(truth) - {secretary}):
        tally.add("invented", f"{name}: {heard[name]}")
    return tally


def heard_of(sample: Sample, transcript: Transcript) -> tuple[Attendance | None, tuple[Vote, ...]]:
    """Attendance and votes of a transcript, with the true spans."""
    pack = load_language_pack(transcript.language)
    heard = hear(transcript)
    openings = [s for s in sample.spans if s.kind == "opening"]
    window = (openings[0].start_ms, openings[0].end_ms) if openings else (0, 0)
    attendance = find_attendance(heard, window, sample.members, sample.agenda, pack)
    total = electorate(attendance)
    return attendance, find_votes(heard, sample.spans, sample.agenda, pack, electorate=total)


def read(paths: Sequence[Path]) -> Sample:
    """The sample of the paths given."""
    raw = json.loads(paths[1].read_text("utf-8"))
    spoken = {key: raw[key] for key in ("language", "duration_ms", "segments")}
    return Sample(
        json.loads(paths[0].read_text("utf-8")),
        Transcript.model_validate(spoken),
        Agenda.model_validate_json(paths[2].read_text("utf-8")),
        read_members(paths[3]) if len(paths) > 3 else (),
    )


def report(sample: Sample) -> Iterator[str]:
    """Every figure, a line each."""
    attendance, votes = heard_of(sample, sample.transcript)
    truth = true_votes(sample.truth)
    tally = compare_votes(truth, votes)
    yield f"votes: {tally.line()}"
    yield from (f"  {error}" for error in tally.errors)
    pack = load_language_pack(sample.transcript.language)
    unheard = find_unanswered(hear(sample.transcript), pack)
    yield f"called without a result heard: {len(unheard)}"
    yield from (f"  {e.text}" for e in unheard)
    if sample.members:
        roll = compare_roll(true_roll(sample.truth, sample.members), attendance)
        yield f"roll call: {roll.line()}"
        yield from (f"  {error}" for error in roll.errors)
    if attendance:
        told = attendance.model_dump(include={"present", "proxies", "quorum", "secretary", "chair"})
        yield f"stated: {told}"
    yield from _garbled(sample, truth)


def _garbled(sample: Sample, truth: Sequence[TrueVote]) -> Iterator[str]:
    total, rolls = Tally(), Tally()
    for seed in SEEDS:
        truth_of = Truth.model_validate(sample.truth)
        meeting = Meeting("session", sample.agenda, sample.transcript, truth_of)
        transcript = garbled(meeting, random.Random(seed)).transcript
        attendance, votes = heard_of(sample, transcript)
        one = compare_votes(truth, votes)
        total.counts += one.counts
        total.errors += [f"seed {seed}: {error}" for error in one.errors]
        if sample.members:
            rolls.counts += compare_roll(true_roll(sample.truth, sample.members), attendance).counts
    yield f"votes, 15 % of the words garbled, {len(SEEDS)} seeds: {total.line()}"
    yield from (f"  {error}" for error in total.errors)
    yield f"roll call, the same: {rolls.line()}"


def main(arguments: list[str]) -> None:
    """Print the report."""
    if not 3 <= len(arguments) <= 4:
        sys.exit(__doc__)
    for line in report(read([Path(a) for a in arguments])):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
