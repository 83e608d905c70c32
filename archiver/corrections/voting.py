"""Corrections of votes laid over the votes that were heard."""

from collections.abc import Sequence

from archiver.corrections.places import said_by
from archiver.corrections.standing import SAME_VOTE_MS, same_matter
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapters, Vote
from archiver.model.corrections import Fate, Outcome, VoteCorrection, Why
from archiver.model.evidence import Evidence

_SAID = {"outcome", "for_", "against", "abstain", "not_voting", "unanimous"}
"""What a vote says; the rest is where it was found and why it is believed."""


def with_votes(
    chapters: Chapters, corrections: Sequence[VoteCorrection], agenda: Agenda
) -> tuple[Chapters, tuple[Fate, ...]]:
    """The chapters with the votes as corrected, in order of time, and the fate of each."""
    treated = {id for span in chapters.spans for id in span.items}
    votes, fates = list(chapters.votes), []
    for c in corrections:
        why = _misfit(c, treated, agenda)
        if why:
            fates.append(_fate(c, "misfit", why))
        else:
            votes, outcome = _applied(votes, c)
            fates.append(_fate(c, outcome))
    if votes == list(chapters.votes):
        return chapters, tuple(fates)
    ordered = tuple(sorted(votes, key=lambda vote: vote.at_ms))
    return chapters.model_copy(update={"votes": ordered}), tuple(fates)


def _fate(c: VoteCorrection, outcome: Outcome, why: Why = "") -> Fate:
    at_ms = None if outcome == "misfit" else c.start_ms
    return Fate(correction=c.id, outcome=outcome, why=why, at_ms=at_ms)


def _misfit(c: VoteCorrection, treated: set[str], agenda: Agenda) -> Why:
    vote = c.after or c.before
    assert vote is not None
    if any(agenda.item(id) is None for id in vote.items):
        return "item_unknown"
    # A vote that was not held needs no place.
    return "item_without_span" if c.after and not set(vote.items) <= treated else ""


def _applied(votes: Sequence[Vote], c: VoteCorrection) -> tuple[list[Vote], Outcome]:
    known = _known(votes, c)
    others = [vote for vote in votes if vote is not known]
    if c.after is None:
        return others, "applied" if known else "already"
    same = known is not None and _says(known) == _says(c.after) and same_matter(known, c.after)
    if known and same and known.items == c.after.items:
        return list(votes), "already"
    return [*others, _corrected(c, c.after, known)], "applied"


def _known(votes: Sequence[Vote], c: VoteCorrection) -> Vote | None:
    """The vote that a correction is about, as it is heard now."""
    wanted = c.before or c.after
    assert wanted is not None
    alike = [
        vote
        for vote in votes
        if (set(vote.items) & set(wanted.items) or vote.items == wanted.items)
        and (same_matter(vote, wanted) or (c.after is not None and same_matter(vote, c.after)))
    ]
    if c.before is None:
        alike = [vote for vote in alike if abs(vote.at_ms - wanted.at_ms) <= SAME_VOTE_MS]
    return min(alike, key=lambda vote: abs(vote.at_ms - wanted.at_ms), default=None)


def _says(vote: Vote) -> dict[str, object]:
    return vote.model_dump(include=_SAID)


def _corrected(c: VoteCorrection, after: Vote, known: Vote | None) -> Vote:
    """The vote as corrected, at the words that were heard where they are about the same."""
    near = known is not None and abs(known.at_ms - after.at_ms) <= SAME_VOTE_MS
    heard = known.evidence if known else ()
    evidence = Evidence(kind="correction", text=said_by(c), start_ms=after.at_ms)
    return after.model_copy(
        update={
            "at_ms": known.at_ms if known and near else after.at_ms,
            "confidence": 1.0,
            "evidence": (evidence, *(e for e in heard if e.kind != "correction")),
        }
    )
