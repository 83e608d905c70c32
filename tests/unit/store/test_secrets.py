"""The secrets file: for its owner alone, whole, and silent about what is in it."""

import stat
from pathlib import Path

import pytest

from archiver.store.secrets import SecretsError, load_secrets, save_secret, secrets_file


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    named = tmp_path / "settings" / "secrets.toml"
    monkeypatch.setenv("ARCHIVER_SECRETS", str(named))
    return named


def test_without_a_file_there_are_no_secrets() -> None:
    assert load_secrets().of("youtube").key.get_secret_value() == ""


def test_what_is_kept_is_read_back_and_only_the_owner_can_read_it(path: Path) -> None:
    key = 'a"b\\c#=é'
    assert save_secret("youtube", key=key) == path
    save_secret("relay", key="other")
    save_secret("relay", passphrase="p4ssphrase")
    secrets = load_secrets()
    assert secrets.of("youtube").key.get_secret_value() == key
    assert secrets.of("relay").key.get_secret_value() == "other"
    assert secrets.of("relay").passphrase.get_secret_value() == "p4ssphrase"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["secrets.toml"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o700])
def test_a_file_that_others_can_read_is_refused_with_the_command_that_mends_it(
    path: Path, mode: int
) -> None:
    save_secret("youtube", key="k3y")
    path.chmod(mode)
    with pytest.raises(SecretsError) as caught:
        load_secrets()
    assert f"chmod 600 {path}" in caught.value.remedy
    with pytest.raises(SecretsError):
        save_secret("youtube", key="new")
    path.chmod(0o600)
    assert load_secrets().of("youtube").key.get_secret_value() == "k3y"


def test_secrets_do_not_show() -> None:
    save_secret("youtube", key="k3y-of-mine")
    assert "k3y-of-mine" not in repr(load_secrets())


@pytest.mark.parametrize(
    "text",
    [
        '[destinations.a]\nkey = "k3y-of-mine',
        '[destinations.a]\nkye = "k3y-of-mine"',
        "[destinations.a]\nkey = 1",
        'destinations = "k3y-of-mine"',
    ],
)
def test_a_damaged_file_does_not_tell_what_is_in_it(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(SecretsError) as caught:
        load_secrets()
    assert "k3y-of-mine" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_without_a_name_it_is_in_the_users_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ARCHIVER_SECRETS")
    assert secrets_file().name == "secrets.toml"
    assert "archiver" in secrets_file().parent.name
