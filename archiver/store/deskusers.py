"""The desk's keys and accounts: in the user's own settings, mode 0600, never in an archive."""

import secrets
from pathlib import Path
from typing import TypeVar

from archiver.model.record import Record
from archiver.store.accounts import load_secret_file, save_secret_file
from archiver.store.archive import toml_string
from archiver.store.secrets import secrets_file
from archiver.store.settings import load_toml

R = TypeVar("R", bound=Record)


def accounts_file() -> Path:
    """Who may come in from another machine (`desk.toml`)."""
    return secrets_file().with_name("desk.toml")


def load_accounts(record: type[R]) -> R:
    """The accounts, as `record` reads them; none where there is no file.

    Raises SecretsError when others can read it, SettingsError when it is not as it must be.
    """
    return load_toml(accounts_file(), record) if load_secret_file(accounts_file()) else record()


def save_accounts(accounts: list[dict[str, str]]) -> None:
    """Keep them."""
    blocks = (
        "[[accounts]]\n" + "".join(f"{key} = {toml_string(value)}\n" for key, value in one.items())
        for one in accounts
    )
    save_secret_file(accounts_file(), "\n".join(blocks))


def desk_key() -> str:
    """What signs the desk's cookies: made once."""
    return _once("desk-key")


def desk_token() -> str:
    """What an address from another machine must hold where no account was made: made once."""
    return _once("desk-token")


def _once(name: str) -> str:
    path = secrets_file().with_name(name)
    known = load_secret_file(path).strip()
    if not known:
        known = secrets.token_urlsafe(32)
        save_secret_file(path, known + "\n")
    return known
