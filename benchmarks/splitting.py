"""How well and how fast sessions are split by agenda item, beside two plain baselines.

usage: python -m benchmarks.splitting FOLDER …

Every folder below those given that holds `truth.json`, `agenda.json` and `transcript.json` is a
meeting. Baselines: equal parts in printed order; title spotting, where each item starts at the
words that tell most of its title, in printed order.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from archiver.agenda.heard import hear
from archiver.agenda.splitting import split
from archiver.agenda.titles import TitleEvidence
from archiver.agenda.words import Lexicon
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapters, Span
from archiver.model.transcript import Transcript
from archiver.store.shipped import load_language_pack
from benchmarks.agenda_score import Score, Truth, score

Splitter = Callable[[Agenda, Transcript], Chapters]


def meetings(folders: list[Path]) -> Iterator[Path]:
    """The folders that hold a meeting, in order."""
    for folder in folders:
        for truth in sorted(folder.rglob("truth.json")):
            if all((truth.parent / f"{name}.json").exists() for name in ("agenda", "transcript")):
                yield truth.parent


def ours(agenda: Agenda, transcript: Transcript) -> Chapters:
    """The project's own split."""
    return split(agenda, transcript, load_language_pack(transcript.language))


def equal_parts(agenda: Agenda, transcript: Transcript) -> Chapters:
    """Every item as long as any other, in printed order."""
    count = len(agenda.items)
    edges = [transcript.duration_ms * i // count for i in range(count + 1)]
    return _in_order(agenda, edges[:-1], transcript.duration_ms)


def title_spotting(agenda: Agenda, transcript: Transcript) -> Chapters:
    """Each item where most of its title is told, in printed order, the best total."""
    heard = hear(transcript)
    lexicon = Lexicon(load_language_pack(transcript.language))
    points = [sentence.first for sentence in heard.sentences]
    told = TitleEvidence(heard, agenda.items, lexicon).told(points, 12)
    best, back = told[:, 0].copy(), []
    for item in range(1, told.shape[1]):
        peak, where = -1.0, 0
        came = []
        row = best.copy()
        for point in range(len(points)):
            came.append(where)
            row[point] = peak + told[point, item]
            if best[point] > peak:
                peak, where = float(best[point]), point
        best = row
        back.append(came)
    chosen = [int(best.argmax())]
    for came in reversed(back):
        chosen.append(came[chosen[-1]])
    starts = [heard.sentences[point].start_ms for point in reversed(chosen)]
    return _in_order(agenda, starts, transcript.duration_ms)


def _in_order(agenda: Agenda, starts: list[int], duration_ms: int) -> Chapters:
    edges = [*starts, duration_ms]
    spans = [Span(kind="none", start_ms=0, end_ms=edges[0])] if edges[0] else []
    spans += [
        Span(kind="item", items=(item.id,), start_ms=a, end_ms=b)
        for item, a, b in zip(agenda.items, edges, edges[1:], strict=False)
        if b > a
    ]
    return Chapters(duration_ms=duration_ms, spans=tuple(spans))


def read_meeting(folder: Path) -> tuple[Agenda, Transcript, Truth]:
    """The agenda, the transcript and the truth of a meeting."""
    raw = json.loads((folder / "transcript.json").read_text("utf-8"))
    spoken = {key: raw[key] for key in ("language", "duration_ms", "segments")}
    return (
        Agenda.model_validate_json((folder / "agenda.json").read_text("utf-8")),
        Transcript.model_validate_json(json.dumps(spoken)),
        Truth.model_validate_json((folder / "truth.json").read_text("utf-8")),
    )


def table(folders: list[Path], splitter: Splitter) -> Iterator[str]:
    """A row per meeting and one for all, with the cost in CPU seconds per hour of meeting."""
    total: Score | None = None
    spent, hours = 0.0, 0.0
    for folder in folders:
        agenda, transcript, truth = read_meeting(folder)
        started = time.process_time()
        predicted = splitter(agenda, transcript)
        cost = time.process_time() - started
        one = score(truth, predicted)
        total = one if total is None else total + one
        spent, hours = spent + cost, hours + transcript.duration_ms / 3_600_000
        yield f"{one.line(folder.name)}  CPU {cost:.2f} s"
    if total is not None:
        yield f"{total.line('all')}  CPU {spent / hours:.2f} s per hour of meeting"


def main(paths: list[str]) -> None:
    """Print the three tables."""
    folders = list(meetings([Path(path) for path in paths]))
    if not folders:
        sys.exit(__doc__)
    for splitter in (equal_parts, title_spotting, ours):
        print(f"\n{splitter.__name__}")
        for row in table(folders, splitter):
            print(row)


if __name__ == "__main__":
    main(sys.argv[1:])
