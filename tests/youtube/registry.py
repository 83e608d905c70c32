"""Where a module puts the methods it answers, and what a method is given.

    @method("youtube.playlists.insert")
    def insert(call: Call) -> Doc: ...

Every module of this package is imported when the server starts, so that writing it is enough.
"""

import hashlib
import importlib
import json
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.youtube.document import Method
from tests.youtube.errors import ApiError, invalid
from tests.youtube.store import Doc, Store
from tests.youtube.world import World


@dataclass(frozen=True)
class Who:
    """Who asks: whose quota it is, and for which channel."""

    project: str
    channel: str


@dataclass(frozen=True)
class Media:
    """What was uploaded with a call."""

    path: Path
    type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Raw:
    """An answer that is not JSON."""

    content: bytes
    type: str


@dataclass(frozen=True)
class Call:
    """One request, checked against the document."""

    world: World
    method: Method
    params: Mapping[str, tuple[str, ...]]
    body: Doc
    who: Who
    media: Media | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        """What is stored."""
        return self.world.store

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts asked for."""
        return self.params.get("part", ())

    def one(self, name: str, default: str = "") -> str:
        """A parameter that is no list."""
        return (self.params.get(name) or (default,))[0]

    def many(self, name: str) -> tuple[str, ...]:
        """A parameter that is a list; empty where it was not given."""
        return self.params.get(name, ())

    def given(self, part: str) -> Doc:
        """A part of the body, empty where it was not sent."""
        return dict(self.body.get(part) or {})

    def shown(self, resource: Doc) -> Doc:
        """The resource with the parts asked for, its kind and its etag."""
        kept = {
            name: value
            for name, value in resource.items()
            if name in ("kind", "id") or name in self.parts
        }
        return {"etag": _etag(kept), **kept}

    def page(
        self, items: Iterable[Doc], kind: str, make: Callable[[Doc], Doc] | None = None
    ) -> Doc:
        """A list response: one page of the resources, and the token of the next.

        With `make`, the items are what the resources of the page are made from.
        """
        whole = list(items)
        size = int(self.one("maxResults", "5"))
        start = _start(self.one("pageToken"))
        shown = [self.shown(make(item) if make else item) for item in whole[start : start + size]]
        answer: Doc = {"kind": kind, "items": shown}
        if start + size < len(whole) and size:
            answer["nextPageToken"] = _token(start + size)
        if start:
            answer["prevPageToken"] = _token(max(0, start - size))
        answer["pageInfo"] = {"totalResults": len(whole), "resultsPerPage": size}
        return {"etag": _etag(answer), **answer}


def _etag(value: Any) -> str:
    return hashlib.sha1(json.dumps(value, sort_keys=True).encode()).hexdigest()[:27]


def _token(start: int) -> str:
    return f"CA{start:04d}QAA"


def _start(token: str) -> int:
    if not token:
        return 0
    if len(token) < 9 or token != _token(int(token[2:-3]) if token[2:-3].isdigit() else -1):
        raise invalid(
            "The request specifies an invalid page token.", "pageToken", "invalidPageToken"
        )
    return int(token[2:-3])


Answer = Doc | Raw | None
"""None is 204, without content."""
Handler = Callable[[Call], Answer]
Check = Callable[[Call], None]

_METHODS: dict[str, tuple[Handler, Check | None]] = {}


def method(id: str, check: Check | None = None) -> Callable[[Handler], Handler]:
    """Answer a method of the document.

    `check` raises ApiError before any media is taken: where a resumable upload begins.
    """

    def register(handler: Handler) -> Handler:
        _METHODS[id] = (handler, check)
        return handler

    return register


def check(call: Call) -> None:
    """Refuse what the method refuses before it takes media."""
    _, before = _found(call.method)
    if before:
        before(call)


def answer(call: Call) -> Answer:
    """Do it."""
    handler, _ = _found(call.method)
    return handler(call)


def _found(said: Method) -> tuple[Handler, Check | None]:
    if said.id not in _METHODS:
        raise ApiError(501, "notImplemented", f"{said.id} is not answered by this test server")
    return _METHODS[said.id]


def load() -> None:
    """Import every module of the package, so that its methods are there."""
    package = importlib.import_module("tests.youtube")
    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.startswith("_"):
            importlib.import_module(f"tests.youtube.{module.name}")
