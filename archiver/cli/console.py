"""What the terminal shows: progress on stderr, results on stdout, an error in two lines."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.progress import Progress as Report

_SECONDS_BETWEEN_LINES = 5.0

stdout = Console(highlight=False, soft_wrap=True, markup=False)
stderr = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


def say(text: str = "") -> None:
    """A line of the result."""
    stdout.print(text)


def note(text: str, style: str | None = None) -> None:
    """A line beside the result: what is being done, a warning."""
    stderr.print(text, style=style)


def say_json(data: Any) -> None:
    """The one JSON object of a command run with --json."""
    say_whole(as_json(data))


def as_json(data: Any) -> str:
    """A JSON object as all commands write it."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def say_whole(text: str) -> None:
    """What another program or a file takes, as it is."""
    sys.stdout.write(text)


def show_error(error: ArchiverError) -> None:
    """What failed and why in one line, what to do in the next."""
    head = _("Failed: {what}").format(what=error.what)
    note(f"{head} – {error.why}" if error.why else head, style="red")
    if error.remedy:
        note(f"→ {error.remedy}")


@contextmanager
def progress(label: str, *, late: bool = False) -> Iterator[Report]:
    """A bar on a terminal, a line every few seconds elsewhere; `late`, once there is a share."""
    if not stderr.is_terminal:
        yield _lines(label)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    bar = Progress(*columns, TimeElapsedColumn(), console=stderr, transient=True)
    task = bar.add_task(label, total=1.0)

    def report(share: float) -> None:
        bar.start()
        bar.update(task, completed=share)

    try:
        if not late:
            bar.start()
        yield report
    finally:
        bar.stop()


def _lines(label: str) -> Report:
    last = time.monotonic()

    def report(share: float) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            note(f"  {label} {share:.0%}")

    return report
