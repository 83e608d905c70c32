"""The file of a session's corrections, `corrections.jsonl`: appended to, and read back.

Appending needs no lease: a clerk may correct while anything runs.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from archiver.model.corrections import Correction, CorrectionLine, HideCorrection
from archiver.store.alone import alone
from archiver.store.files import append_whole
from archiver.store.folder import SessionFolder
from archiver.store.private import close_to_others

CORRECTIONS = "corrections.jsonl"


def add(
    folder: SessionFolder,
    corrections: Sequence[Correction],
    agreed: Callable[[tuple[Correction, ...]], None] = lambda _known: None,
) -> None:
    """Append corrections; they are on the disk when this returns.

    `agreed` is shown those that are there while nobody else can append any; what it raises leaves
    them as they are. Where something is hidden, what holds it is closed to others. Raises OSError
    when they cannot be written whole, BusyError when somebody else does not come to an end.
    """
    lines = (
        CorrectionLine(c).model_dump_json(by_alias=True, exclude_none=True) for c in corrections
    )
    with alone(folder.file(CORRECTIONS)):
        agreed(read_corrections(folder))
        append_whole(folder.file(CORRECTIONS), "".join(f"{line}\n" for line in lines).encode())
    if any(isinstance(one, HideCorrection) for one in corrections):
        close_to_others(folder)


def read_corrections(folder: SessionFolder) -> tuple[Correction, ...]:
    """All corrections in the order they were made; `unreadable_lines` are passed over."""
    return tuple(made for _number, made in _lines(folder.file(CORRECTIONS)) if made)


def unreadable_lines(folder: SessionFolder) -> tuple[int, ...]:
    """The numbers, from 1, of the lines that are no corrections, or have the id of another."""
    return tuple(number for number, made in _lines(folder.file(CORRECTIONS)) if not made)


def _lines(path: Path) -> Iterator[tuple[int, Correction | None]]:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return
    ids: set[str] = set()
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            made: Correction | None = CorrectionLine.model_validate_json(line).root
        except ValidationError:
            made = None
        if made and made.id in ids:
            made = None
        if made:
            ids.add(made.id)
        yield number, made
