"""Item ids: what anchors, file names and marks call an item by.

An id that a person gives is never changed, since marks and other files may already name it: a
wrong one is an error that tells a good one. Missing ids are made from numbers, else from titles.
"""

import re

from archiver.model import names

LONGEST = 64
SLUG_LENGTH = 48
SAFE_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_NUMBER_SIGN = re.compile(r"^(?:n(?:[°º]|um[ée]ro|o\b)\.?|no\.?(?=\s*\d))\s*", re.IGNORECASE)


def is_safe(id: str) -> bool:
    """Whether an id may be an anchor and part of a file name as it is."""
    return SAFE_ID.fullmatch(id) is not None


def slug(text: str) -> str:
    """`text` as a safe id, at word ends as far as it fits; "item" if it has no letter or digit."""
    return names.slug(text, SLUG_LENGTH) or "item"


def number_id(number: str) -> str:
    """The id of an item from its printed number."""
    return slug(_NUMBER_SIGN.sub("", number))


def unlike(id: str, taken: set[str]) -> str:
    """`id`, or with the first number after it that makes it unlike those taken."""
    n, made = 2, id
    while made in taken:
        made = f"{id}-{n}"
        n += 1
    return made
