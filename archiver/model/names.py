"""Makes names out of anything: for anchors in addresses and for file names."""

import re
import unicodedata

_SPELT_OUT = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "’": "-", "‑": "-", "–": "-"}
)


def slug(text: str, longest: int = 60) -> str:
    """`text` as lower-case ASCII letters, digits and single hyphens; may be empty.

    Cut at a hyphen where it is longer than `longest`; never starts or ends with a hyphen.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_SPELT_OUT))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    if len(name) <= longest:
        return name
    cut, _hyphen, _rest = name[: longest + 1].rpartition("-")
    return (cut or name[:longest]).strip("-")
