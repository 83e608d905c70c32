"""A real sshd on loopback that lets this user in, by a key, to SFTP."""

import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.real import need, need_program
from tests.waiting import free_port


class Server(NamedTuple):
    """An sshd that runs."""

    port: int
    home: Path
    """A home folder whose `.ssh` holds the key that it accepts; it is not in known_hosts."""
    user: str
    host_key: str
    """A line for known_hosts."""

    def known(self) -> None:
        """Let the server be known."""
        (self.home / ".ssh" / "known_hosts").write_text(self.host_key + "\n")


def _key(path: Path) -> str:
    keygen = need_program("ssh-keygen", "apt-get install openssh-client")
    subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path.with_suffix(".pub").read_text().strip()


@contextmanager
def serving(folder: Path, port: int = 0) -> Iterator[Server]:
    """Run an sshd, with its keys in `folder`, until the block ends."""
    sshd = shutil.which("sshd") or "/usr/sbin/sshd"
    need(Path(sshd).exists(), "sshd", "apt-get install openssh-server")
    home = folder / "home"
    if not home.exists():
        (home / ".ssh").mkdir(parents=True, mode=0o700)
        (folder / "authorized").write_text(_key(home / ".ssh" / "id_ed25519") + "\n")
        _key(folder / "host")
    port = port or free_port()
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        "Subsystem sftp internal-sftp\n"
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    child = subprocess.Popen(
        [sshd, "-D", "-e", "-f", str(folder / "sshd_config")], stderr=subprocess.PIPE
    )
    try:
        _wait_for(child, port)
        key = (folder / "host.pub").read_text().split()
        line = f"[127.0.0.1]:{port} {key[0]} {key[1]}"
        yield Server(port, home, getpass.getuser(), line)
    finally:
        end(child)


def end(child: "subprocess.Popen[bytes]") -> None:
    """End the server and the connections that it serves."""
    found = subprocess.run(["pgrep", "-P", str(child.pid)], capture_output=True, text=True)
    child.terminate()
    child.wait(5)
    for pid in found.stdout.split():
        subprocess.run(["kill", pid], capture_output=True)
    assert child.stderr is not None
    child.stderr.close()


def _wait_for(child: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(100):
        if child.poll() is not None:
            assert child.stderr is not None
            raise AssertionError(child.stderr.read().decode())
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("sshd does not answer")
