"""Requests that no page of the desk sends, on every route that its OpenAPI tells.

None may end in an error 500, be heard from another site or without a token, or read or write
anything outside the archive.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.types import ASGIApp, Receive, Scope, Send

from archiver.desk import Desk, People, make_app
from archiver.desk.guard import MOST_BYTES
from archiver.desk.index_keeper import IndexKeeper
from archiver.desk.jobs import Jobs
from tests.unit.desk.desks import HERE, ID, Started, archive_in, finish

OUTSIDE = "HORS DE L'ARCHIVE"
HOSTILE = (
    *("../secret.txt", "..%2f..%2fsecret.txt", "%2e%2e/secret.txt", "/etc/passwd", "..", "%00"),
    *(
        "-rf",
        "--help",
        "a" * 10_000,
        "’%0d%0aX-Evil: 1",
        "<script>",
        "\ud83d",
        "NaN",
        "-1",
        "1e999",
    ),
)
MADE_UP = settings(
    max_examples=30,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ASKS = People(HERE, key="k" * 40, token="t" * 40)
JSON = {"content-type": "application/json"}
BASE = "http://127.0.0.1:8321"


def app_over(archive: Path, people: People | None = None) -> FastAPI:
    return make_app(
        Desk(archive, people or People(HERE), Jobs(Started()), IndexKeeper(archive, 60))
    )


OPENAPI = app_over(Path()).openapi()
OPERATIONS = [
    (path, method, told) for path, all_ in OPENAPI["paths"].items() for method, told in all_.items()
]
NAMES = [f"{method} {path}" for path, method, _told in OPERATIONS]


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A session in an archive; what lies beside the archive is as it was at the end."""
    monkeypatch.setenv("ARCHIVER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("ARCHIVER_SECRETS", str(tmp_path / "secrets"))
    (tmp_path / "outside").mkdir()
    archive = archive_in(tmp_path / "outside")
    finish(archive)
    (tmp_path / "outside" / "secret.txt").write_text(OUTSIDE, encoding="utf-8")
    before = _beside(tmp_path, archive)
    yield archive
    assert _beside(tmp_path, archive) == before


def _beside(root: Path, archive: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (root / "outside").rglob("*")
        if path.is_file() and not path.is_relative_to(archive)
    }


def asking(app: FastAPI, origin: str | None = BASE) -> TestClient:
    made = TestClient(app, base_url=BASE, follow_redirects=False, raise_server_exceptions=False)
    if origin:
        made.headers["origin"] = origin
    return made


def filled(path: str, value: str = ID) -> str:
    """A path whose session is there, or whose every parameter is `value`."""
    if value == ID:
        known = {"{id}": ID, "{kind}": "replay", "{form}": "srt", "{n}": "1"}
        for name, known_value in known.items():
            path = path.replace(name, known_value)
        return path
    for name in ("{id}", "{kind}", "{form}", "{n}"):
        path = path.replace(name, value)
    return path


@pytest.mark.parametrize(("path", "method", "told"), OPERATIONS, ids=NAMES)
def test_nothing_is_heard_from_another_site_or_without_a_token(
    archive: Path, path: str, method: str, told: dict[str, Any]
) -> None:
    here = asking(app_over(archive), origin="https://evil.example")
    if method != "get":
        assert here.request(method, filled(path), json={}).status_code == 403
    for origin in (BASE, None):
        asked = asking(app_over(archive, ASKS), origin).request(method, filled(path))
        assert asked.status_code in (401, 403), asked.text
        assert set(asked.json()) == {"what", "why", "remedy"}


@pytest.mark.parametrize(("path", "method", "told"), OPERATIONS, ids=NAMES)
def test_no_parameter_leads_out_of_the_archive(
    archive: Path, path: str, method: str, told: dict[str, Any]
) -> None:
    desk = asking(app_over(archive))
    names = [one["name"] for one in told.get("parameters", []) if one["in"] == "query"]
    for value in HOSTILE:
        as_told = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        answers = [desk.request(method, filled(path, quote(as_told, safe="/%.")), json={})]
        for name in names:
            query = f"{name}={quote(as_told, safe='%')}"
            answers.append(desk.request(method, f"{filled(path)}?{query}", json={}))
        if "requestBody" in told:
            body = json.dumps(dict.fromkeys(_keys(told), value))  # lone surrogates too
            answers.append(desk.request(method, filled(path), content=body, headers=JSON))
        for answer in answers:
            assert answer.status_code < 500, (value, answer.text)
            assert OUTSIDE not in answer.text
            assert "X-Evil" not in answer.headers


def _keys(told: dict[str, Any]) -> list[str]:
    schema = told["requestBody"]["content"]["application/json"]["schema"]
    name = schema.get("$ref", "").rpartition("/")[2]
    return list(OPENAPI["components"]["schemas"].get(name, {}).get("properties", {"name": None}))


@pytest.mark.parametrize(("path", "method", "told"), OPERATIONS, ids=NAMES)
def test_ten_megabytes_are_not_read(
    archive: Path, path: str, method: str, told: dict[str, Any]
) -> None:
    body = b'{"name": "' + b"a" * (10 * MOST_BYTES) + b'"}'
    answer = asking(app_over(archive)).request(method, filled(path), content=body, headers=JSON)
    assert answer.status_code == 413


@pytest.mark.parametrize(("path", "method", "told"), OPERATIONS, ids=NAMES)
def test_what_schemathesis_makes_up_is_answered_as_told(
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    method: str,
    told: dict[str, Any],
) -> None:
    # It would wait for a minute for each address that is made up; browsers rehearse the real one.
    monkeypatch.setattr("archiver.desk.routes.recording.check", lambda *_asked: ())
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", _here(app_over(archive)))

    @MADE_UP
    @given(schema[path][method.upper()].as_strategy())
    def answered(case: schemathesis.Case[Any]) -> None:
        if "{id}" in path:
            case.path_parameters["id"] = ID  # else most would stop at the session's name
        answer = case.call(headers={"origin": BASE})
        assert OUTSIDE not in answer.text
        case.validate_response(answer, checks=CHECKS)

    answered()


def _here(app: FastAPI) -> ASGIApp:
    """The same, asked by the name of this machine."""

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        others = [one for one in scope.get("headers", []) if one[0] != b"host"]
        host = (b"host", BASE.removeprefix("http://").encode())
        await app({**scope, "headers": [*others, host]}, receive, send)

    return asked
