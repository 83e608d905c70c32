"""The draft minutes of a session folder: when it opened and closed, by the recorder's clock."""

from datetime import datetime, timedelta
from pathlib import Path

from archiver.minuting import minutes_of
from archiver.model.captions import CueSheet
from archiver.model.chapters import Chapters, Span
from archiver.model.runs import Run, Runs, Segment
from archiver.store.folder import RUNS
from tests.unit.desk.desks import archive_in, finish

BEGUN = datetime(2026, 11, 20, 9, 28).astimezone()


def test_the_hours_are_those_of_the_recorder_and_of_what_was_held(tmp_path: Path) -> None:
    folder = finish(archive_in(tmp_path))
    minute = 60_000
    spans = (
        Span(kind="none", start_ms=0, end_ms=7 * minute),
        Span(kind="opening", start_ms=7 * minute, end_ms=9 * minute),
        Span(kind="item", items=("101",), start_ms=9 * minute, end_ms=62 * minute),
        Span(kind="none", start_ms=62 * minute, end_ms=70 * minute),
    )
    split = Chapters(duration_ms=70 * minute, spans=spans)
    folder.file("chapters.json").write_text(split.to_json(), encoding="utf-8")
    folder.file("captions").mkdir()
    cues = CueSheet(language="fr", cues=())
    folder.file("captions/cues.json").write_text(cues.to_json(), encoding="utf-8")
    assert minutes_of(folder).facts == ()
    segments = tuple(
        Segment(
            file=f"run1_{n:05d}.ts",
            start_ms=n * minute,
            end_ms=(n + 1) * minute,
            wall=BEGUN + timedelta(minutes=n),
        )
        for n in range(70)
    )
    folder.file(RUNS).parent.mkdir()
    runs = Runs(runs=(Run(number=1, start_ms=0, segments=segments),))
    folder.file(RUNS).write_text(runs.to_json(), encoding="utf-8")
    facts = [(fact.label, fact.text) for fact in minutes_of(folder).facts]
    assert facts == [("Ouverture\u00a0:", "09:35"), ("Clôture\u00a0:", "10:30")]
