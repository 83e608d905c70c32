"""The user's connected accounts: Google's client and token, beside `secrets.toml`, mode 0600.

A file that others can read is not used. Nothing raised here repeats what is in a file.
"""

import contextlib
import os
import stat
from pathlib import Path

from archiver.i18n import _
from archiver.store.files import write_atomic
from archiver.store.secrets import SecretsError, secrets_file

_OWNER_ONLY = 0o600


def client_file() -> Path:
    """The client that Google's console gives, as it was given to `archiver login`."""
    return secrets_file().with_name("youtube-client.json")


def token_file() -> Path:
    """The token of the account that is connected."""
    return secrets_file().with_name("youtube-token.json")


def load_secret_file(path: Path) -> str:
    """The content of a file that only its owner can read; empty where there is none.

    Raises SecretsError when others can read it, or when it cannot be read.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if os.name == "posix" and mode & ~_OWNER_ONLY:
            raise SecretsError(
                _("{file} is not used").format(file=path),
                _("other users of this machine may be able to read the keys in it"),
                _("Run: chmod 600 {file}").format(file=path),
            )
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else _("it is not UTF-8 text")
        raise SecretsError(_("{file} cannot be read").format(file=path), why or "") from None


def save_secret_file(path: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    if not path.parent.exists():
        path.parent.mkdir(parents=True, mode=0o700)
    write_atomic(path, text, _OWNER_ONLY)


def remove_secret_file(path: Path) -> bool:
    """Remove it; False where there was none."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
        return True
    return False
