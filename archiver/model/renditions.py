"""What is made from a finished replay besides it: pictures of its time line, a smaller video."""

from typing import Annotated, Literal

from pydantic import Field

from archiver.model.record import Ms, Record

Pixels = Annotated[int, Field(gt=0)]


class Storyboard(Record):
    """Small pictures of a replay, one every so often, on sheets (`replay/storyboard.json`).

    Picture n stands for the time from `n * every_ms`; a sheet holds `columns * rows` of them, from
    left to right and from top to bottom, the last sheet what is left.
    """

    every_ms: Annotated[Ms, Field(gt=0)]
    width: Pixels
    height: Pixels
    columns: Pixels
    rows: Pixels
    count: Pixels
    sheets: tuple[str, ...]
    """The sheets' file names, in order."""


class Smaller(Record):
    """The replay for small screens and slow lines (`replay/mobile.json`)."""

    replay: str
    """The sha256 of the replay that it was made from."""
    width: int = Field(default=0, ge=0)
    height: int = Field(default=0, ge=0)
    bytes: int = Field(default=0, ge=0)
    """0 where none was made."""
    why_not: Literal["", "not_asked", "no_smaller", "hardly_smaller"] = ""
    """Why none was made: the preset asks for none, the replay is no larger, or hardly so."""
