"""The public's comments of a session: read from `live/comments.jsonl`, as they may be shown."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from archiver.model.comments import Entry, PublicComments, Removed, Said, standing
from archiver.model.timeline import Timeline
from archiver.publish.comments import public_comments
from archiver.steps import Settings
from archiver.store.folder import SessionFolder

COMMENTS = "live/comments.jsonl"
_LINE: TypeAdapter[Entry] = TypeAdapter(Annotated[Said | Removed, Field(discriminator="kind")])


def entries_of(folder: SessionFolder) -> Iterator[Entry]:
    """What was kept; lines that a crash has cut are passed over, and are read anew."""
    path = folder.file(COMMENTS)
    if not path.is_file():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                yield _LINE.validate_json(line)
            except ValidationError:
                continue


def comments_of(folder: SessionFolder) -> tuple[Said, ...]:
    """The comments that stand, by time."""
    return standing(entries_of(folder))


def shown_comments(
    folder: SessionFolder, settings: Settings, timeline: Timeline
) -> PublicComments | None:
    """What may stand beside the replay; None unless the preset says that they are shown."""
    if settings.preset.publish.comments != "show":
        return None
    return public_comments(folder.id, comments_of(folder), folder.runs(), timeline)
