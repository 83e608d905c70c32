from pathlib import Path

import pytest

from archiver.desk import Account, People
from archiver.desk.guard import MOST_BYTES
from archiver.desk.people import COOKIE, digest_of
from archiver.desk.serving import Listening, people_for
from tests.unit.desk.desks import HERE, ID, Started, archive_in, browser

PASSWORD = "une phrase assez longue"
ACCOUNT = Account(name="Noé d’Arvor", role="read", password=digest_of(PASSWORD))


def listening(**accounts: Account) -> People:
    by_name = {one.name: one for one in accounts.values()}
    return People(HERE, key="k" * 40, token="" if by_name else "t" * 40, accounts=by_name)


def test_on_loopback_nobody_is_asked(tmp_path: Path) -> None:
    desk = browser(archive_in(tmp_path))
    assert desk.get("/api/me").json() == {"name": HERE.name, "role": "publish"}
    assert desk.get("/api/sessions").json()[0]["id"] == ID
    assert ID in desk.get("/").text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "a@b:1:2"])
def test_another_name_that_leads_here_is_not_answered(tmp_path: Path, host: str) -> None:
    desk = browser(archive_in(tmp_path))
    assert desk.get("/api/sessions", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9", "http://["]
)
def test_another_site_changes_nothing(tmp_path: Path, origin: str) -> None:
    started = Started()
    desk = browser(archive_in(tmp_path), started=started)
    answer = desk.post(f"/api/sessions/{ID}/process", headers={"origin": origin})
    assert (answer.status_code, started.commands) == (403, [])


def test_a_program_says_what_it_is(tmp_path: Path) -> None:
    started = Started()
    desk = browser(archive_in(tmp_path), started=started)
    del desk.headers["origin"]
    assert desk.post(f"/api/sessions/{ID}/process").status_code == 403
    asked = desk.post(f"/api/sessions/{ID}/process", headers={"x-archiver": "script"})
    assert asked.status_code == 202
    assert [command[0] for command in started.commands] == ["process"]


def test_more_than_an_edit_is_not_read(tmp_path: Path) -> None:
    desk = browser(archive_in(tmp_path))
    body = b'{"name": "' + b"a" * MOST_BYTES + b'"}'
    assert desk.post("/login", content=body).status_code == 413
    parts = (body[at : at + 100_000] for at in range(0, len(body), 100_000))
    assert desk.post("/login", content=parts).status_code == 413
    assert desk.post("/login", headers={"content-length": "-1"}).status_code == 413


def test_elsewhere_nothing_is_told_without_a_token(tmp_path: Path) -> None:
    desk = browser(archive_in(tmp_path), listening())
    assert desk.get("/api/sessions").status_code == 401
    assert desk.get("/").headers["location"] == "/login"
    assert desk.get("/login?token=wrong").status_code == 403
    assert desk.get("/static/desk.css").status_code == 200
    assert desk.get("/static/../../etc/passwd").status_code in (303, 404)
    came = desk.get(f"/login?token={'t' * 40}")
    assert came.headers["location"] == "/"
    assert "HttpOnly" in came.headers["set-cookie"]
    assert desk.get("/api/me").json()["role"] == "publish"


def test_an_account_may_what_its_role_says(tmp_path: Path) -> None:
    started = Started()
    desk = browser(archive_in(tmp_path), listening(one=ACCOUNT), started)
    wrong = desk.post("/login", json={"name": ACCOUNT.name, "password": "autre chose"})
    nobody = desk.post("/login", json={"name": "Personne", "password": PASSWORD})
    assert (wrong.status_code, wrong.json()) == (nobody.status_code, nobody.json())
    assert PASSWORD not in nobody.text
    assert desk.post("/login", json={"name": ACCOUNT.name, "password": PASSWORD}).status_code == 204
    assert desk.get("/api/sessions").status_code == 200
    refused = desk.post(f"/api/sessions/{ID}/process")
    assert (refused.status_code, started.commands) == (403, [])


def test_a_cookie_ends_with_its_account_or_its_password(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    before = browser(archive, listening(one=ACCOUNT))
    before.post("/login", json={"name": ACCOUNT.name, "password": PASSWORD})
    cookie = before.cookies[COOKIE]
    changed = ACCOUNT.model_copy(update={"password": digest_of("une autre phrase")})
    other = Account(name="Ina", role="read", password=digest_of(PASSWORD))
    for accounts, code in (({"one": ACCOUNT}, 200), ({"one": changed}, 401), ({"x": other}, 401)):
        desk = browser(archive, listening(**accounts))
        desk.cookies.set(COOKIE, cookie)
        assert desk.get("/api/me").status_code == code, "a restart asks nobody again, a change does"
    forged = browser(archive, listening(one=ACCOUNT))
    forged.cookies.set(COOKIE, cookie[:-9] + ("A" if cookie[-9] != "A" else "B") + cookie[-8:])
    assert forged.get("/api/me").status_code == 401


@pytest.mark.parametrize(
    "id", ["..", "%2e%2e", "..%2f..%2fetc", "a/../..", ".hidden", "-x", "a%00b"]
)
def test_a_session_is_a_name_never_a_path(tmp_path: Path, id: str) -> None:
    desk = browser(archive_in(tmp_path))
    (tmp_path / "session.toml").write_text('title = "secret"', encoding="utf-8")
    for path in (f"/api/sessions/{id}/state", f"/sessions/{id}/files"):
        answer = desk.get(path)
        assert answer.status_code in (404, 422)
        assert "secret" not in answer.text


def test_every_answer_says_what_a_page_may_load(tmp_path: Path) -> None:
    desk = browser(archive_in(tmp_path))
    for path in ("/", "/api/sessions", "/static/desk.js", "/nothing"):
        policy = desk.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_who_listens_on_purpose_asks_even_on_loopback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVER_SECRETS", str(tmp_path / "settings" / "secrets.toml"))
    assert not people_for(Listening(), HERE.name).asks
    behind = people_for(Listening(asks=True), HERE.name)
    assert behind.asks
    assert f"token={behind.token}" in Listening(asks=True).url(behind)
    assert people_for(Listening("0.0.0.0"), HERE.name).asks
