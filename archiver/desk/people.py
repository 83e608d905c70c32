"""Who is at the desk, and what they may do: accounts, the token, the cookie that remembers both.

On loopback the desk is used by whoever is logged in on this machine. When it listens elsewhere, it
asks for a name and a password, or for the token where no account was made. Passwords are kept as
scrypt digests, in a file of mode 0600 outside every archive.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import Field

from archiver.i18n import _
from archiver.model.record import Record

Role = Literal["read", "correct", "publish"]
"""Each may do what the one before may: look, mend, and record or publish."""
ROLES: tuple[Role, ...] = ("read", "correct", "publish")
COOKIE = "archiver_desk"
COOKIE_SECONDS = 14 * 3600
"""The longest sitting, and its clerk's day."""
_SCRYPT = {"n": 2**14, "r": 8, "p": 1}
_SHOWN = "shown"


def role_label(role: Role) -> str:
    """What a role is for, as a person reads it."""
    return {"read": _("reading"), "correct": _("correcting"), "publish": _("publishing")}[role]


@dataclass(frozen=True)
class Person:
    """Somebody at the desk."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Whether they may do what `role` may."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Account(Record):
    """Somebody who may come in from another machine."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
    role: Role
    password: str
    """`scrypt$salt$digest`, base64."""


class Accounts(Record):
    """The whole file (`desk.toml`)."""

    accounts: tuple[Account, ...] = ()


def digest_of(password: str) -> str:
    """What is kept of a password."""
    salt = secrets.token_bytes(16)
    return "$".join(("scrypt", _text(salt), _text(_scrypt(password, salt))))


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8"), salt=salt, **_SCRYPT)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _is_password(password: str, kept: str) -> bool:
    try:
        kind, salt, digest = kept.split("$")
        known = base64.b64decode(digest, validate=True)
        found = _scrypt(password, base64.b64decode(salt, validate=True))
    except ValueError:
        return False
    return kind == "scrypt" and hmac.compare_digest(found, known)


@dataclass(frozen=True)
class People:
    """Who may come in. Without `key` everybody is `here`: the desk is on loopback."""

    here: Person
    key: str = field(default="", repr=False)
    """Signs cookies. Kept, so that a restart of the desk asks nobody again."""
    token: str = field(default="", repr=False)
    accounts: Mapping[str, Account] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        """Whether people must say who they are."""
        return bool(self.key)

    def who(self, cookie: str) -> Person | None:
        """Whose cookie it is; nobody's when it is old, forged, or its account is gone."""
        if not self.asks:
            return self.here
        try:
            said = self._signer().loads(cookie, max_age=COOKIE_SECONDS)
        except BadSignature:
            return None
        if said == [_SHOWN, self._print()]:
            return self.here
        account = self.accounts.get(said[1]) if said[0] == "account" else None
        # A new password ends what was opened with the old one.
        known = account is not None and said[2:] == [account.password[-12:]]
        return Person(account.name, account.role) if account and known else None

    def cookie_for_token(self, token: str) -> str:
        """The cookie of who shows the token; empty where it is another one."""
        if not self.token or not hmac.compare_digest(token.encode(), self.token.encode()):
            return ""
        return self._signed([_SHOWN, self._print()])

    def cookie_for(self, name: str, password: str) -> str:
        """The cookie of who gives a name and its password; empty where they do not fit."""
        account = self.accounts.get(name)
        # As long where there is no such name: how long it takes must not tell the names.
        right = _is_password(password, account.password if account else _NOBODY)
        return self._signed(["account", name, account.password[-12:]]) if account and right else ""

    def _print(self) -> str:
        return hashlib.sha256(self.token.encode()).hexdigest()[:16]

    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.key, salt="archiver desk")

    def _signed(self, said: list[str]) -> str:
        return str(self._signer().dumps(said))


_NOBODY = digest_of(secrets.token_hex(16))
