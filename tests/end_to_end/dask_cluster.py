"""A Dask cluster of real processes on this machine, whose members can be killed and come back."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.waiting import free_port, wait_until


@dataclass
class DaskCluster:
    """A scheduler and workers, each a process (group) of its own, logging into `folder`."""

    folder: Path
    env: dict[str, str]
    port: int = field(default_factory=free_port)
    scheduler: "subprocess.Popen[bytes] | None" = None
    workers: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def start_scheduler(self) -> None:
        self.scheduler = self._start(
            "scheduler",
            *("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(self.port)),
            "--no-dashboard",
        )
        wait_until(self._listens)

    def start_worker(self, name: str, *options: str, **env: str) -> None:
        self.workers[name] = self._start(
            name,
            *("distributed.cli.dask_worker", self.address, "--name", name, "--nthreads", "1"),
            *("--no-dashboard", "--local-directory", str(self.folder / f"{name}.dask"), *options),
            **env,
        )

    def kill_scheduler(self) -> None:
        assert self.scheduler
        kill(self.scheduler)

    def kill_worker(self, name: str) -> None:
        """Kill its nanny and all it started, as a power cut does."""
        kill(self.workers.pop(name))

    def restart_what_ended(self) -> None:
        """What systemd does with `Restart=always`."""
        for name, process in list(self.workers.items()):
            if process.poll() is not None:
                self.start_worker(name)

    def stop(self) -> None:
        for process in (*self.workers.values(), self.scheduler):
            if process:
                kill(process)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _start(self, name: str, module: str, *args: str, **env: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module, *args],
                cwd=self.folder,
                env={**self.env, **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process and its whole group, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


@contextmanager
def dask_cluster(folder: Path, env: dict[str, str]) -> Iterator[DaskCluster]:
    folder.mkdir(parents=True, exist_ok=True)
    cluster = DaskCluster(folder, env)
    try:
        cluster.start_scheduler()
        yield cluster
    finally:
        cluster.stop()
