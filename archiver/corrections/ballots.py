"""Makes corrections of votes of what a person says of them: what is not said stays as heard."""

from collections.abc import Mapping

from archiver.corrections.signing import NotThereError, Signature, made
from archiver.corrections.sounding import folded
from archiver.i18n import _
from archiver.model.chapters import Chapters
from archiver.model.corrections import VoteCorrection, plain_line
from archiver.model.decisions import Vote

_COUNTS = {"for_", "against", "abstain", "not_voting", "unanimous"}
_LONGEST_ON = 300


def heard(
    chapters: Chapters, items: tuple[str, ...], on: str | None, at_ms: int | None
) -> Vote | None:
    """The vote on these items, or on the part of them that `on` names; the nearest to `at_ms`.

    Without a time it is the last one: what is voted on the way comes before.
    """
    part = folded(on or "")
    votes = [
        vote
        for vote in chapters.votes
        if set(vote.items) & set(items) and (part in folded(vote.on or "") if part else not vote.on)
    ]
    if at_ms is None:
        return votes[-1] if votes else None
    wanted = at_ms
    return min(votes, key=lambda vote: abs(vote.at_ms - wanted), default=None)


def said(
    chapters: Chapters,
    before: Vote | None,
    items: tuple[str, ...],
    what: Mapping[str, object],
    at_ms: int | None,
) -> Vote:
    """The vote as a person says it: `what` holds the outcome, the counts that are known, `on`.

    Counts that were heard stay where the outcome does. Raises NotThereError where neither a vote
    was heard nor the items have a span, and no time is given.
    """
    given = {key: value for key, value in what.items() if value is not None}
    kept: dict[str, object] = {}
    if before:
        same = before.outcome == given["outcome"]
        kept = before.model_dump(include=_COUNTS if same else set(), exclude_none=True)
        kept |= {"items": before.items, "on": before.on, "at_ms": before.at_ms}
    if given.get("against") or given.get("abstain"):
        kept.pop("unanimous", None)
    known = {"items": items, "at_ms": _at(chapters, items, at_ms), **kept, **given}
    known["on"] = str(plain_line(known.get("on") or ""))[:_LONGEST_ON] or None
    if at_ms is not None:
        known["at_ms"] = at_ms
    return Vote.model_validate(known)


def _at(chapters: Chapters, items: tuple[str, ...], at_ms: int | None) -> int:
    """Where a vote that was not heard is taken to be: at the end of its item."""
    if at_ms is not None:
        return at_ms
    ends = [span.end_ms for span in chapters.spans if set(span.items) & set(items)]
    if not ends:
        raise NotThereError(
            _("this item has no place in the session"),
            remedy=_("Say first where it starts: archiver correct FOLDER boundary ITEM TIME"),
        )
    return max(0, max(ends) - 1)


def correction(before: Vote | None, after: Vote | None, by: Signature) -> VoteCorrection:
    """That a vote was `after`, not `before`. Raises NotThereError if there is neither."""
    known = before or after
    if known is None:
        raise NotThereError(_("no vote was heard on this item: there is none to remove"))
    at_ms = known.at_ms
    plain = _without_grounds(before)
    return made(VoteCorrection, {**by.over(at_ms, at_ms), "before": plain, "after": after})


def _without_grounds(vote: Vote | None) -> Vote | None:
    """A vote without the evidence for it, which stays in the chapters."""
    return vote.model_copy(update={"evidence": (), "confidence": None}) if vote else None
