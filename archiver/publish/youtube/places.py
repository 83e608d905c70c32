"""Which addresses YouTube may be spoken to at: Google's own, or this very machine in tests."""

import os
import re
from urllib.parse import urlsplit

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_VARIABLE = "ARCHIVER_YOUTUBE_URL"


def is_loopback(url: str) -> bool:
    """Whether an address leads to this machine."""
    return urlsplit(url).hostname in _LOOPBACK


def asked_root() -> str:
    """Another place to find YouTube at, from the environment; only this machine is heeded."""
    url = os.environ.get(_VARIABLE, "")
    return url if is_loopback(url) else ""


def may_be_sent_to(uri: str, root: str) -> bool:
    """Whether the account's token may go to `uri`, which came from a file that others may write."""
    given, own = urlsplit(uri), urlsplit(root)
    if (given.scheme, given.netloc) == (own.scheme, own.netloc):
        return True
    name = given.hostname or ""
    plain = re.fullmatch(r"[A-Za-z0-9.-]+(:443)?", given.netloc)
    google = plain and (name == "googleapis.com" or name.endswith(".googleapis.com"))
    return bool(given.scheme == "https" and google) and not is_loopback(root)
