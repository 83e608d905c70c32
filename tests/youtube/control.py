"""What tests ask of the server beside YouTube's own methods: settings, faults, tokens, fates.

`POST /_control` with `{"do": …}`; `Remote` is its other end, in whatever process.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from tests.youtube import oauth, quota
from tests.youtube.faults import Faults
from tests.youtube.store import Doc
from tests.youtube.wire import Reply, Request
from tests.youtube.world import CHANNEL, World

PATH = "/_control"


def answer(world: World, faults: Faults, request: Request) -> Reply:
    """Do what a test asks."""
    asked = request.json()
    deeds: Mapping[str, Callable[..., object]] = {
        "settings": lambda **changes: asdict(world.set(**changes)),
        "faults": lambda plan: faults.plan(plan),
        "grant": lambda scopes, channel: oauth.grant(world, tuple(scopes), channel),
        "client": lambda: oauth.client_config(world),
        "forget": lambda: oauth.forget(world),
        "expire": lambda: oauth.expire(world),
        "used": lambda: quota.used(world, oauth.CLIENT),
        "all": lambda kind: world.store.all(kind),
        "put": lambda kind, doc: world.store.put(kind, doc["id"], doc),
    }
    try:
        with world.store.changing():
            return Reply.json(deeds[asked.pop("do")](**asked))
    except (KeyError, TypeError, ValueError) as why:
        return Reply.json({"error": repr(why)}, 400)


class Remote:
    """A running server, as a test sees it from any process."""

    def __init__(self, address: str) -> None:
        self.address = address

    def _ask(self, do: str, **said: object) -> Any:
        body = json.dumps({"do": do, **said}).encode()
        asked = urllib.request.Request(self.address + PATH, body)
        try:
            with urllib.request.urlopen(asked, timeout=60) as answered:
                return json.load(answered)
        except urllib.error.HTTPError as why:
            raise ValueError(why.read().decode()) from why

    def settings(self, **changes: object) -> Doc:
        """Change settings (see `world.Settings`); the settings as they are now."""
        return dict(self._ask("settings", **changes))

    def faults(self, *rules: Mapping[str, object], seed: int = 1) -> None:
        """A plan of faults (see `faults`) from now on."""
        self._ask("faults", plan={"seed": seed, "rules": list(rules)})

    def grant(self, scopes: tuple[str, ...] = oauth.SCOPES, channel: str = CHANNEL) -> Doc:
        """An "authorized user" with fresh tokens."""
        return dict(self._ask("grant", scopes=list(scopes), channel=channel))

    def client_config(self) -> Doc:
        """The file that Google's console lets one download."""
        return dict(self._ask("client"))

    def forget_tokens(self) -> None:
        """`invalid_grant` from now on."""
        self._ask("forget")

    def expire_tokens(self) -> None:
        """401 until the token is refreshed."""
        self._ask("expire")

    def used(self) -> dict[str, int]:
        """Quota used today: `units`, `inserts`."""
        return dict(self._ask("used"))

    def all(self, kind: str) -> list[Doc]:
        """What is stored of a kind: `videos`, `captions`, `playlists`, `items`, `sessions`, …"""
        return list(self._ask("all", kind=kind))

    def put(self, kind: str, doc: Doc) -> None:
        """Write what is stored, whatever YouTube would allow."""
        self._ask("put", kind=kind, doc=doc)

    def video(self, id: str, **changes: object) -> Doc:
        """One stored video, changed: `fate`, `fate_reason`, `uploaded`, …"""
        doc = next(doc for doc in self.all("videos") if doc["id"] == id)
        if changes:
            self.put("videos", doc := {**doc, **changes})
        return doc
