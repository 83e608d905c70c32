"""What a batch will do: steps that follow, room, sessions that take no part."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from archiver.batch.estimates import Rates, room, total
from archiver.batch.planning import NoRoomError, check_room, due, make_plan
from archiver.batch.records import Outcome, Plan, Report, Request
from archiver.batch.reports import keep_report, redone_since, report_file, to_go_on_with
from archiver.model.manifest import Manifest, StepDone
from archiver.model.preset import Preset
from archiver.pipeline import STEPS
from archiver.steps import State, StepState
from archiver.store.folder import SessionFolder

AGENDA = "Numéro;Titre\n1;Budget primitif\n2;Voirie communale\n"
HOUR = 3_600_000


def states(**others: State) -> list[StepState]:
    return [StepState(step.name, others.get(step.name, "done")) for step in STEPS]


def test_what_reads_a_step_that_is_due_is_due() -> None:
    assert due(states(), (), ()) == ()
    after = due(states(transcribe="stale"), (), ())
    assert after[0] == "transcribe"
    assert {"words", "split", "caption", "replay", "page"} <= set(after)
    assert not {"import", "sound", "cards"} & set(after)
    assert due(states(transcribe="stale"), ("transcribe",), ()) == ("transcribe",)
    assert due(states(), (), ("caption",)) == ("caption", "page")
    assert due(states(index="failed"), (), ()) == ("index",)


def arriving(folder: Path) -> Path:
    folder.mkdir()
    for stem in ("2017-06-26 séance", "2017-03-27 séance", "2016-01-11 séance"):
        (folder / f"{stem}.mp4").write_bytes(b"no video")
        (folder / f"{stem}.csv").write_text(AGENDA, encoding="utf-8")
    (folder / "seule.mp4").write_bytes(b"no video")
    return folder


def test_new_sessions_by_day_and_what_is_left_out(tmp_path: Path) -> None:
    source = arriving(tmp_path / "in")
    request = Request(source=str(source), since=date(2017, 1, 1))
    plan = make_plan(tmp_path / "archive", request, workers=2)
    assert [job.session for job in plan.jobs] == ["2017-03-27-seance", "2017-06-26-seance"]
    assert all(job.new and len(job.steps) == len(STEPS) for job in plan.jobs)
    assert [left.name for left in plan.left_out] == ["seule.mp4"]
    newest = make_plan(tmp_path / "archive", request, workers=2, newest_first=True)
    assert [job.session for job in newest.jobs] == ["2017-06-26-seance", "2017-03-27-seance"]
    assert not (tmp_path / "archive").exists()


def test_a_disk_that_is_too_small_is_refused() -> None:
    job_less = Plan(jobs=(), bytes=10**12, free=1)
    check_room(job_less)
    plan = Plan.model_validate(
        {
            "jobs": [{"session": "s", "day": "2017-03-27", "steps": ["import"]}],
            "bytes": 2 * 10**9,
            "free": 10**9,
        }
    )
    with pytest.raises(NoRoomError) as told:
        check_room(plan)
    assert "2,5" in told.value.why or "2.5" in told.value.why
    check_room(plan.model_copy(update={"free": 3 * 10**9}))


def test_measured_rates_stand_before_ours() -> None:
    rates = Rates()
    shipped = rates.seconds(("transcribe",), HOUR, "base")
    assert 400 < shipped < 450
    assert rates.seconds(("transcribe",), HOUR, "small") > 2.5 * shipped
    done = StepDone(inputs={}, settings={"model": "base"}, outputs=(), seconds=1800)
    rates.learn(Manifest(done={"transcribe": done}), HOUR)
    assert 1800 < rates.seconds(("transcribe",), HOUR, "base") < 1810
    assert rates.measured(("transcribe",), "base")
    assert not rates.measured(("transcribe",), "small")
    assert not rates.measured(("transcribe", "replay"), "base")


def test_the_room_of_a_session(tmp_path: Path) -> None:
    every = [step.name for step in STEPS]
    linked = room(tmp_path, every, HOUR, 10**9, Preset(), copied=False)
    copied = room(tmp_path, every, HOUR, 10**9, Preset(), copied=True)
    assert copied.added - linked.added == 10**9
    assert linked.added > 10**9 + 32 * HOUR
    (tmp_path / "audio.wav").write_bytes(b"\0" * 1000)
    less = room(tmp_path, ["sound"], 100, 10**9, Preset(), copied=False)
    assert less.added == 3200 - 1000
    assert less.scratch == 3200


def test_workers_share_the_time() -> None:
    seconds = {"a": 10.0, "b": 10.0, "c": 10.0}
    assert (total(seconds, 1), total(seconds, 2), total(seconds, 3)) == (30, 20, 10)


def report(started: datetime, request: Request, *outcomes: Outcome, over: bool) -> Report:
    return Report(
        request=request,
        started=started,
        ended=started + timedelta(hours=1) if over else None,
        planned=tuple(outcome.session for outcome in outcomes),
        outcomes=outcomes,
    )


def test_a_batch_that_was_cut_off_is_gone_on_with(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    asked, other = Request(redo=("caption",)), Request()
    assert to_go_on_with(tmp_path, asked) is None
    keep_report(tmp_path, report(now, asked, over=False))
    keep_report(tmp_path, report(now + timedelta(hours=2), other, over=True))
    found = to_go_on_with(tmp_path, asked)
    assert found is not None
    assert found.started == now
    assert to_go_on_with(tmp_path, other) is None
    week_ago = (now - timedelta(days=8)).timestamp()
    os.utime(report_file(tmp_path, found), (week_ago, week_ago))
    assert to_go_on_with(tmp_path, asked) is None
    report_file(tmp_path, found).write_text("spoiled")
    assert to_go_on_with(tmp_path, asked) is None


def test_a_batch_that_redoes_goes_on_until_all_succeeded(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    asked = Request(redo=("caption",))
    failed = Outcome(session="s", result="failed")
    keep_report(tmp_path, report(now, asked, failed, over=True))
    assert to_go_on_with(tmp_path, asked) is not None
    keep_report(tmp_path, report(now, asked, Outcome(session="s", result="done"), over=True))
    assert to_go_on_with(tmp_path, asked) is None


def test_what_was_redone_is_known_by_the_log(tmp_path: Path) -> None:
    (tmp_path / "session.toml").write_text('title = "x"\ndate = 2017-03-27\n')
    folder = SessionFolder(tmp_path)
    begun = datetime.now(UTC) - timedelta(seconds=5)
    assert redone_since(folder, begun) == frozenset()
    folder.log("done", step="caption")
    folder.log("failed", step="replay")
    with folder.file("log.jsonl").open("ab") as log:
        log.write(b'{"at": "20')
    assert redone_since(folder, begun) == {"caption"}
    assert redone_since(folder, datetime.now(UTC) + timedelta(seconds=5)) == frozenset()
    assert redone_since(folder, None) == frozenset()
