"""Searching from the desk: what a form asks, and what of it stands in an address."""

import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from archiver.desk.context import SESSION_ID
from archiver.search.records import Filters, VoteOutcome

PAGE = 20

_EMPTY_IS_NONE = BeforeValidator(lambda given: given or None)


class Asked(BaseModel):
    """A search as the address of its page tells it; what is left empty narrows nothing."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=2000)] = ""
    since: Annotated[datetime.date | None, _EMPTY_IS_NONE] = None
    until: Annotated[datetime.date | None, _EMPTY_IS_NONE] = None
    body: Annotated[str, Field(max_length=300)] = ""
    session: Annotated[str, Field(pattern=SESSION_ID + "|^$")] = ""
    item: Annotated[str, Field(max_length=100)] = ""
    speaker: Annotated[str, Field(max_length=200)] = ""
    vote: Annotated[VoteOutcome | None, _EMPTY_IS_NONE] = None
    page: Annotated[int, Field(ge=1, le=50)] = 1

    def filters(self) -> Filters:
        """What narrows it."""
        return Filters(
            since=self.since,
            until=self.until,
            body=self.body.strip() or None,
            session=self.session or None,
            item=self.item.strip() or None,
            speaker=self.speaker.strip() or None,
            vote=self.vote,
        )

    def address(self, path: str = "/search", **changed: object) -> str:
        """The address of this search, or of one that differs from it in `changed`."""
        asked = {**self.model_dump(mode="json"), "page": 1, **changed}
        told = {key: value for key, value in asked.items() if value and (key, value) != ("page", 1)}
        return f"{path}?{urlencode(told)}" if told else path


AskedInQuery = Annotated[Asked, Query()]


def asked_of(words: str, filters: Filters) -> Asked:
    """The page's form of a search that was kept."""
    told = filters.model_dump(exclude_none=True)
    return Asked.model_validate({"q": words, **told})
