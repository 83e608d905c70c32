"""How much of a provider's quota this user's commands have spent: a small file, by day.

Many sessions may be published at once: the file is changed under a lock.
"""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

from filelock import FileLock
from platformdirs import user_state_path
from pydantic import Field, ValidationError

from archiver.model.record import Record
from archiver.store.files import write_atomic

_KEPT = 40
"""Days, of all projects together."""


class _Spent(Record):
    units: int = 0
    uploads: int = 0


class _Spending(Record):
    days: dict[str, _Spent] = Field(default_factory=dict)
    """By project and day: `123456 2026-11-23`."""


def quota_file() -> Path:
    """Where it is kept: in $ARCHIVER_STATE, else in the user's state."""
    named = os.environ.get("ARCHIVER_STATE")
    folder = Path(named) if named else user_state_path("archiver", appauthor=False)
    return folder / "youtube-quota.json"


def quota_tally(project: str) -> Callable[[date, int, int], tuple[int, int]]:
    """What adds units and uploads of a project to those of a day, and returns the day's sums."""
    path = quota_file()

    def add(day: date, units: int, uploads: int) -> tuple[int, int]:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock"):
            days, key = _read(path), f"{project} {day.isoformat()}"
            before = days.get(key, _Spent())
            spent = _Spent(units=before.units + units, uploads=before.uploads + uploads)
            if spent != before:
                _write(path, {**days, key: spent})
        return spent.units, spent.uploads

    return add


def _read(path: Path) -> dict[str, _Spent]:
    """What was spent; nothing where the file cannot be read: Google counts for itself."""
    try:
        return _Spending.model_validate_json(path.read_bytes()).days
    except (OSError, ValidationError):
        return {}


def _write(path: Path, days: dict[str, _Spent]) -> None:
    newest = sorted(days, key=lambda key: key.rpartition(" ")[2])[-_KEPT:]
    write_atomic(path, _Spending(days={key: days[key] for key in newest}).to_json())
