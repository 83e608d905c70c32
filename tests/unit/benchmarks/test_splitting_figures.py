"""The command that gives the figures, on a made-up meeting."""

import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from archiver.agenda.weights import WEIGHTS, Weights
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapters, Span
from archiver.model.transcript import Transcript
from benchmarks.meetings import acquainted
from benchmarks.mistakes import mistakes, stretches
from benchmarks.running import CLEAN, Bench, Outcome, Same, Task, run
from benchmarks.splitting import Ours, main, read_weights
from benchmarks.tables import Mean, clean_table, mean, over_seeds, worse_table
from tests.unit.benchmarks.made_up import meeting, written


def late(agenda: Agenda, transcript: Transcript) -> Chapters:
    """Item 1 twenty seconds late, 2 and 3 right, 4 not at all, 5 instead of it."""
    spans = [
        Span(kind="none", start_ms=0, end_ms=40_000),
        Span(kind="item", items=("1",), start_ms=40_000, end_ms=80_000, confidence=0.4),
        Span(kind="item", items=("2",), start_ms=80_000, end_ms=140_000),
        Span(kind="item", items=("3",), start_ms=140_000, end_ms=200_000),
        Span(kind="item", items=("5",), start_ms=200_000, end_ms=260_000, confidence=0.9),
    ]
    return Chapters(duration_ms=260_000, spans=tuple(spans))


def test_mistakes_one_by_one() -> None:
    one = meeting()
    found = mistakes(one, late(one.agenda, one.transcript), words=True)
    assert [(m.kind, m.item, m.at_ms, m.nearest_ms, m.instead) for m in found] == [
        ("missed", "1", 20_000, 40_000, "none"),
        ("false", "1", 40_000, 20_000, "1"),
        ("false", "5", 200_000, None, "4"),
        ("missed", "4", 200_000, None, "5"),
    ]
    assert found[0].confidence == 0.4
    assert found[0].words[0].startswith(" | Nous passons à la restauration du clocher.")
    assert "+20.0 s" in "\n".join(found[0].lines())
    assert "words" not in found[0].stored()


def test_stretches_of_wrong_label() -> None:
    one = meeting()
    found = stretches(one, late(one.agenda, one.transcript))
    assert [(s.start_s, s.end_s, s.truth, s.found) for s in found] == [
        (20, 40, "1", "none"),
        (200, 260, "4", "5"),
    ]


def test_every_task_is_done_by_every_contender() -> None:
    two = [replace(meeting(), name=name) for name in ("one", "two")]
    both = Bench(tuple(two), (Same(late), Ours()))
    tasks = both.tasks(["garbled", "missing"], 2)
    assert len(tasks) == 2 * (1 + 2 * 2)
    done = run(both, tasks, 1)
    rows = {(o.contender, o.row, o.seed, o.meeting) for o in done}
    assert len(rows) == len(done) == 2 * (len(tasks) + 2 * 2 * 2)


def test_what_is_sent_to_other_processes_can_be() -> None:
    sent = Bench((meeting(),), (Same(late), Ours({"*": WEIGHTS})))
    assert pickle.loads(pickle.dumps(sent)) == sent


def outcome(meeting_name: str, seed: int, language: str = "fr", row: str = "garbled") -> Outcome:
    bench = Bench((meeting(),), (Same(late),))
    (one,) = bench.outcomes(Task(0, CLEAN, 0))
    return replace(one, meeting=meeting_name, seed=seed, language=language, row=row)


def test_the_interval_is_students() -> None:
    told = mean([0.1, 0.2, 0.3, 0.4, 0.5])
    assert told.mean == pytest.approx(0.3)
    assert told.half == pytest.approx(2.776 * 0.15811 / 5**0.5, abs=1e-4)
    assert str(Mean(0.5, None)) == "0.500"
    assert mean([0.7]) == Mean(0.7, None)


def test_seeds_are_pooled_before_they_are_averaged() -> None:
    told = over_seeds([outcome(name, seed) for name in ("a", "b") for seed in (1, 2)])
    assert told["time"].mean == pytest.approx(180 / 260)
    assert told["time"].half == 0


def test_a_figure_is_of_the_seeds_that_have_it() -> None:
    one, other = outcome("a", 1), outcome("a", 2)
    other = replace(other, score=replace(other.score, absent=0, absent_right=0))
    assert over_seeds([one, other])["absent"] == Mean(0.0, None)
    assert "absent" not in over_seeds([other])
    assert "–" in list(worse_table([other], per_meeting=False))[1]


def test_languages_with_several_meetings_are_pooled_apart() -> None:
    clean = [outcome(*one, row=CLEAN) for one in (("a", 0, "en"), ("b", 0, "en"), ("c", 0, "fr"))]
    names = [row.split("  ")[0] for row in clean_table(clean)][1:]
    assert names == ["a", "b", "c", "all en", "all"]
    worse = [outcome("a", seed) for seed in (1, 2)]
    assert len(list(worse_table(worse, per_meeting=False))) == 2
    assert len(list(worse_table(worse, per_meeting=True))) == 3


def test_weights_are_those_of_the_meeting_that_was_held_out(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text('{"one": {"title": 9.0}, "*": {"cue": 0.5}}')
    read = read_weights(path)
    assert read == {"one": Weights(title=9.0), "*": Weights(cue=0.5)}
    told = [Ours(read).splitter_for(name).keywords for name in ("one", "two")]  # type: ignore[attr-defined]
    assert [each["weights"] for each in told] == [Weights(title=9.0), Weights(cue=0.5)]
    assert Ours().splitter_for("one").keywords["weights"] == WEIGHTS  # type: ignore[attr-defined]


def test_meetings_know_the_items_of_the_others_in_their_language() -> None:
    one, other = meeting(), replace(meeting(), name="other")
    english = replace(
        other, name="en", transcript=other.transcript.model_copy(update={"language": "en"})
    )
    found = acquainted([one, other, english])
    assert found[0].foreign == other.agenda.items
    assert found[2].foreign == ()


def test_the_command_prints_every_table_and_writes_no_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, "one")
    written(tmp_path, "two")
    figures = tmp_path / "figures.json"
    options = ["--perturb", "missing", "garbled", "--seeds", "2", "--jobs", "1"]
    main([str(tmp_path), *options, "--errors", "--reliability", "--json", str(figures)])
    said = capsys.readouterr().out
    for name in ("equal_parts", "texttiling", "title_spotting", "ours"):
        assert f"\n{name}\n" in said
    for row in ("missing", "missing_uncounted", "missing_theirs", "garbled"):
        assert f"\n{row} " in said
    assert "reliability of the starts, clean and made worse" in said
    stored = json.loads(figures.read_text("utf-8"))
    ours = {(t["row"], t["meetings"]): t["figures"] for t in stored["tables"]["ours"]}
    assert ours[CLEAN, "all"]["F10"]["mean"] == 1.0
    assert set(ours[CLEAN, "one"]) >= {"P5", "R5", "F5", "time", "Pk", "WD", "tiled", "absent"}
    assert "clocher" not in figures.read_text("utf-8")


def test_a_folder_without_meetings_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path)])
    assert "no meeting" in capsys.readouterr().err
