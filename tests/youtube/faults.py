"""Faults that are injected, by a seeded plan, and the log of what was asked and answered.

A plan: `{"seed": 1, "rules": [{"do": "503", "on": ["chunk"], "at": [3, 17]}]}`. A rule matches the
requests that bear all the names in `on`:

- `start`, `chunk` (`last` too for the one that completes the file), `status`: of resumable uploads;
- `media`: one request with its media; `call`: any other; `token`: of the token endpoint;
- the id of the method, as `youtube.captions.insert`.

It strikes at the matching requests numbered in `at` (from 1), or with the chance `chance`, no more
than `times`. One fault a request: a rule that finds another before it strikes at its next request.
What it does (`do`):

- a status: `503`, `500`, `429`, `401`, `403` (a rate limit): answered, and nothing is done; of a
  chunk some whole 256 KiB may have been kept;
- `reset`: the connection is reset in the middle of the body;
- `lost`: it is done, then the connection is reset instead of an answer;
- `expired`: the upload session is gone, for good;
- `lost-expired`: both, the nastiest: done, no answer, and the session is gone afterwards;
- `short`: only some of the chunk is kept, and the 308 says so;
- `slow`: `seconds` pass before anything is done.
"""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.youtube.errors import ApiError, unauthorised, unavailable
from tests.youtube.world import World

_DEEDS = {"503", "500", "429", "401", "403", "reset", "lost", "expired", "lost-expired"}
_DEEDS |= {"short", "slow"}


@dataclass(frozen=True)
class Rule:
    """One kind of fault, and when."""

    do: str
    on: tuple[str, ...]
    at: tuple[int, ...] = ()
    chance: float = 0
    times: int = 1_000_000_000
    seconds: float = 0

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Rule":
        """From the plan."""
        rule = cls(**{**said, "on": tuple(said["on"]), "at": tuple(sorted(said.get("at", ())))})
        if rule.do not in _DEEDS:
            raise ValueError(f"no such fault: {rule.do}")
        return rule


@dataclass(frozen=True)
class Fault:
    """What is to go wrong with one request; `luck` in [0, 1) says how much was kept."""

    do: str
    on: tuple[str, ...]
    seconds: float
    luck: float

    def error(self) -> ApiError | None:
        """What is answered, where it is a status."""
        if self.do == "401":
            return unauthorised()
        if self.do == "403":
            return ApiError(403, "rateLimitExceeded", "Rate Limit Exceeded", domain="usageLimits")
        if self.do == "429":
            return ApiError(429, "rateLimitExceeded", "Too many requests.")
        if self.do == "500":
            return ApiError(500, "internalError", "Internal error encountered.")
        return unavailable() if self.do == "503" else None


class Faults:
    """The plan, and how far it has come; both outlive the server."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()

    def plan(self, said: Mapping[str, Any]) -> None:
        """Begin with a plan; the counts begin anew."""
        for rule in said["rules"]:
            Rule.read(rule)
        state = {"plan": dict(said), "counts": [[0, 0] for _ in said["rules"]]}
        self._world.store.put("faults", "state", state)

    def planned(self) -> Mapping[str, Any] | None:
        """The plan that is in force."""
        state = self._world.store.get("faults", "state")
        return state["plan"] if state else None

    def pick(self, names: frozenset[str]) -> Fault | None:
        """What is to befall this request."""
        with self._lock, self._world.store.changing():
            state = self._world.store.get("faults", "state")
            if not state:
                return None
            found = self._strike(state, names)
            self._world.store.put("faults", "state", state)
        return found

    def _strike(self, state: dict[str, Any], names: frozenset[str]) -> Fault | None:
        found = None
        for number, said in enumerate(state["plan"]["rules"]):
            rule, counts = Rule.read(said), state["counts"][number]
            if not names >= set(rule.on):
                continue
            counts[0] += 1
            luck = random.Random(f"{state['plan'].get('seed', 0)} {number} {counts[0]}")
            due = sum(at <= counts[0] for at in rule.at) > counts[1]
            due = due or (luck.random() < rule.chance and counts[1] < rule.times)
            if due and found is None:
                counts[1] += 1
                found = Fault(rule.do, rule.on, rule.seconds, luck.random())
        return found


class Log:
    """`log.jsonl`: one line a request, with the fault that befell it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "log.jsonl"
        self._lock = threading.Lock()

    def write(self, **said: object) -> None:
        """Add a line."""
        line = json.dumps({"at": round(time.time(), 3), **said}, ensure_ascii=False)
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def read(self) -> list[dict[str, Any]]:
        """All lines."""
        return read_log(self.path)


def read_log(path: Path) -> list[dict[str, Any]]:
    """The lines of a log; none where it is not there."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def struck(lines: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """How often each fault befell, by what it does and the names in its rule: `503 chunk`, …"""
    return Counter(" ".join((line["fault"], *line["rule"])) for line in lines if line.get("fault"))
