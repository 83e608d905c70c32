"""Votes and attendance as a page tells them: what was heard, in the language of the session.

A vote is shown only where its result is played; a side that was not told is left out, never
written as zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from gettext import NullTranslations

from archiver.model.chapters import Chapter
from archiver.model.decisions import Attendance, Attendee, Vote
from archiver.publish.website.records import SessionPage

LONGEST_LEAD_MS = 20_000
"""A link to a vote starts where it was called, but not longer before its result."""


@dataclass(frozen=True)
class ShownVote:
    """A vote in words, with the replay time at which to listen to it."""

    on: str
    """What was voted, where it was a part of the item; else empty."""
    result: str
    counts: tuple[str, ...]
    items: tuple[str, ...]
    """The items' numbers, where the chapter treats others too."""
    outcome: str
    start_ms: int


@dataclass(frozen=True)
class ShownMembers:
    """Members of one state, under its heading."""

    heading: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class ShownAttendance:
    """Who was there: sentences first, then the lists."""

    summary: tuple[str, ...]
    groups: tuple[ShownMembers, ...]
    start_ms: int
    """The replay time at which to listen to it."""


def chapter_votes(page: SessionPage, words: NullTranslations) -> dict[str, tuple[ShownVote, ...]]:
    """The votes of each chapter that has any, by its anchor, in order."""
    found: dict[str, list[ShownVote]] = {}
    for vote in sorted(page.votes, key=lambda v: v.at_ms):
        place = _place(page, vote)
        if place is not None:
            chapter, start_ms = place
            found.setdefault(chapter.anchor, []).append(
                _shown(page, vote, chapter, start_ms, words)
            )
    return {anchor: tuple(votes) for anchor, votes in found.items()}


def said_votes(votes: tuple[ShownVote, ...]) -> str:
    """The votes of a chapter in one line, for machines."""
    return "; ".join(
        " ".join(filter(None, [f"{v.on}:" if v.on else "", ", ".join((v.result, *v.counts))]))
        for v in votes
    )


def _place(page: SessionPage, vote: Vote) -> tuple[Chapter, int] | None:
    """The chapter in which a result is played, and from where to listen; None if it is not."""
    ended = page.timeline.to_replay(max(0, vote.at_ms - 1))
    if ended is None:
        return None
    chapter = next((c for c in page.chapters if c.start_ms <= ended < c.end_ms), None)
    if chapter is None or (vote.items and not set(vote.items) & set(chapter.items)):
        return None
    called = min((e.start_ms for e in vote.evidence), default=vote.at_ms)
    start = page.timeline.to_replay(max(called, vote.at_ms - LONGEST_LEAD_MS, 0))
    return chapter, max(chapter.start_ms, min(ended, ended if start is None else start))


def _shown(
    page: SessionPage, vote: Vote, chapter: Chapter, start_ms: int, words: NullTranslations
) -> ShownVote:
    some = vote.items if set(vote.items) < set(chapter.items) else ()
    items = [item for item in map(page.agenda.item, some) if item]
    return ShownVote(
        on=vote.on[:1].upper() + vote.on[1:] if vote.on else "",
        result=_result(vote, words),
        counts=tuple(_counts(vote, words)),
        items=tuple(item.number or item.title for item in items),
        outcome=vote.outcome,
        start_ms=start_ms,
    )


def _result(vote: Vote, words: NullTranslations) -> str:
    if vote.outcome == "noted":
        return words.gettext("Noted, without a vote")
    if vote.outcome == "rejected":
        said, whole = words.gettext("Rejected"), words.gettext("Rejected unanimously")
    else:
        said, whole = words.gettext("Adopted"), words.gettext("Adopted unanimously")
    return whole if vote.unanimous else said


def _counts(vote: Vote, words: NullTranslations) -> Iterator[str]:
    if vote.for_ is not None:
        yield words.gettext("{n} for").format(n=vote.for_)
    if vote.against is not None:
        yield words.gettext("{n} against").format(n=vote.against)
    if vote.abstain is not None:
        said = words.ngettext("{n} abstention", "{n} abstentions", vote.abstain)
        yield said.format(n=vote.abstain)
    if vote.not_voting is not None:
        yield words.gettext("{n} not voting").format(n=vote.not_voting)


def shown_attendance(page: SessionPage, words: NullTranslations) -> ShownAttendance | None:
    """Who was there; None where nothing of it was heard, or where it is not played."""
    attendance = page.attendance
    if attendance is None:
        return None
    times = [e.start_ms for e in attendance.evidence] + [m.at_ms for m in attendance.members]
    played = [page.timeline.to_replay(ms) for ms in times]
    heard = [ms for ms in played if ms is not None]
    if not heard or len(heard) < len(played):
        return None
    groups = tuple(group for group in _groups(attendance, words) if group.names)
    summary = tuple(_summary(attendance, words))
    return ShownAttendance(summary, groups, min(heard)) if summary or groups else None


def _summary(attendance: Attendance, words: NullTranslations) -> Iterator[str]:
    if attendance.present is not None:
        said = words.ngettext("{n} present", "{n} members present", attendance.present)
        yield said.format(n=attendance.present)
    if attendance.proxies is not None:
        said = words.ngettext("{n} proxy", "{n} proxies", attendance.proxies)
        yield said.format(n=attendance.proxies)
    if attendance.absent is not None:
        said = words.ngettext("{n} absent", "{n} members absent", attendance.absent)
        yield said.format(n=attendance.absent)
    if attendance.quorum is not None:
        reached = words.gettext("quorum reached"), words.gettext("quorum not reached")
        yield reached[0] if attendance.quorum else reached[1]
    if attendance.chair:
        yield words.gettext("chair: {name}").format(name=attendance.chair)
    if attendance.secretary:
        yield words.gettext("secretary: {name}").format(name=attendance.secretary)


def _groups(attendance: Attendance, words: NullTranslations) -> Iterator[ShownMembers]:
    headings = {
        "present": words.gettext("Answered present"),
        "called": words.gettext("Called, answer not heard"),
        "excused": words.gettext("Excused"),
        "absent": words.gettext("Absent"),
    }
    for state, heading in headings.items():
        members = (m for m in attendance.members if m.state == state)
        yield ShownMembers(heading, tuple(_member(m, words) for m in members))


def _member(member: Attendee, words: NullTranslations) -> str:
    if member.proxy_to:
        said = words.gettext("{name} (proxy to {holder})")
        return said.format(name=member.name, holder=member.proxy_to)
    if member.proxy:
        return words.gettext("{name} (gave a proxy)").format(name=member.name)
    return member.name
