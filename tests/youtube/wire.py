"""A request as it comes and a reply as it goes, apart from any method of the API."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from io import BufferedIOBase
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.youtube.errors import ApiError, invalid


class DroppedError(Exception):
    """The connection is to be reset, without an answer."""


@dataclass
class Request:
    """One HTTP request; its body is read when it is wanted."""

    verb: str
    url: str
    headers: Message
    stream: BufferedIOBase
    left: int = 0
    """Bytes of the body that were not read yet."""
    query: dict[str, list[str]] = field(init=False)
    path: str = field(init=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        self.path = parts.path
        self.query = parse_qs(parts.query, keep_blank_values=True)
        self.verb = self.headers.get("X-HTTP-Method-Override", self.verb)
        length = self.headers.get("Content-Length", "0")
        self.left = int(length) if length.isdigit() else 0

    @property
    def type(self) -> str:
        """The content type, bare."""
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()

    def read(self, most: int | None = None) -> bytes:
        """Some of the body, or the rest of it; ConnectionError where the sender is gone."""
        wanted = self.left if most is None else min(most, self.left)
        got = self.stream.read(wanted) if wanted else b""
        self.left -= wanted
        if len(got) < wanted:
            self.left = 0
            raise PartialBodyError(got)
        return got

    def form(self) -> dict[str, str]:
        """A form's fields."""
        fields = parse_qs(self.read().decode())
        return {name: values[-1] for name, values in fields.items()}

    def json(self) -> dict[str, Any]:
        """The JSON object of the body, empty where nothing was sent."""
        return parsed(self.read())


class PartialBodyError(ConnectionError):
    """The sender died while it sent; `got` is what came."""

    def __init__(self, got: bytes) -> None:
        super().__init__("the sender is gone")
        self.got = got


@dataclass(frozen=True)
class Reply:
    """One HTTP answer."""

    status: int
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, value: object, status: int = 200, **headers: str) -> "Reply":
        """JSON, as Google sets it."""
        content = json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
        return cls(status, content, {"Content-Type": "application/json; charset=UTF-8", **headers})

    @classmethod
    def error(cls, error: ApiError) -> "Reply":
        """An error, as Google shapes it."""
        return cls.json(error.body(), error.code, **error.headers)


def parsed(content: bytes) -> dict[str, Any]:
    """A JSON object from bytes."""
    if not content.strip():
        return {}
    try:
        value = json.loads(content)
    except ValueError as why:
        raise invalid(f"Invalid JSON payload received. {why}", reason="parseError") from why
    if not isinstance(value, dict):
        raise invalid("Invalid JSON payload received.", reason="parseError")
    return value
