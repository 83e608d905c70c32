"""The agenda of a session as it was printed, and the members who may be named."""

from collections import Counter
from typing import Literal

from pydantic import Field, model_validator

from archiver.i18n import _
from archiver.model.record import OpenRecord, Record


class Item(OpenRecord):
    """One line of the agenda. `id` is ours and unique; `number` is what is printed."""

    id: str = Field(min_length=1, max_length=64)
    title: str = Field(min_length=1)
    number: str | None = None
    rapporteur: str | None = None
    commission: str | None = None
    withdrawn: Literal[True] | None = None
    """Taken off the agenda after it was printed: it stays in its place, and keeps its id."""

    @property
    def label(self) -> str:
        """The title with its printed number before it, as a chapter list shows it."""
        return f"{self.number} – {self.title}" if self.number else self.title


class Agenda(OpenRecord):
    """The items of one session in printed order; ids are unique."""

    body: str = ""
    title: str = ""
    date: str = ""
    language: str = "fr"
    president: str | None = None
    items: tuple[Item, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Agenda":
        twice = [id for id, n in Counter(item.id for item in self.items).items() if n > 1]
        if twice:
            raise ValueError(_("two items have the same id: {ids}").format(ids=", ".join(twice)))
        return self

    def item(self, id: str) -> Item | None:
        """The item called `id`, or None."""
        return next((item for item in self.items if item.id == id), None)


class Member(Record):
    """An elected member, who may be named on screen and in the transcript."""

    name: str = Field(min_length=1)
    group: str = ""
    canton: str = ""
    role: str = ""
    gender: str = ""
    """As listed: "F", "Mme", "femme" …"""
