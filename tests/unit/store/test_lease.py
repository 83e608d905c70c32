import os
import socket
import threading
import time
from pathlib import Path

import pytest

from archiver.store import lease as leases
from archiver.store.lease import Holder, LeaseHeldError, LeaseLostError, held_by, hold

GONE = 2**22 + 1
"""A process number that no Linux gives."""


def holder(host: str, pid: int) -> str:
    return Holder(token="t", host=host, pid=pid).model_dump_json()


def test_one_process_holds_it_at_a_time(tmp_path: Path) -> None:
    with hold(tmp_path, "process"):
        found = held_by(tmp_path)
        assert found
        assert (found.pid, found.doing) == (os.getpid(), "process")
        with pytest.raises(LeaseHeldError), hold(tmp_path):
            pass
    assert held_by(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_holder_of_this_machine_that_is_gone_does_not_block(tmp_path: Path) -> None:
    (tmp_path / ".lease").write_text(holder(socket.gethostname(), GONE))
    assert held_by(tmp_path) is None
    with hold(tmp_path):
        pass


def test_a_living_holder_elsewhere_blocks_until_its_heartbeat_is_old(tmp_path: Path) -> None:
    path = tmp_path / ".lease"
    path.write_text(holder("elsewhere", 1))
    with pytest.raises(LeaseHeldError), hold(tmp_path):
        pass
    old = time.time() - leases.OLD_SECONDS - 1
    os.utime(path, (old, old))
    with hold(tmp_path):
        pass


def test_a_damaged_lease_does_not_block_for_ever(tmp_path: Path) -> None:
    path = tmp_path / ".lease"
    path.write_text("")
    with pytest.raises(LeaseHeldError), hold(tmp_path):
        pass
    old = time.time() - leases.OLD_SECONDS - 1
    os.utime(path, (old, old))
    with hold(tmp_path):
        pass


def test_the_heart_beats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "HEARTBEAT_SECONDS", 0.01)
    with hold(tmp_path):
        path = tmp_path / ".lease"
        os.utime(path, (0, 0))
        deadline = time.monotonic() + 5
        while path.stat().st_mtime == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert path.stat().st_mtime > 0


def test_a_lease_that_was_taken_over_is_noticed_and_left_to_its_new_holder(tmp_path: Path) -> None:
    with hold(tmp_path) as lease:
        (tmp_path / ".lease").write_text(holder("elsewhere", 1))
        with pytest.raises(LeaseLostError):
            lease.check()
    assert (tmp_path / ".lease").exists()


def test_of_many_that_find_a_dead_lease_one_gets_it(tmp_path: Path) -> None:
    (tmp_path / ".lease").write_text(holder(socket.gethostname(), GONE))
    got: list[str] = []
    together = threading.Barrier(8)

    def take() -> None:
        together.wait()
        try:
            with hold(tmp_path):
                got.append("held")
                time.sleep(0.2)
        except LeaseHeldError:
            pass

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["held"]


def test_an_interrupt_while_it_is_taken_leaves_none_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_thread: threading.Thread) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt), hold(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []
