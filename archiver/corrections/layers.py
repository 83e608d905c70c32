"""What was already laid over a record: it carries the fates of its corrections (`corrections`).

So the same corrections laid over it again change nothing and have the same fates.
"""

from collections.abc import Iterable
from typing import TypeVar

from archiver.model.corrections import Fate
from archiver.model.record import OpenRecord

R = TypeVar("R", bound=OpenRecord)


def laid_over(record: OpenRecord) -> dict[str, Fate]:
    """The fates of the corrections that `record` holds already, by their ids."""
    kept = (record.model_extra or {}).get("corrections", ())
    fates = (Fate.model_validate(fate) for fate in kept)
    return {fate.correction: fate for fate in fates}


def with_fates(record: R, fates: Iterable[Fate]) -> R:
    """`record` carrying the fates of what was laid over it; as it is if there are none."""
    told = tuple(fate.model_dump(exclude_none=True) for fate in fates)
    return record.model_copy(update={"corrections": told}) if told else record
