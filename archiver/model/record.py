"""What every record shares: frozen, strict about its keys, tuples inside."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Ms = Annotated[int, Field(ge=0)]
"""A time or a length in integer milliseconds."""

Confidence = Annotated[float, Field(ge=0.0, le=1.0)]
"""How sure something is, from 0 to 1."""


class Record(BaseModel):
    """A frozen record whose unknown keys are errors: for what people write and what we write."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)

    def to_json(self) -> str:
        """The record as the archive writes it: UTF-8 JSON, keys as documented, no empty keys."""
        return self.model_dump_json(by_alias=True, exclude_none=True, indent=1) + "\n"


class OpenRecord(Record):
    """A frozen record that keeps keys it does not know: for files that others write too."""

    model_config = ConfigDict(frozen=True, extra="allow", validate_by_name=True)
