"""Corrections and their fates in words, for a terminal and for the desk. Plain text, no markup."""

from collections.abc import Callable
from textwrap import shorten

from archiver.i18n import _, ngettext
from archiver.model.agenda import Agenda
from archiver.model.chapters import SpanKind, Vote
from archiver.model.corrections import (
    BoundaryCorrection,
    CheckedCorrection,
    Correction,
    Fate,
    HideCorrection,
    ItemCorrection,
    NotTreatedCorrection,
    SpeakerCorrection,
    VoteCorrection,
    WordCorrection,
)

Clock = Callable[[int], str]
"""How a session time is told: as it is read on the page, or as it is in the files."""


def told(correction: Correction, agenda: Agenda, clock: Clock) -> str:
    """What was corrected, and what it replaced."""
    if isinstance(correction, WordCorrection):
        return _words(correction)
    if isinstance(correction, BoundaryCorrection):
        return _boundary(correction, agenda, clock)
    if isinstance(correction, ItemCorrection):
        before = correction.before
        said = _("it is about: {after} (not: {before})") if before else _("it is about: {after}")
        was = matter(before.kind, before.items, before.title, agenda) if before else ""
        after = correction.after
        now = matter(after.kind, after.items, after.title, agenda)
        return said.format(after=now, before=was)
    if isinstance(correction, NotTreatedCorrection):
        item = matter("item", (correction.item,), None, agenda)
        return _("{item}: not treated ({reason})").format(
            item=item, reason=reason(correction.after)
        )
    if isinstance(correction, SpeakerCorrection):
        said = _("{after} speaks (not {before})") if correction.before else _("{after} speaks")
        return said.format(after=correction.after, before=correction.before)
    if isinstance(correction, VoteCorrection):
        return _vote(correction, agenda)
    if isinstance(correction, CheckedCorrection):
        return _("all captions were read and corrected")
    if isinstance(correction, HideCorrection):
        return _hidden(correction, clock)
    return _("the correction {id} is taken back").format(id=correction.undoes)


def _words(correction: WordCorrection) -> str:
    before, after = " ".join(correction.before), " ".join(correction.after)
    if not before:
        said = _("“{after}” put in after “{context}”")
        return said.format(after=after, context=" ".join(correction.context_before))
    if not after:
        return _("“{before}” left out").format(before=before)
    return _("“{after}” instead of “{before}”").format(after=after, before=before)


def _hidden(correction: HideCorrection, clock: Clock) -> str:
    """Where and how something is hidden; never which words."""
    sounds = {
        "bleep": _("sound bleeped"),
        "mute": _("sound muted"),
        "keep": _("sound kept"),
    }
    pictures = {"blur": _("picture blurred"), "card": _("card over the picture"), "keep": ""}
    how = ", ".join(one for one in (sounds[correction.sound], pictures[correction.picture]) if one)
    seconds = f"{(correction.end_ms - correction.start_ms) / 1000:.1f}"
    said = _("hidden at {start} for {seconds} s: words masked, {how}")
    return said.format(start=clock(correction.start_ms), seconds=seconds, how=how)


def _boundary(correction: BoundaryCorrection, agenda: Agenda, clock: Clock) -> str:
    what = matter(correction.span_kind, correction.items, None, agenda)
    at, ends = clock(correction.start_ms), correction.edge == "end"
    if correction.before is None:
        return _("{what}: starts at {at}").format(what=what, at=at)
    was = clock(correction.before)
    if correction.before == correction.start_ms:
        said = (
            _("{what}: ends at {at}, confirmed") if ends else _("{what}: starts at {at}, confirmed")
        )
    else:
        said = (
            _("{what}: ends at {at}, not at {was}")
            if ends
            else _("{what}: starts at {at}, not at {was}")
        )
    return said.format(what=what, at=at, was=was)


def _vote(correction: VoteCorrection, agenda: Agenda) -> str:
    vote = correction.after or correction.before
    assert vote is not None
    what = matter("item", vote.items, None, agenda) if vote.items else _("Not on the agenda")
    what = f"{what} ({vote.on})" if vote.on else what
    before = ballot(correction.before) if correction.before else _("no vote heard")
    after = ballot(correction.after) if correction.after else _("no vote")
    return _("{what}: {after} (not: {before})").format(what=what, after=after, before=before)


def ballot(vote: Vote) -> str:
    """A vote's outcome and counts."""
    outcome = {"adopted": _("adopted"), "rejected": _("rejected"), "noted": _("noted")}
    counts = (
        (vote.for_, _("{n} for")),
        (vote.against, _("{n} against")),
        (vote.abstain, ngettext("{n} abstention", "{n} abstentions", vote.abstain or 0)),
        (vote.not_voting, _("{n} not voting")),
    )
    parts = [outcome[vote.outcome]]
    parts += [_("unanimously")] if vote.unanimous else []
    parts += [said.format(n=n) for n, said in counts if n is not None]
    return ", ".join(parts)


def matter(kind: SpanKind, items: tuple[str, ...], title: str | None, agenda: Agenda) -> str:
    """What a piece of a session is about, in a few words."""
    found = [agenda.item(id) for id in items]
    if len(items) > 1:
        return ", ".join(
            (item.number or item.title) if item else id
            for id, item in zip(items, found, strict=True)
        )
    if items:
        return shorten(found[0].label if found[0] else items[0], 60, placeholder="…")
    named = {
        "opening": _("opening"),
        "closing": _("closing"),
        "suspension": _("suspension"),
        "closed": _("closed sitting"),
        "outage": _("interruption of the recording"),
        "none": _("nothing"),
    }
    return named.get(kind) or title or _("Not on the agenda")


def reason(code: str) -> str:
    """Why an item was not treated, for who reads a terminal; what a person wrote as it stands."""
    return {
        "withdrawn": _("withdrawn"),
        "adjourned": _("adjourned"),
        "not_reached": _("not reached"),
        "not_found": _("not found in what was said"),
        "closed": _("treated in closed sitting"),
        "outage": _("treated while the recording was interrupted"),
    }.get(code, code)


def outcome(fate: Fate | None) -> str:
    """What became of a correction."""
    if fate is None:
        return _("waits for: archiver process")
    said = {
        "applied": _("applied"),
        "already": _("already so"),
        "superseded": _("replaced by {by}"),
        "undone": _("taken back by {by}"),
        "misfit": _("does not fit: {why}"),
    }[fate.outcome]
    return said.format(by=fate.by or "", why=why(fate))


def why(fate: Fate) -> str:
    """Why a correction does not fit what was made last."""
    return {
        "": "",
        "words_not_found": _("the words it replaces are no longer recognised there"),
        "item_unknown": _("the item is no longer on the agenda"),
        "item_without_span": _("the item was not found in the session"),
        "span_not_found": _("what it moves was not found"),
        "after_end": _("it lies after the end of the recording"),
        "not_public": _("it lies in what was marked as not public"),
        "no_room": _("it would cross another matter or break"),
        "no_extent": _("nobody is heard at this time"),
        "unknown_id": _("what it takes back does not exist"),
        "heard_anew": _("speech was recognised anew since: the captions are to be read again"),
    }[fate.why]
