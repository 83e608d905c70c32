"""The comments of a live beside its replay, and as files: JSON, CSV, plain text.

Whatever people write is data: escaped on pages, no formula in a table, one line each in a text.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from archiver.model.comments import PublicComments, Said, Shown
from archiver.model.runs import Runs
from archiver.model.spreadsheet import csv_text
from archiver.model.timeline import Timeline
from archiver.publish.website.environment import environment

Form = Literal["json", "csv", "txt"]
_COLUMNS = ("time", "name", "text", "id")


def public_comments(
    session: str, said: Iterable[Said], runs: Runs, timeline: Timeline
) -> PublicComments:
    """What may stand beside the replay: only what was written while it plays.

    Without a recording of our own nothing can be placed, and nothing is shown.
    """
    if not runs.runs:
        return PublicComments(session=session)
    first, last = runs.to_wall(0), runs.to_wall(runs.duration_ms)
    shown = [
        Shown(replay_ms=place, name=one.name, text=one.text)
        for one in said
        if first <= one.at <= last
        and (place := timeline.to_replay(runs.to_session(one.at))) is not None
    ]
    return PublicComments(session=session, comments=tuple(shown))


def comments_section(comments: PublicComments, language: str, video: str) -> str:
    """The section of the session's page; `video` is the address of what plays, from the page."""
    template = environment(language).get_template("comments.html")
    return template.render(comments=comments, video=video)


def written_as(form: Form, said: Iterable[Said]) -> str:
    """All that stands of the comments, as a file of that form; times are local."""
    every = tuple(said)
    if form == "json":
        rows = [one.model_dump(mode="json", include=set(_COLUMNS) | {"at"}) for one in every]
        return json.dumps({"comments": rows}, ensure_ascii=False, indent=1) + "\n"
    if form == "csv":
        return _csv(every)
    return "".join(f"[{_local(one.at):%H:%M:%S}] {one.name} : {one.text}\n" for one in every)


def _csv(said: tuple[Said, ...]) -> str:
    return csv_text(
        _COLUMNS,
        (
            (_local(one.at).isoformat(timespec="seconds"), one.name, one.text, one.id)
            for one in said
        ),
    )


def _local(at: datetime) -> datetime:
    return at.astimezone()
