"""The configuration that the guide gives is served by a real nginx, and asked as the guide says."""

import re
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from tests.real import need
from tests.waiting import free_port, wait_until

GUIDE = Path(__file__).parents[2] / "docs/guide-hebergement.md"
MIME_TYPES = Path("/etc/nginx/mime.types")
FILES = {
    "index.html": "<p>é",
    ".lease": "a lock",
    "2026-11-20-seance/index.html": "<p>é",
    "2026-11-20-seance/fr.vtt": "WEBVTT",
    "2026-11-20-seance/replay.mp4": "x" * 1000,
    "2026-11-20-seance/replay.mp4.ab12.part": "x",
    "2026-11-20-seance/live/full.m3u8": "#EXTM3U",
    "2026-11-20-seance/live/live.json": "{}",
    "2026-11-20-seance/session.json": "{}",
    "assets/site-ed85dae2b9.css": "p{}",
    "assets/logo.svg": "<svg/>",
}

pytestmark = pytest.mark.real("nginx")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    need(nginx and MIME_TYPES.exists(), "nginx", "apt-get install nginx-light")
    folder = tmp_path_factory.mktemp("nginx")
    for name, text in FILES.items():
        (folder / "www" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "www" / name).write_text(text)
    found = re.search(r"```nginx\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    port = free_port()
    server = found[1].replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    server = re.sub(r"ssl_\w+ .*;", "", server).replace("/var/www/seances", f"{folder}/www")
    (folder / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; client_body_temp_path {folder}/body;\n"
        f"proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fast;\n"
        f"uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;\n{server}\n}}\n"
    )
    args = [str(nginx), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    child = subprocess.Popen([*args, "-e", str(folder / "error.log")])
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        assert child.poll() is None, (folder / "error.log").read_text()
        try:
            return ask(f"{url}/")[0] == 200
        except urllib.error.URLError:
            return False

    try:
        wait_until(answers)
        yield url
    finally:
        child.terminate()
        child.wait(10)


def ask(url: str, **headers: str) -> tuple[int, Message]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            answer.read()
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("", "text/html; charset=utf-8", "no-cache"),
        ("2026-11-20-seance/", "text/html; charset=utf-8", "no-cache"),
        ("2026-11-20-seance/fr.vtt", "text/vtt; charset=utf-8", "public, max-age=60"),
        ("2026-11-20-seance/replay.mp4", "video/mp4", "public, max-age=300"),
        ("2026-11-20-seance/live/full.m3u8", "application/vnd.apple.mpegurl", "no-cache"),
        ("2026-11-20-seance/live/live.json", "application/json; charset=utf-8", "no-cache"),
        (
            "2026-11-20-seance/session.json",
            "application/json; charset=utf-8",
            "public, max-age=60",
        ),
        (
            "assets/site-ed85dae2b9.css",
            "text/css; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
        ("assets/logo.svg", "image/svg+xml", "public, max-age=60"),
    ],
)
def test_each_kind_of_file_says_what_it_is(url: str, name: str, kind: str, kept: str) -> None:
    status, said = ask(f"{url}/{name}")
    assert status == 200
    assert said["Content-Type"] == kind
    assert said["Cache-Control"] == kept
    assert said["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors" in said["Content-Security-Policy"]


def test_a_piece_of_the_video_can_be_asked_for(url: str) -> None:
    status, said = ask(f"{url}/2026-11-20-seance/replay.mp4", Range="bytes=500-599")
    assert (status, said["Content-Range"]) == (206, "bytes 500-599/1000")


@pytest.mark.parametrize("name", [".lease", "2026-11-20-seance/replay.mp4.ab12.part"])
def test_what_is_not_for_visitors_is_not_there(url: str, name: str) -> None:
    assert ask(f"{url}/{name}")[0] == 404
