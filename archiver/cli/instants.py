"""Instants as people read them on a page: 47:12, 1:02:03, 1:02:03.5, 1h02m03, or seconds."""

import re
from datetime import timedelta
from typing import Any

import click

from archiver.cli.times import parse_duration
from archiver.i18n import _

_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?")


def parse_instant(text: str) -> int | None:
    """The instant that `text` says, in ms; None if it says none."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        length = parse_duration(text)
        return None if length is None else length // timedelta(milliseconds=1)
    hours, minutes, seconds, part = found.groups()
    if minutes and (len(seconds) != 2 or int(seconds) > 59 or (hours and int(minutes) > 59)):
        return None
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    return whole * 1000 + int((part or "").ljust(3, "0"))


class _Instant(click.ParamType[int]):
    name = "time"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        if isinstance(value, int):
            return value
        found = parse_instant(str(value))
        if found is None:
            said = _("“{text}” is not a time: write 47:12 or 1:02:03, as on the page")
            self.fail(said.format(text=value), param, ctx)
        return found


INSTANT = _Instant()
