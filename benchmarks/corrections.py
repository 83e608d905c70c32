"""What becomes of fifty corrections when the speech is recognised again with other settings.

usage: python -m benchmarks.corrections [--all] [--glossary | --glossary-since]
           SESSION TRANSCRIPT.json OTHER.json …

SESSION holds `truth.json` and `agenda.json`. Corrections are made, as the command line makes
them, of what differs between the truth and what is made of TRANSCRIPT: words misrecognised,
starts off, items, speakers, votes; fifty of them, or all with --all. They are applied to it, then
to what is made of each OTHER.
`misplaced`: in effect where the truth has something else. With --glossary the names of SESSION's
glossary are corrected first, as the step does, and people mend what that leaves; with
--glossary-since people mended what was recognised, before there was a glossary.
"""

import difflib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import jiwer

from archiver.agenda.splitting import split
from archiver.corrections import ballots, making
from archiver.corrections.chapters import apply_to_chapters
from archiver.corrections.signing import Signature
from archiver.corrections.sounding import Ear, folded
from archiver.corrections.speaking import apply_to_speakers
from archiver.corrections.words import House, apply_to_words
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapters, SpanKind, Vote
from archiver.model.corrections import (
    Correction,
    CorrectionLine,
    Fate,
    UndoCorrection,
    What,
    WordCorrection,
)
from archiver.model.speakers import Speakers, Turn
from archiver.model.transcript import Transcript
from archiver.store.shipped import load_language_pack
from benchmarks.names import house_of
from benchmarks.wording import normalised

FIFTY = (26, 8, 4, 7, 7)
"""How many of each: words, boundaries, items, speakers (one of them undone), votes."""
ALL = (10_000,) * 5
BY = Signature("Benchmark", datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
_NEAR_MS = 1_500


@dataclass(frozen=True)
class Session:
    """One recognition of the session, and what is made of it without corrections."""

    transcript: Transcript
    chapters: Chapters
    speakers: Speakers
    agenda: Agenda
    house: House | None = None

    @classmethod
    def of(cls, folder: Path, transcript: Path, house: House | None = None) -> "Session":
        """The session as it is recognised in a file; corrections are made on what `house` makes."""
        raw = json.loads(transcript.read_text("utf-8"))
        said = Transcript.model_validate_json(json.dumps(raw))
        agenda = Agenda.model_validate_json((folder / "agenda.json").read_text("utf-8"))
        chapters = split(agenda, said, load_language_pack(said.language))
        turns = tuple(Turn(start_ms=u.start_ms, end_ms=u.end_ms) for u in _apart(said))
        return cls(said, chapters, Speakers(turns=turns), agenda, house)

    def corrected(self, made: Sequence[Correction]) -> tuple["Session", list[Fate]]:
        """It with corrections, and their fates."""
        ear = Ear(load_language_pack(self.transcript.language).sounds)
        said, of_words = apply_to_words(self.transcript, made, ear, self.house)
        turns, of_speakers = apply_to_speakers(self.speakers, made)
        chapters, of_chapters = apply_to_chapters(self.chapters, made, self.agenda)
        after = Session(said, chapters, turns, self.agenda, self.house)
        return after, [*of_words, *of_speakers, *of_chapters]


def _apart(transcript: Transcript) -> Iterator[Turn]:
    """Each utterance as a turn; they may not overlap."""
    end = 0
    for utterance in transcript.utterances:
        start = max(end, utterance.start_ms)
        if start < utterance.end_ms:
            end = utterance.end_ms
            yield Turn(start_ms=start, end_ms=end)


def main(args: list[str]) -> None:
    """Make the corrections, apply them everywhere, print what became of them."""
    counts = ALL if "--all" in args else FIFTY
    folder, first, *others = (Path(arg) for arg in args if not arg.startswith("--"))
    since = "--glossary-since" in args
    house = house_of(folder) if since or "--glossary" in args else None
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    session = Session.of(folder, first, house)
    shown = session if since or not house else session.corrected(())[0]
    made = tuple(_made(shown, truth, counts))
    lines = [CorrectionLine(c).model_dump_json(by_alias=True, exclude_none=True) for c in made]
    made = tuple(CorrectionLine.model_validate_json(line).root for line in lines)
    print(f"{len(made)} corrections: {dict(Counter(c.kind for c in made))}\n")
    print(
        "| recognised again | applied | already so | listed | superseded, undone | lost |", end=""
    )
    print(" misplaced | WER before | after |\n|---|---|---|---|---|---|---|---|---|")
    told: list[str] = []
    for path in (first, *others):
        print(_row(path, Session.of(folder, path, house), made, truth, told))
    print("".join(f"\n- {line}" for line in told))


def _row(
    path: Path,
    session: Session,
    made: Sequence[Correction],
    truth: dict[str, object],
    told: list[str],
) -> str:
    """A row of the table; what is listed or misplaced, one by one, goes to `told`."""
    after, fates = session.corrected(made)
    counts = Counter(fate.outcome for fate in fates)
    of = Counter(fate.correction for fate in fates)
    lost = sum(of[c.id] != 1 for c in made)
    replaced = counts["superseded"] + counts["undone"]
    misplaced = list(_misplaced(made, fates, truth))
    wer = [_wer(truth, one.transcript) for one in (session, after)]
    cells = [path.name, counts["applied"], counts["already"]]
    cells += [counts["misfit"], replaced, lost, len(misplaced), *(f"{w:.1%}" for w in wer)]
    known = {c.id: c for c in made}
    listed = [known[f.correction] for f in fates if f.outcome == "misfit"]
    told += [f"{path.name}, listed: {_told(c)}" for c in listed]
    told += [f"{path.name}, misplaced: {_told(c)}" for c in misplaced]
    return "| " + " | ".join(map(str, cells)) + " |"


def _told(c: Correction) -> str:
    if isinstance(c, WordCorrection):
        return f"{c.start_ms} “{' '.join(c.before)}” → “{' '.join(c.after)}”"
    return f"{c.start_ms} {c.kind}"


def _wer(truth: dict[str, object], transcript: Transcript) -> float:
    said = " ".join(part["text"] for part in truth["utterances"])  # type: ignore[attr-defined]
    heard = " ".join(u.text for u in transcript.utterances)
    return float(jiwer.wer(normalised(said), normalised(heard)))


def _misplaced(
    made: Sequence[Correction], fates: Sequence[Fate], truth: dict[str, object]
) -> Iterator[Correction]:
    """Corrections of words that are in effect where other words were said."""
    by = {c.id: c for c in made}
    for fate in fates:
        c = by[fate.correction]
        if not isinstance(c, WordCorrection) or fate.at_ms is None:
            continue
        near = "".join(
            folded(u["text"])
            for u in truth["utterances"]  # type: ignore[attr-defined]
            if u["start_ms"] - _NEAR_MS <= fate.at_ms + c.end_ms - c.start_ms
            and fate.at_ms <= u["end_ms"] + _NEAR_MS
        )
        if "".join(map(folded, c.after)) not in near:
            yield c


def _made(
    session: Session, truth: dict[str, object], counts: tuple[int, ...]
) -> Iterator[Correction]:
    words, boundaries, items, turns, votes = counts
    yield from _evenly(list(_words(session, truth)), words)
    yield from _evenly(list(_boundaries(session, truth)), boundaries)
    yield from _evenly(list(_items(session, truth)), items)
    speakers = _evenly(list(_speakers(session, truth)), turns - 1)
    yield from speakers
    yield UndoCorrection.model_validate({**BY.over(0, 0), "undoes": speakers[0].id})
    yield from _evenly(list(_votes(session, truth)), votes)


def _evenly(made: list[Correction], count: int) -> list[Correction]:
    """So many of them, from the beginning to the end."""
    count = min(count, len(made))
    return [made[len(made) * n // count] for n in range(count)]


def _words(session: Session, truth: dict[str, object]) -> Iterator[Correction]:
    """What was recognised otherwise than it was said, up to three words of each."""
    heard = [w for u in session.transcript.utterances for w in u.timed_words()]
    said = [w for u in truth["utterances"] for w in u["text"].split()]  # type: ignore[attr-defined]
    match = difflib.SequenceMatcher(
        None, [folded(w.text) for w in heard], [folded(w) for w in said], autojunk=False
    )
    for tag, a, b, c, d in match.get_opcodes():
        wrong = " ".join(w.text for w in heard[a:b])
        right = " ".join(said[c:d]).strip(".,;:!?«» ")
        plain = not any(char.isdigit() for char in wrong + right)
        differs = plain and right and folded(wrong) != folded(right)
        if tag == "replace" and b - a <= 3 and d - c <= 3 and differs:
            yield making.words(session.transcript, heard[a].start_ms, wrong, right, BY)


def _boundaries(session: Session, truth: dict[str, object]) -> Iterator[Correction]:
    seen: set[tuple[str, ...]] = set()
    for span in truth["spans"]:  # type: ignore[attr-defined]
        items = tuple(span["items"])
        if items and items not in seen:
            seen.add(items)
            kind: SpanKind = "bloc" if len(items) > 1 else "item"
            start = making.snapped(session.chapters, session.transcript, span["start_ms"])
            yield making.boundary(session.chapters, kind, items, start, BY)
    yield making.boundary(session.chapters, "opening", (), truth["spans"][1]["start_ms"], BY)  # type: ignore[index]


def _items(session: Session, truth: dict[str, object]) -> Iterator[Correction]:
    yield making.not_treated(session.chapters, "402", "withdrawn", BY)
    for span in truth["spans"]:  # type: ignore[attr-defined]
        what = What(kind=span["kind"])
        there = next(s for s in session.chapters.spans if span["start_ms"] < s.end_ms)
        if not span["items"] and there.kind != what.kind:
            yield making.item(session.chapters, span["start_ms"], what, BY)
    middle = truth["spans"][3]  # type: ignore[index]
    what = What(kind="unlisted", title="Une question posée en séance")
    yield making.item(session.chapters, middle["end_ms"] - 20_000, what, BY)


def _speakers(session: Session, truth: dict[str, object]) -> Iterator[Correction]:
    for said in truth["utterances"]:  # type: ignore[attr-defined]
        at_ms = (said["start_ms"] + said["end_ms"]) // 2
        if session.speakers.at(at_ms):
            yield making.speaker(session.speakers, session.transcript, at_ms, said["speaker"], BY)


def _votes(session: Session, truth: dict[str, object]) -> Iterator[Correction]:
    for one in truth["votes"]:  # type: ignore[attr-defined]
        kept = {
            k: one[k] for k in ("at_ms", "outcome", "for", "against", "abstain", "on") if k in one
        }
        after = Vote.model_validate({**kept, "items": (one["item"],)})
        before = next(
            (v for v in session.chapters.votes if v.items == after.items and v.on == after.on), None
        )
        yield ballots.correction(before, after, BY)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
