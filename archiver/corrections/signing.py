"""What every correction holds: an id, its author, its time and place; and why one is refused."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from archiver.errors import ArchiverError
from archiver.i18n import _

C = TypeVar("C", bound=BaseModel)


class NotThereError(ArchiverError):
    """What is to be corrected is not there."""


class UnfitTextError(ArchiverError):
    """A text cannot be kept as a correction."""


def made(record: type[C], known: Mapping[str, object]) -> C:
    """A correction. Raises UnfitTextError where a text is empty or too long."""
    try:
        return record.model_validate(known)
    except ValidationError as error:
        raise UnfitTextError(
            _("this correction cannot be kept"),
            _("a text is empty or too long, or it changes nothing"),
            _("Make several shorter corrections"),
        ) from error


@dataclass(frozen=True)
class Signature:
    """Who corrects, when, and what for."""

    author: str
    at: datetime
    note: str | None = None

    def over(self, start_ms: int, end_ms: int) -> dict[str, object]:
        """What every correction holds: a new id, the author, the time, and where it is."""
        signed = {"id": secrets.token_hex(4), "author": self.author, "at": self.at}
        return {**signed, "note": self.note or None, "start_ms": start_ms, "end_ms": end_ms}
