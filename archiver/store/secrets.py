"""The keys of this machine's user: `secrets.toml`, in the user's own settings, never on a share.

`[destinations.NAME]` with `key` and, for SRT, `passphrase`. A file that others can read is not
used: its keys would have to be taken for known.
"""

import os
import stat
from pathlib import Path

from platformdirs import user_config_path
from pydantic import Field, SecretStr

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.record import Record
from archiver.store.archive import toml_string
from archiver.store.files import write_atomic
from archiver.store.settings import load_toml

_OWNER_ONLY = 0o600


class SecretsError(ArchiverError):
    """The secrets file is not kept as secrets must be."""


class DestinationSecrets(Record):
    """What a destination must be told to take a stream; shown as asterisks wherever printed."""

    key: SecretStr = SecretStr("")
    """The stream's key; for SRT its `streamid`."""
    passphrase: SecretStr = SecretStr("")
    """SRT's encryption."""


class Secrets(Record):
    """The whole file."""

    destinations: dict[str, DestinationSecrets] = Field(default_factory=dict)

    def of(self, name: str) -> DestinationSecrets:
        """The secrets of a destination; empty when it has none."""
        return self.destinations.get(name, DestinationSecrets())


def secrets_file() -> Path:
    """Where the secrets are: $ARCHIVER_SECRETS, else in the user's settings."""
    named = os.environ.get("ARCHIVER_SECRETS")
    return Path(named) if named else user_config_path("archiver", appauthor=False) / "secrets.toml"


def load_secrets() -> Secrets:
    """The secrets; none where there is no file.

    Raises SecretsError when others can read the file, SettingsError when it is not as it must
    be; neither repeats what is in it.
    """
    path = secrets_file()
    if not path.exists():
        return Secrets()
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & ~_OWNER_ONLY:
        raise SecretsError(
            _("{file} is not used").format(file=path),
            _("other users of this machine may be able to read the keys in it"),
            _("Run: chmod 600 {file}").format(file=path),
        )
    try:
        return load_toml(path, Secrets)
    except ArchiverError as error:
        # A file cut short in the middle of a key must not show it.
        why = _('it is not written as it must be: [destinations.NAME], then key = "…"')
        remedy = _("Mend it, or give the key again with: archiver destinations set-key NAME")
        raise SecretsError(error.what, why, remedy) from None


def save_secret(name: str, *, key: str | None = None, passphrase: str | None = None) -> Path:
    """Write what is given for the destination `name`, keep the rest, and say where."""
    secrets, path = load_secrets(), secrets_file()
    given = {"key": key, "passphrase": passphrase}
    changed = {field: SecretStr(text) for field, text in given.items() if text is not None}
    known = {**secrets.destinations, name: secrets.of(name).model_copy(update=changed)}
    if not path.parent.exists():
        path.parent.mkdir(parents=True, mode=0o700)
    write_atomic(path, _toml(known), _OWNER_ONLY)
    return path


def _toml(destinations: dict[str, DestinationSecrets]) -> str:
    lines = ["# " + _("The keys of the live destinations. Nobody else may read this file.")]
    for name, secrets in sorted(destinations.items()):
        lines += ["", f"[destinations.{toml_string(name)}]"]
        for field in ("key", "passphrase"):
            text = getattr(secrets, field).get_secret_value()
            if text:
                lines.append(f"{field} = {toml_string(text)}")
    return "\n".join(lines) + "\n"
