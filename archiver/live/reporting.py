"""Says how far recognition is (`live/state.json`): for the recorder, `status` and the live page."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from archiver.model.live import LiveHearing
from archiver.store.files import write_atomic
from archiver.store.folder import LIVE_STATE, SessionFolder

Stage = Literal["waiting", "hearing", "paused", "closing", "done", "failed"]
_SIGN_OF_LIFE_SECONDS = 5.0


class Reporting:
    """Writes the state when it changes, and now and then as a sign of life."""

    def __init__(self, folder: SessionFolder) -> None:
        self._folder = folder
        self._now = LiveHearing(at=datetime.now(UTC), pid=os.getpid(), state="waiting")
        self._written = 0.0
        self._write()

    @property
    def model(self) -> str:
        """Which recogniser is used."""
        return self._now.model

    @model.setter
    def model(self, name: str) -> None:
        self._set(model=name)

    def heard(self, recorded_ms: int, heard_ms: int, settled_ms: int) -> None:
        """How far sound and words are."""
        state = self._now.state
        if state == "waiting" and recorded_ms:
            state = "hearing"
        self._set(state=state, recorded_ms=recorded_ms, heard_ms=heard_ms, settled_ms=settled_ms)

    def stage(self, stage: Stage, why: str) -> Stage:
        """What is done now, and why."""
        self._set(state=stage, why=why)
        return stage

    def step(self, name: str) -> None:
        """Which step of the close is being done."""
        self._set(state="closing", why=name)

    def stands(self, page: Path | None) -> None:
        """From now on all that the page needs is there; and the page, if it is published."""
        self._set(ready=datetime.now(UTC), page=str(page) if page else "")

    def page(self, page: Path | None) -> None:
        """Where the page is, at the end."""
        self._set(page=str(page) if page else "")

    def _set(self, **change: Any) -> None:
        after = self._now.model_copy(update=change)
        if after != self._now or time.monotonic() - self._written > _SIGN_OF_LIFE_SECONDS:
            self._now = after
            self._write()

    def _write(self) -> None:
        self._now = self._now.model_copy(update={"at": datetime.now(UTC)})
        self._written = time.monotonic()
        write_atomic(self._folder.file(LIVE_STATE), self._now.to_json())
