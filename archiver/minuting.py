"""The draft minutes of a session, from its folder, for a clerk to finish.

It says what the page says and nothing else: only what is played, with the corrections made so far.
"""

from collections.abc import Iterator
from datetime import datetime
from gettext import NullTranslations
from itertools import groupby

from archiver.i18n import translator
from archiver.minutes import Fact, Group, Minutes, Section, Speech, VoteLine
from archiver.minutes.records import Words
from archiver.model.captions import CaptionClock
from archiver.model.chapters import Chapter, Chapters
from archiver.model.runs import Runs
from archiver.model.timeline import Timeline
from archiver.model.times import clock
from archiver.pages import session_page
from archiver.publish.website import PageFiles, SessionPage, wording
from archiver.publish.website.decisions import ShownVote, chapter_votes, shown_attendance
from archiver.publish.website.outline import SpokenChapter, agenda_lines, spoken_chapters
from archiver.publish.website.spoken import Passage
from archiver.replay.chapters import viewer_chapters
from archiver.steps import Settings
from archiver.store.folder import SessionFolder


def minutes_of(folder: SessionFolder) -> Minutes:
    """The draft minutes of a session that has its captions.

    Raises SettingsError where a file that they are made from is missing or cannot be read.
    """
    settings = Settings.of(folder)
    timeline = folder.read("replay/timeline.json", Timeline)
    found = folder.read("chapters.json", Chapters)
    language = settings.session.language
    chapters = viewer_chapters(found, folder.agenda(), timeline, language)
    page = session_page(folder, settings, chapters, timeline, PageFiles())
    return _Writing(page, translator(language), _hours(folder.runs(), found)).minutes()


def _hours(runs: Runs, found: Chapters) -> tuple[datetime, datetime] | None:
    """When the session opened and closed, local time; None where no clock was recorded."""
    held = [s for s in found.spans if s.kind != "none" and not s.hidden]
    if not held or not any(run.segments for run in runs.runs):
        return None
    edges = (held[0].start_ms, held[-1].end_ms)
    opened, closed = (runs.to_wall(ms).astimezone() for ms in edges)
    return opened, closed


class _Writing:
    """Turns a page into minutes."""

    def __init__(
        self,
        page: SessionPage,
        words: NullTranslations,
        hours: tuple[datetime, datetime] | None = None,
    ) -> None:
        self._page, self._words, self._hours = page, words, hours
        base = page.house.base_url.rstrip("/")
        self._url = f"{base}/{page.id}/" if base else ""
        self._votes = chapter_votes(page, words)
        self._commissions = {
            line.item.id: group.name for group in agenda_lines(page, words) for line in group.lines
        }

    def minutes(self) -> Minutes:
        page = self._page
        return Minutes(
            language=page.session.language,
            body=page.body,
            title=self._words.gettext("Draft minutes – {title}").format(title=page.session.title),
            date=wording.long_date(page.session.date, self._words),
            facts=tuple(self._facts()),
            attendance=self._attendance(),
            sections=tuple(self._sections()),
            absent=tuple(self._absent()),
            closing=self._closing(),
            source=self._source(page.clock),
            words=Words(
                draft=self._words.gettext(
                    "Draft made from automatic recognition: to be read again before use."
                ),
                contents=self._words.gettext("Contents"),
                contents_hint=self._words.gettext(
                    "Right-click here, then “Update field”, for the page numbers."
                ),
                attendance=self._words.gettext("Attendance"),
                listen=self._words.gettext("Listen"),
                vote=self._words.gettext("Vote:"),
                not_treated=self._words.gettext("Items that were not treated"),
            ),
        )

    def _facts(self) -> Iterator[Fact]:
        planned = self._page.session.planned_start
        if planned:
            yield Fact(label=self._words.gettext("Planned for:"), text=planned.strftime("%H:%M"))
        if self._hours:
            labels = (self._words.gettext("Opened at:"), self._words.gettext("Closed at:"))
            for label, at in zip(labels, self._hours, strict=True):
                yield Fact(label=label, text=f"{at:%H:%M}")
        shown = shown_attendance(self._page, self._words)
        for line in shown.summary if shown else ():
            label, colon, text = line.partition(": ")
            yield Fact(label=f"{label[:1].upper()}{label[1:]}{colon.strip()}", text=text)

    def _attendance(self) -> tuple[Group, ...]:
        shown = shown_attendance(self._page, self._words)
        return tuple(
            Group(heading=g.heading, names=g.names) for g in (shown.groups if shown else ())
        )

    def _sections(self) -> Iterator[Section]:
        for spoken in spoken_chapters(self._page):
            if spoken.chapter:
                yield self._section(spoken.chapter, spoken)

    def _section(self, chapter: Chapter, spoken: SpokenChapter) -> Section:
        commissions = {self._commissions.get(item, "") for item in chapter.items} - {""}
        notes = {
            "suspension": self._words.gettext("The session was suspended."),
            "closed": self._words.gettext(
                "The assembly sat behind closed doors: nothing of it is recorded here."
            ),
            "outage": self._words.gettext("The recording was interrupted."),
        }
        return Section(
            heading=chapter.title,
            time=clock(chapter.start_ms),
            url=self._link(f"#{chapter.anchor}"),
            commission=", ".join(sorted(commissions)),
            speeches=() if chapter.kind in notes else tuple(self._speeches(spoken.passages)),
            votes=tuple(self._vote(vote) for vote in self._votes.get(chapter.anchor, ())),
            note=notes.get(chapter.kind, ""),
        )

    def _speeches(self, passages: tuple[Passage, ...]) -> Iterator[Speech]:
        """Passages of one person, one after the other, as one speech."""
        speaker = ""

        def named(passage: Passage) -> str:
            nonlocal speaker
            said = passage.said[0]
            speaker = passage.speaker or said.speaker or speaker
            return f"{speaker}\0{said.turn}"

        for _who, run in groupby(passages, key=named):
            spoken = tuple(run)
            first = spoken[0].said[0]
            yield Speech(
                speaker=spoken[0].speaker or first.speaker or self._words.gettext("Speaker"),
                time=clock(spoken[0].start_ms),
                url=self._link(f"#{first.id}"),
                paragraphs=tuple(" ".join(one.text for one in p.said) for p in spoken),
            )

    def _vote(self, vote: ShownVote) -> VoteLine:
        said = ", ".join((vote.result, *vote.counts))
        on = f"{vote.on} – " if vote.on else ""
        return VoteLine(text=f"{on}{said}", time=clock(vote.start_ms), url=self._at(vote.start_ms))

    def _absent(self) -> Iterator[Fact]:
        for group in agenda_lines(self._page, self._words):
            for line in group.lines:
                if line.why_not:
                    yield Fact(label=line.item.label, text=f"– {line.why_not}")

    def _closing(self) -> str:
        if not self._page.chapters:
            return ""
        length = wording.duration(self._page.timeline.replay_duration_ms, self._words)
        return self._words.gettext("The replay of this session lasts {length}.").format(
            length=length
        )

    def _source(self, known: CaptionClock | None) -> str:
        state = known.state if known else "recognised"
        told = {
            "recognised": self._words.gettext("transcript recognised by a machine, not read yet"),
            "correcting": self._words.gettext("transcript being corrected by a person"),
            "corrected": self._words.gettext("transcript read and corrected by a person"),
        }
        return self._words.gettext("Draft – {state}").format(state=told[state])

    def _link(self, anchor: str) -> str:
        return f"{self._url}{anchor}" if self._url else ""

    def _at(self, replay_ms: int) -> str:
        return f"{self._url}#t={replay_ms / 1000:.1f}" if self._url else ""
