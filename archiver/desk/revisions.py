"""Several people at one session: what was corrected since somebody looked, and where they meet.

Corrections are only appended. Whoever sends some says how many there were when they looked; if
somebody else has corrected the same place since, nothing is written and both are shown. Between
looking and appending nobody else appends: at this desk, at another, or by the command.
"""

from collections.abc import Sequence

from archiver.desk.problems import ConflictError
from archiver.i18n import _
from archiver.model.corrections import Correction, CorrectionLine
from archiver.store.corrections import add, read_corrections
from archiver.store.folder import SessionFolder

_SAME_MOMENT_MS = 1_000
"""Corrections of words or speakers closer than this are about the same place."""
_WHOLE = ("checked", "undo")


def revision_of(folder: SessionFolder) -> int:
    """How many corrections there are."""
    return len(read_corrections(folder))


def append(
    folder: SessionFolder,
    made: Sequence[Correction],
    seen: int,
    *,
    anyway: bool = False,
    meant: Sequence[Correction] = (),
) -> int:
    """Append corrections made by somebody who has seen the first `seen`; the new revision.

    `meant` are the same where the person saw their places, if these moved since. Raises
    ConflictError, with what the others did, where one of theirs touches the same place; with
    `anyway` the person has seen that and means it.
    """
    before = 0

    def agreed(known: tuple[Correction, ...]) -> None:
        nonlocal before
        before = len(known)
        if not anyway:
            _check(known[seen:], (*made, *meant))

    add(folder, made, agreed)
    return before + len(made)


def _check(since: Sequence[Correction], made: Sequence[Correction]) -> None:
    others = [one for one in since if any(_meet(one, mine) for mine in made)]
    if others:
        names = ", ".join(sorted({one.author for one in others}))
        raise ConflictError(
            _("somebody else has corrected the same place"),
            names,
            _("Look at what they wrote, then keep theirs or write yours again"),
            since=[plain(one) for one in others],
        )


def plain(one: Correction) -> dict[str, object]:
    """A correction as in its file."""
    told: dict[str, object] = CorrectionLine(one).model_dump(
        mode="json", by_alias=True, exclude_none=True
    )
    return told


def since(folder: SessionFolder, seen: int) -> tuple[Correction, ...]:
    """What was corrected after the first `seen`."""
    return read_corrections(folder)[seen:]


def _meet(one: Correction, other: Correction) -> bool:
    """Whether two corrections are about the same thing at the same place."""
    if one.kind == "undo" or other.kind == "undo":
        undone = {c.undoes for c in (one, other) if c.kind == "undo"}
        both = one.kind == other.kind
        return one.id in undone or other.id in undone or (both and len(undone) == 1)
    if one.kind in _WHOLE or other.kind in _WHOLE or _subject(one) != _subject(other):
        return False
    near = _SAME_MOMENT_MS
    return one.start_ms <= other.end_ms + near and other.start_ms <= one.end_ms + near


def _subject(one: Correction) -> str:
    return "chapters" if one.kind in ("boundary", "item", "not_treated") else one.kind
