"""The reports of batches, kept in the archive: written as each session ends, read to go on."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from archiver.batch.records import Report, Request
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder

BATCHES = "batches"
_OVER_SECONDS = 7 * 86_400


def report_file(archive: Path, report: Report) -> Path:
    """Where a report is kept: by when its batch began, local time."""
    return archive / BATCHES / f"{report.started.astimezone():%Y-%m-%dT%H%M%S}.json"


def keep_report(archive: Path, report: Report) -> Path:
    """Write a report, whole, in the place of its earlier state. Raises OSError."""
    path = report_file(archive, report)
    write_atomic(path, report.to_json())
    return path


def to_go_on_with(archive: Path, request: Request) -> Report | None:
    """The latest batch that was asked the same, if it did not come to its end.

    One that redoes steps has not come to its end before all of its sessions succeeded: what was
    redone once is not redone because of another session. One that nothing was added to for a week
    is over: whoever asks the same now means it anew.
    """
    for path in sorted((archive / BATCHES).glob("*.json"), reverse=True):
        try:
            changed = path.stat().st_mtime
            report = Report.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            continue
        if report.request == request:
            ended = report.ended and not (request.redo and report.of("failed"))
            return None if ended or time.time() - changed > _OVER_SECONDS else report
    return None


def redone_since(folder: SessionFolder, begun: datetime | None) -> frozenset[str]:
    """The steps of a session that were done since `begun`, by its log; none without."""
    if begun is None or not folder.file("log.jsonl").is_file():
        return frozenset()
    found = set()
    for raw in folder.file("log.jsonl").read_bytes().splitlines():
        try:
            line = json.loads(raw)
            when = datetime.fromisoformat(line["at"]).astimezone(UTC)
            if line["event"] == "done" and when >= begun:
                found.add(str(line["step"]))
        except (ValueError, KeyError, TypeError):
            continue
    return frozenset(found)
