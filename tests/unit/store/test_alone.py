"""One at a time at a file, and what who waits in vain is told."""

import errno
import threading
from pathlib import Path

import filelock
import pytest

from archiver.store.alone import BusyError, alone


def test_nobody_else_is_there_meanwhile(tmp_path: Path) -> None:
    path, inside, most = tmp_path / "list.json", [0], [0]

    def work() -> None:
        for _ in range(20):
            with alone(path):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    assert not path.exists()


def test_who_waits_in_vain_is_told(tmp_path: Path) -> None:
    path = tmp_path / "l'ordre du jour.json"
    with alone(path), pytest.raises(BusyError) as told, alone(path, 0.05):
        pass
    assert "l'ordre du jour.json" in told.value.what
    with alone(path, 0.05):
        pass


def test_a_share_without_locks_is_written_to_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: filelock.BaseFileLock) -> None:
        raise OSError(errno.EOPNOTSUPP, "not supported")

    monkeypatch.setattr(filelock.FileLock, "_acquire", refuse)
    with alone(tmp_path / "list.json", 0.05):
        pass


def test_a_folder_that_cannot_be_written_to_is_no_lock(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="/dev/null"), alone(Path("/dev/null/x")):
        pass
