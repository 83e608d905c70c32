"""The channel's account, opened for calls: its token is beside the secrets, for its user alone."""

import os
import stat
from pathlib import Path

from archiver.broadcasting.session import Live
from archiver.i18n import _
from archiver.publish.interface import PublishError
from archiver.publish.youtube.account import account_from
from archiver.publish.youtube.client import Client, Pace
from archiver.publish.youtube.livecalls import LiveCalls
from archiver.publish.youtube.quota import Quota
from archiver.store.files import write_atomic
from archiver.store.secrets import SecretsError, secrets_file

_OWNER_ONLY = 0o600


def token_file(name: str) -> Path:
    """Where the token of the target `name` is."""
    return secrets_file().parent / f"youtube-{name}.json"


def opened(live: Live) -> LiveCalls:
    """Calls of the channel. Raises PublishError where the account is not connected."""
    path = token_file(live.target.name)
    if not path.is_file():
        raise PublishError(
            _("the YouTube account is not connected"), remedy=_("Run: archiver login youtube")
        )
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & ~_OWNER_ONLY:
        raise SecretsError(
            _("{file} is not used").format(file=path),
            _("other users of this machine may be able to read the keys in it"),
            _("Run: chmod 600 {file}").format(file=path),
        )
    token = path.read_text(encoding="utf-8")
    account = account_from(token, lambda text: write_atomic(path, text, _OWNER_ONLY))
    return LiveCalls(Client(account, Quota(), Pace()).once)
