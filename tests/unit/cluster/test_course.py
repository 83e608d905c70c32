from datetime import date
from itertools import chain

from distributed import KilledWorker, Status
from distributed.scheduler import WorkerState
from hypothesis import given
from hypothesis import strategies as st

from archiver.batch.records import Job
from archiver.cluster.course import DEATHS, HELD_TIMES, ROUNDS, Course, Task
from archiver.cluster.errands import Cut, Errand, Finished, Heard, Prepared, Trouble
from archiver.speech.stretches import Stretch

HEARD = Heard(cpu_seconds=1.0)


def course() -> Course:
    job = Job(session="s", day=date(2017, 3, 27), steps=("sound",))
    return Course(0, job, Errand(batch="b", archive="/a", session="s"))


def kinds(tasks: list[Task]) -> list[str]:
    return [task.kind for task in tasks]


def test_a_session_is_prepared_cut_heard_and_finished() -> None:
    it = course()
    (prepare,) = it.begin()
    (cut,) = it.next(prepare, Prepared())
    first, second = it.next(cut, Cut(missing=(Stretch(0, 60), Stretch(60, 90)), total=3))
    assert (first.stretch, second.stretch) == (Stretch(0, 60), Stretch(60, 90))
    assert it.next(second, HEARD) == []
    assert round(it.share, 2) == 0.67
    (finish,) = it.next(first, HEARD)
    assert finish.kind == "finish"
    assert it.next(finish, Finished(cpu_seconds=2.0)) == []
    assert it.outcome is not None
    assert (it.outcome.result, it.outcome.cpu_seconds) == ("done", 4.0)


def test_nothing_is_heard_that_is_heard() -> None:
    it = course()
    assert kinds(it.next(it.begin()[0], Prepared(due=False))) == ["finish"]
    assert kinds(it.next(it.begin()[0], Prepared(recognizer="r", complete=True))) == ["finish"]
    assert kinds(it.next(Task("s", "cut"), Cut(missing=(), total=4))) == ["finish"]


@given(st.integers(1, 9), st.data())
def test_whatever_dies_in_whatever_order_each_stretch_is_heard(n: int, data: st.DataObject) -> None:
    """Each task may be lost up to DEATHS - 1 times; the session is finished once."""
    it = course()
    cuts = tuple(Stretch(i * 10, i * 10 + 10) for i in range(n))
    todo, heard, finished = it.next(Task("s", "cut"), Cut(missing=cuts, total=n)), [], 0
    while todo:
        task = todo.pop(data.draw(st.integers(0, len(todo) - 1)))
        if task.deaths < DEATHS - 1 and data.draw(st.booleans()):
            todo += it.next(task, RuntimeError("the worker was killed"))
        elif task.kind == "hear":
            heard.append(task.stretch)
            todo += it.next(task, HEARD)
        else:
            finished += 1
            todo += it.next(task, Finished())
    assert sorted(heard, key=lambda stretch: stretch.start_ms) == list(cuts)
    assert finished == 1
    assert it.outcome is not None
    assert it.outcome.result == "done"


def test_a_task_that_kills_every_worker_fails_the_session() -> None:
    it = course()
    tasks = it.begin()
    for _death in range(DEATHS):
        assert it.outcome is None
        tasks = list(chain.from_iterable(it.next(task, RuntimeError("gone")) for task in tasks))
    assert tasks == []
    assert it.outcome is not None
    assert (it.outcome.result, it.outcome.why, it.outcome.step) == ("failed", "gone", "sound")


def test_a_session_that_someone_holds_is_tried_later_and_skipped_at_last() -> None:
    it = course()
    held = Trouble(kind="held", what="worked on")
    (task,) = it.begin()
    for n in range(HELD_TIMES):
        (task,) = it.next(task, held)
        assert task.held == n + 1
        assert task.not_before > 0
    assert it.next(task, held) == []
    assert it.outcome is not None
    assert it.outcome.result == "skipped"


def test_a_failure_is_told_as_it_was() -> None:
    it = course()
    trouble = Trouble(kind="failed", what="what", why="why", remedy="do", step="import")
    assert it.next(it.begin()[0], trouble) == []
    assert it.outcome is not None
    told = it.outcome.model_dump(include={"result", "what", "why", "remedy", "step"})
    assert set(told.values()) == {"failed", "what", "why", "do", "import"}


def test_a_stretch_that_vanishes_is_heard_again_but_not_for_ever() -> None:
    it = course()
    for _round in range(ROUNDS - 1):
        assert kinds(it.next(Task("s", "finish"), Finished(complete=False))) == ["prepare"]
    assert it.next(Task("s", "finish"), Finished(complete=False)) == []
    assert it.outcome is not None
    assert it.outcome.result == "failed"


def test_what_dask_has_tried_on_several_workers_is_not_tried_on_more() -> None:
    it = course()
    last = WorkerState(
        address="tcp://a:1", status=Status.running, pid=1, name="a", memory_limit=1,
        local_directory="", nanny=None, server_id="a",
    )  # fmt: skip
    assert it.next(it.begin()[0], KilledWorker("prepare", last, 3)) == []
    assert it.outcome is not None
    assert it.outcome.result == "failed"
    assert it.outcome.remedy
