"""Durations as people write them: 30s, 90m, 3h, 1h30, or seconds."""

import re
from datetime import timedelta
from typing import Any

import click

from archiver.i18n import _

_FORM = re.compile(
    r"(?:(\d{1,3})\s*h\s*)?(?:(\d{1,4})\s*(?:min|mn|m)\s*)?(?:(\d{1,6})\s*(s|sec)?)?", re.IGNORECASE
)


def parse_duration(text: str) -> timedelta | None:
    """The duration that `text` says, None if it says none; a bare number is seconds.

    After hours alone it is minutes, as in 1h30.
    """
    found = _FORM.fullmatch(text.strip())
    if not found or not text.strip():
        return None
    hours, minutes, rest, unit = found.groups()
    if hours and not minutes and not unit:
        minutes, rest = rest, None
    parts = (int(part or 0) for part in (hours, minutes, rest))
    return timedelta(**dict(zip(("hours", "minutes", "seconds"), parts, strict=True)))


class _Duration(click.ParamType[timedelta]):
    name = "duration"

    def convert(self, value: Any, param: Any, ctx: Any) -> timedelta:
        if isinstance(value, timedelta):
            return value
        found = parse_duration(str(value))
        if not found:
            said = _("“{text}” is not a duration: write 30s, 90m, 3h or 1h30")
            self.fail(said.format(text=value), param, ctx)
        return found


DURATION = _Duration()
