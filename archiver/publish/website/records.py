"""What a session's page is made from.

Everything a page shows comes in through these; the checks here keep ids and file names from being
anything but ids and file names.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from archiver.model.agenda import Agenda
from archiver.model.captions import CaptionClock, Cue
from archiver.model.chapters import Chapter, NotTreated, Span
from archiver.model.comments import PublicComments
from archiver.model.decisions import Attendance, Vote
from archiver.model.record import Record
from archiver.model.renditions import Smaller, Storyboard
from archiver.model.session import House, Session
from archiver.model.speakers import Speakers
from archiver.model.timeline import Timeline
from archiver.model.transcript import Transcript

_ANCHOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_OURS = re.compile(r"page-.*|[us]-\d+")
"""The ids that the page itself gives: its parts, one per utterance, and instants."""


def _file_name(name: str) -> str:
    if not name or name.startswith(".") or re.search(r"[/\\\x00-\x1f]", name):
        raise ValueError(f"not the name of a file or a folder: {name!r}")
    return name


FileName = Annotated[str, AfterValidator(_file_name)]
"""The name of one file or folder: never a path, never hidden."""


class PageFiles(Record):
    """The files that lie beside a session's page, by name; None for what was not made."""

    video: FileName = "replay.mp4"
    poster: FileName | None = None
    captions_vtt: FileName | None = None
    captions_srt: FileName | None = None
    chapters_vtt: FileName | None = None
    transcript: FileName | None = None
    """Plain text, as `render_transcript` gives it."""
    mobile: FileName | None = None
    """The same video for small screens and slow lines."""
    storyboard_vtt: FileName | None = None
    """Where players find the pictures of the time line."""


class StandIn(Record):
    """What plays until the mastered video stands at the page's address: the closed playlist."""

    folder: FileName
    """Beside the page: the playlist, and the files that are in its time."""
    playlist: FileName


class SessionPage(Record):
    """All that one session's page shows.

    `chapters` and `cues` are in replay time; `spans`, `transcript`, `votes`, `attendance` and
    `not_treated` are in session time and may hold what is not shown: the page drops every word,
    and every vote, that is not played.
    """

    id: FileName
    """The folder of the page in the site."""
    session: Session
    house: House
    agenda: Agenda
    chapters: tuple[Chapter, ...]
    spans: tuple[Span, ...] = ()
    not_treated: tuple[NotTreated, ...] = ()
    votes: tuple[Vote, ...] = ()
    attendance: Attendance | None = None
    transcript: Transcript
    speakers: Speakers | None = None
    """Who speaks when, in session time; None where nobody has tried to tell."""
    timeline: Timeline
    cues: tuple[Cue, ...] = ()
    comments: PublicComments | None = None
    """What the public wrote during the live; None where that is not shown."""
    files: PageFiles = PageFiles()
    clock: CaptionClock | None = None
    """Who answers for the captions, and since when; None where nobody can tell."""
    aliases: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """By a chapter's anchor, other ids that lead to it: those it had, items it treats."""
    stand_in: StandIn | None = None
    """While the mastered video is not there: what plays in its place. `timeline`, `chapters` and
    `cues` are then in its time, and the poster alone of `files` lies beside the page."""
    width: int = Field(default=1280, gt=0)
    height: int = Field(default=720, gt=0)
    video_bytes: int = Field(default=0, ge=0)
    mobile: Smaller | None = None
    """How large the video for small screens is."""
    storyboard: Storyboard | None = None
    """The pictures of the time line, whose sheets lie beside the page."""

    @model_validator(mode="after")
    def _anchors_are_ids(self) -> "SessionPage":
        anchors = [chapter.anchor for chapter in self.chapters]
        wrong = [a for a in anchors if not _ANCHOR.fullmatch(a) or _OURS.fullmatch(a)]
        wrong += [a for a, times in Counter(anchors).items() if times > 1]
        if wrong:
            raise ValueError(f"chapter anchors must be plain, free and unique: {wrong}")
        return self

    @property
    def body(self) -> str:
        """The council: as the session names it, else the agenda, else the house."""
        return self.session.body or self.agenda.body or self.house.body

    def beside(self, name: str) -> str:
        """The path of one of the page's files, from the page."""
        return f"{self.stand_in.folder}/{name}" if self.stand_in else name

    @property
    def video(self) -> str:
        """The path of what plays, from the page."""
        return self.beside(self.stand_in.playlist) if self.stand_in else self.files.video
