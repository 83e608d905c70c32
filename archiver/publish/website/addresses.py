"""The addresses that the site has given, for good (`redirects.json`): none is ever taken back.

What a page is called may change: a session's folder, a name that is mended, an item's number. The
old address then leads to the new one. Nothing is removed from this record, only added.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from pydantic import AwareDatetime, Field

from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapter
from archiver.model.names import slug
from archiver.model.record import Ms, Record
from archiver.publish.website.cards import CardTurn, SessionCard, card_to_json
from archiver.publish.website.outline import item_anchor


class Place(Record):
    """Where an anchor that is no longer given was."""

    session_ms: Ms
    items: tuple[str, ...] = ()


class Names(Record):
    """The names of speakers, or of commissions."""

    slugs: Mapping[str, str] = Field(default_factory=dict)
    """The address of each name that ever had a page."""
    became: Mapping[str, str] = Field(default_factory=dict)
    """By a name that was mended, the name that took its place last."""


class Seen(Record):
    """A session as feeds and calendars know it."""

    uid: str
    """Stays the same whatever its folder is called."""
    first: AwareDatetime
    changed: AwareDatetime
    digest: str
    sequence: int = Field(default=0, ge=0)
    """How often it was changed."""
    replay: AwareDatetime | None = None
    """When its replay was first there."""


class Addresses(Record):
    """The whole of `redirects.json`."""

    sessions: Mapping[str, str] = Field(default_factory=dict)
    """By the former name of a session's folder, its name since."""
    anchors: Mapping[str, Mapping[str, Place]] = Field(default_factory=dict)
    """By session, the anchors that its page had."""
    speakers: Names = Names()
    commissions: Names = Names()
    pages: tuple[str, ...] = ()
    """Every list page that ever was, by its path in the site, in order."""
    seen: Mapping[str, Seen] = Field(default_factory=dict)


def follow(became: Mapping[str, str], name: str, live: Collection[str]) -> str | None:
    """What `name` is called now: itself, or what took its place; None if nothing has."""
    passed: set[str] = set()
    while name not in live:
        if name in passed or name not in became:
            return None
        passed.add(name)
        name = became[name]
    return name


def named(names: Names, live: Iterable[str], fallback: str) -> Names:
    """Give an address to each name that has none; two names never share one."""
    slugs = dict(names.slugs)
    taken = set(slugs.values())
    for name in sorted(set(live) - slugs.keys()):
        stem = slug(name) or fallback
        chosen, n = stem, 1
        while chosen in taken:
            n += 1
            chosen = f"{stem}-{n}"
        slugs[name] = chosen
        taken.add(chosen)
    return names.model_copy(update={"slugs": slugs})


def moved(addresses: Addresses, before: SessionCard, after: SessionCard) -> Addresses:
    """The addresses after a session's page was made anew; `before` may have another id."""
    update: dict[str, object] = {
        "anchors": _kept_anchors(addresses, before, after),
        "speakers": _mended(addresses.speakers, _new_speakers(before, after)),
        "commissions": _mended(addresses.commissions, _new_commissions(before, after)),
    }
    if before.id != after.id:
        update["sessions"] = {**addresses.sessions, before.id: after.id}
        if before.id in addresses.seen and after.id not in addresses.seen:
            update["seen"] = {**addresses.seen, after.id: addresses.seen[before.id]}
    return addresses.model_copy(update=update)


def aliases(addresses: Addresses, id: str, chapters: tuple[Chapter, ...]) -> dict[str, list[str]]:
    """By a chapter's anchor, the anchors of the past that lead to it now."""
    live = {chapter.anchor for chapter in chapters}
    found: dict[str, list[str]] = {}
    for session, anchors in addresses.anchors.items():
        if session != id and follow(addresses.sessions, session, {id}) != id:
            continue
        for anchor, place in anchors.items():
            chapter = _nearest(chapters, place)
            if anchor not in live and chapter:
                found.setdefault(chapter.anchor, []).append(anchor)
    return {anchor: sorted(set(old)) for anchor, old in found.items()}


def seen(addresses: Addresses, card: SessionCard, host: str, now: datetime) -> Seen:
    """When a session appeared, and last changed."""
    digest = sha256(card_to_json(card).encode()).hexdigest()[:16]
    known = addresses.seen.get(card.id)
    replay = now if card.state == "replay" else None
    if known is None:
        uid = f"{card.id}@{host}"
        return Seen(uid=uid, first=now, changed=now, digest=digest, replay=replay)
    if known.digest == digest:
        return known
    update = {"digest": digest, "changed": now, "sequence": known.sequence + 1}
    return known.model_copy(update={**update, "replay": known.replay or replay})


def _kept_anchors(
    addresses: Addresses, before: SessionCard, after: SessionCard
) -> Mapping[str, Mapping[str, Place]]:
    now = {chapter.anchor for chapter in after.chapters}
    gone = {
        c.anchor: Place(session_ms=c.session_start_ms, items=c.items)
        for c in before.chapters
        if c.anchor not in now
    }
    if not gone:
        return addresses.anchors
    known = addresses.anchors.get(before.id, {})
    return {**addresses.anchors, before.id: {**known, **gone}}


def _nearest(chapters: tuple[Chapter, ...], place: Place) -> Chapter | None:
    """What treats the same items, else what the session was at then."""
    same = [c for c in chapters if place.items and set(place.items) <= set(c.items)]
    earlier = [c for c in chapters if c.session_start_ms <= place.session_ms]
    return next(iter(same or earlier[-1:] or chapters[:1]), None)


def _mended(names: Names, new: Mapping[str, str]) -> Names:
    return names.model_copy(update={"became": {**names.became, **new}}) if new else names


def _new_speakers(before: SessionCard, after: SessionCard) -> dict[str, str]:
    """Who is heard now where somebody was named who no longer is."""
    now = [(turn, s.name) for s in after.speakers for turn in s.turns]
    names = {s.name for s in after.speakers}
    found: dict[str, str] = {}
    for speaker in before.speakers:
        if speaker.name in names:
            continue
        shared: dict[str, int] = {}
        for turn, name in now:
            both = sum(_both_ms(turn, own) for own in speaker.turns)
            shared[name] = shared.get(name, 0) + both
        best = max(shared, key=lambda name: shared[name], default="")
        if best and shared[best] * 2 > speaker.spoken_ms:
            found[speaker.name] = best
    return found


def _both_ms(one: CardTurn, other: CardTurn) -> int:
    return max(0, min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms))


def _new_commissions(before: SessionCard, after: SessionCard) -> dict[str, str]:
    """What the commission is called now that treats the items of one that is gone."""
    now = {item.id: item.commission for item in after.agenda}
    still = set(now.values())
    found: dict[str, str] = {}
    for item in before.agenda:
        new = now.get(item.id, "")
        if item.commission and new and item.commission not in still:
            found.setdefault(item.commission, new)
    return found


def item_aliases(
    agenda: Agenda, chapters: tuple[Chapter, ...], old: Mapping[str, Collection[str]]
) -> dict[str, tuple[str, ...]]:
    """`old`, and for each item of a bloc the id by which an address may ask for it alone."""
    found = {anchor: list(names) for anchor, names in old.items()}
    taken = {chapter.anchor for chapter in chapters}
    asked: dict[str, str] = {}
    for item in agenda.items:
        chapter = next((c for c in chapters if item.id in c.items), None)
        anchor = item_anchor(item.id)
        if chapter and anchor not in taken:
            asked.setdefault(anchor, chapter.anchor)
    for anchor, names in found.items():
        found[anchor] = [name for name in names if name not in asked]
    for anchor, chapter_anchor in asked.items():
        found.setdefault(chapter_anchor, []).append(anchor)
    return {anchor: tuple(names) for anchor, names in found.items() if names}
