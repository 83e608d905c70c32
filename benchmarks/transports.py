"""What publishing a site sends over the line: interrupted, resumed, with one caption changed.

usage: python -m benchmarks.transports SITE [--kills 10] [--seed 1]

A copy of SITE (the folder `site` of an archive) goes to a real OpenSSH server and to moto's S3
service, both on loopback, through a relay that counts the bytes that pass in either direction,
encryption and protocol included. "Killed" is kill -9 of the publishing process while the line
stands still, after three quarters; "resume" is another process. After every step but the killed
one each file there is compared with the one here. Then, from nothing, the publishing process is
killed after a random number of bytes, again and again, until it is through or has been killed
as often as asked for.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import boto3

from archiver.publish.sync import SiteSync
from archiver.publish.transports import open_transport
from tests.media.bucket import KEY, alone, bucket_service
from tests.media.counting import Counting
from tests.media.sshd import serving

_WAIT_SECONDS = 120.0


@dataclass(frozen=True)
class Place:
    """Where the copy goes, and how it is read back without the code that is measured."""

    name: str
    port: int
    address: Callable[[int], str]
    """The address through a port."""
    files: Callable[[], dict[str, bytes]]
    alter: Callable[[str], None]
    """Change a file there, its length kept."""
    reached: Callable[[int], None]
    """Told of a port through which it will be reached."""


class Kept:
    """A publication's state, on disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, own: dict[str, Any]) -> None:
        """Keep it, synced."""
        making = self._path.with_suffix(".making")
        with making.open("w") as file:
            json.dump(own, file)
            file.flush()
            os.fsync(file.fileno())
        making.replace(self._path)

    @property
    def own(self) -> Mapping[str, Any]:
        """What was kept last."""
        return json.loads(self._path.read_text()) if self._path.exists() else {}


def publish(address: str, site: Path, kept: Path, scope: tuple[str, ...]) -> None:
    """Publish; what runs in the process that is killed, too."""
    state = Kept(kept)
    SiteSync(open_transport(address), site, state, state.own).send(scope)


class Bench:
    """One place, and the rows of its table."""

    def __init__(self, place: Place, site: Path, kept: Path) -> None:
        self.place, self.site, self.kept = place, site, kept
        folders = sorted(p.name for p in site.iterdir() if p.is_dir())
        session = next(name for name in folders if (site / name / "session.json").exists())
        self.captions = f"{session}/fr.vtt"
        self.scope = *(f"{name}/" for name in folders), "index.html"
        self.rows: list[tuple[str, int, int, int]] = []

    def step(self, what: str, act: Callable[[Counting], object], files: int, hold: int = 0) -> None:
        """Do something through a relay, and note what passed."""
        line = Counting(self.place.port)
        line.hold_after(hold)
        self.place.reached(line.port)
        act(line)
        line.close()
        self.rows.append((what, files, line.passed, line.returned))
        if not hold:
            self.compare(what)

    def compare(self, what: str) -> None:
        """Every file there must be as it is here, and there may be no other."""
        found = [p for p in self.site.rglob("[!.]*") if p.is_file()]
        here = {str(p.relative_to(self.site)): p.read_bytes() for p in found}
        assert self.place.files() == here, f"{what}: otherwise there than here"

    def run_killed(self, kills: int, seed: int) -> None:
        """Kill again and again, then let it through."""
        random = Random(seed)
        total = sum(p.stat().st_size for p in self.site.rglob("[!.]*") if p.is_file())
        passed = returned = killed = 0
        through = False
        while not through:
            line = Counting(self.place.port)
            line.hold_after(random.randint(10_000, total * 2 // 3) if killed < kills else 0)
            self.place.reached(line.port)
            through = not self.send_killed(line)
            killed += not through
            line.close()
            passed, returned = passed + line.passed, returned + line.returned
        what = f"killed {killed} times, then let through"
        self.compare(what)
        files = len(self.place.files())
        self.rows.append((what, files, passed, returned))

    def send(self, line: Counting) -> None:
        """Publish in this process."""
        publish(self.place.address(line.port), self.site, self.kept, self.scope)

    def send_killed(self, line: Counting) -> bool:
        """Publish in a process that is killed once the line stands still; False if it never did."""
        child = multiprocessing.get_context("spawn").Process(
            target=publish, args=(self.place.address(line.port), self.site, self.kept, self.scope)
        )
        child.start()
        until = time.monotonic() + _WAIT_SECONDS
        while child.is_alive() and not line.held:
            assert time.monotonic() < until
            time.sleep(0.05)
        time.sleep(1)  # so that what was sent before the stop has arrived
        child.kill()
        child.join()
        return line.held

    def verify(self, line: Counting) -> None:
        """Read everything back; nothing may be wrong."""
        assert not self._found(line)

    def mend(self, line: Counting) -> None:
        """Find what was altered there, and send it again."""
        self.place.alter(self.captions)
        assert self._found(line) == [self.captions]
        self.send(line)

    def _found(self, line: Counting) -> list[str]:
        state = Kept(self.kept)
        sync = SiteSync(open_transport(self.place.address(line.port)), self.site, state, state.own)
        return [finding.part for finding in sync.verify(self.scope)]

    def run(self) -> None:
        """Every step."""
        names = [p for p in self.site.rglob("[!.]*") if p.is_file()]
        total = sum(p.stat().st_size for p in names)
        self.step(
            "publish, killed at three quarters", self.send_killed, len(names), hold=total * 3 // 4
        )
        self.step("resume", self.send, len(names))
        self.step("publish again, nothing changed", self.send, 0)
        path = self.site / self.captions
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(".", "!", 1), encoding="utf-8")
        self.step("one caption changed", self.send, 1)
        self.step("verify", self.verify, len(names))
        self.step("a caption file altered there: verify, mend", self.mend, 1)


@contextmanager
def openssh(folder: Path) -> Iterator[Place]:
    """A real sshd, and a folder it may write."""
    root = folder / "www"
    with serving(folder) as server:
        os.environ["HOME"] = str(server.home)
        os.environ.pop("SSH_AUTH_SOCK", None)

        def reached(port: int) -> None:
            line = server.host_key.replace(str(server.port), str(port))
            (server.home / ".ssh/known_hosts").write_text(f"{line}\n")

        def alter(name: str) -> None:
            (root / name).write_bytes((root / name).read_bytes().swapcase())

        yield Place(
            "SFTP (OpenSSH)",
            server.port,
            lambda port: f"sftp://{server.user}@127.0.0.1:{port}{root}",
            lambda: {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*.*")},
            alter,
            reached,
        )


@contextmanager
def bucket(folder: Path) -> Iterator[Place]:
    """A bucket of moto's."""
    os.environ |= {**KEY, **alone(folder)}
    with bucket_service() as port:
        client = boto3.client(
            "s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1"
        )
        client.create_bucket(Bucket="seances")

        def get(key: str) -> bytes:
            return client.get_object(Bucket="seances", Key=key)["Body"].read()

        def files() -> dict[str, bytes]:
            found = client.list_objects_v2(Bucket="seances").get("Contents", ())
            return {f["Key"].removeprefix("www/"): get(f["Key"]) for f in found}

        def alter(name: str) -> None:
            body = get(f"www/{name}").swapcase()
            client.put_object(Bucket="seances", Key=f"www/{name}", Body=body)

        yield Place(
            "S3 (moto)",
            port,
            lambda line: f"s3://seances/www?endpoint=http://127.0.0.1:{line}",
            files,
            alter,
            lambda port: None,
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("site", type=Path)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    source = asked.site
    names = [p for p in source.rglob("[!.]*") if p.is_file()]
    print(f"{len(names)} files, {sum(p.stat().st_size for p in names):,} bytes\n")
    print("| place | step | files | bytes sent | bytes received |\n|---|---|---|---|---|")
    for made in (openssh, bucket):
        for run in (Bench.run, lambda bench: bench.run_killed(asked.kills, asked.seed)):
            with ExitStack() as stack:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                site = Path(shutil.copytree(source, folder / "site"))
                bench = Bench(stack.enter_context(made(folder)), site, folder / "kept.json")
                run(bench)
                for what, files, sent, received in bench.rows:
                    row = f"| {bench.place.name} | {what} | {files} | {sent:,} | {received:,} |"
                    print(row, flush=True)


if __name__ == "__main__":
    main()
