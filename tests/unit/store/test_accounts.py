"""Tokens are kept where nobody else can read them; the quota's count outlives a command."""

from datetime import date
from pathlib import Path

import pytest

from archiver.store.accounts import (
    client_file,
    load_secret_file,
    remove_secret_file,
    save_secret_file,
    token_file,
)
from archiver.store.quotas import quota_file, quota_tally
from archiver.store.secrets import SecretsError


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVER_SECRETS", str(tmp_path / "settings" / "secrets.toml"))
    monkeypatch.setenv("ARCHIVER_STATE", str(tmp_path / "state"))


def test_a_token_is_kept_for_its_owner_alone() -> None:
    assert load_secret_file(token_file()) == ""
    save_secret_file(token_file(), '{"refresh_token": "é"}')
    assert token_file().stat().st_mode & 0o777 == 0o600
    assert token_file().parent.stat().st_mode & 0o077 == 0
    assert load_secret_file(token_file()) == '{"refresh_token": "é"}'
    assert client_file().parent == token_file().parent
    assert remove_secret_file(token_file())
    assert not remove_secret_file(token_file())


def test_a_token_that_others_can_read_is_refused() -> None:
    save_secret_file(token_file(), "hidden-token")
    token_file().chmod(0o640)
    with pytest.raises(SecretsError) as refused:
        load_secret_file(token_file())
    assert "chmod 600" in refused.value.remedy
    assert "hidden-token" not in str(refused.value)


def test_what_was_spent_is_known_to_the_next_command() -> None:
    day = date(2026, 11, 23)
    quota_tally("123")(day, 450, 0)
    assert quota_tally("123")(day, 50, 1) == (500, 1)
    assert quota_tally("123")(date(2026, 11, 24), 0, 0) == (0, 0)
    assert quota_tally("456")(day, 0, 0) == (0, 0)


def test_a_count_that_cannot_be_read_begins_anew() -> None:
    day = date(2026, 11, 23)
    quota_tally("123")(day, 450, 0)
    quota_file().write_text("{", encoding="utf-8")
    assert quota_tally("123")(day, 1, 0) == (1, 0)


def test_old_days_are_forgotten() -> None:
    tally = quota_tally("123")
    for month in range(1, 13):
        for number in range(1, 11):
            tally(date(2026, month, number), 1, 0)
    assert tally(date(2026, 1, 1), 0, 0) == (0, 0)
    assert tally(date(2026, 12, 10), 0, 0) == (1, 0)
