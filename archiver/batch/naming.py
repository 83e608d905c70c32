"""What the name of a file or folder says of a session: its day, and what it is called."""

import re
from datetime import date

from archiver.agenda.reading.printed.wording import MONTHS
from archiver.model.names import slug
from archiver.model.spelling import fold

_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_. ]?)(\d\d)\2(\d\d)(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-_. /](\d{1,2})[-_. /]((?:19|20)\d\d)(?!\d)")
_WRITTEN = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:er)?[-_. ]+({'|'.join(sorted({fold(m) for m in MONTHS}))})"
    r"[-_. ]+((?:19|20)\d\d)(?!\d)"
)
_NUMBERS = {fold(month): number for month, number in MONTHS.items()}
_LONGEST = 60


def day_in(name: str) -> date | None:
    """The one day that a name tells of (2017-03-27, 27.03.2017, 27 mars 2017), else None."""
    found = {day for _match, day in _days(fold(name))}
    return found.pop() if len(found) == 1 else None


def folder_name(day: date, *names: str) -> str:
    """What the session folder is called: the day, then the first of `names` that says more."""
    said = (slug(_without_days(name), _LONGEST) for name in names)
    rest = next((text for text in said if text), "")
    return f"{day.isoformat()}-{rest}" if rest else day.isoformat()


def key_of(name: str) -> str:
    """A name as it is compared with others: without case, accents, signs."""
    return slug(name, 200)


def _without_days(name: str) -> str:
    plain = fold(name)
    for match, _day in _days(plain):
        plain = plain.replace(match, " ")
    return plain


def _days(plain: str) -> list[tuple[str, date]]:
    found = []
    for pattern, order in (
        (_YEAR_FIRST, (1, 3, 4)),
        (_DAY_FIRST, (3, 2, 1)),
        (_WRITTEN, (3, 2, 1)),
    ):
        for match in pattern.finditer(plain):
            year, month, day = (match[group] for group in order)
            try:
                when = date(int(year), _NUMBERS.get(month) or int(month), int(day))
            except ValueError:
                continue
            found.append((match[0], when))
    return found
