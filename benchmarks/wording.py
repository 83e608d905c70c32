"""How two texts are made comparable before their words are counted.

Lower case; accents, punctuation and apostrophes away; œ as oe; numbers in words, in French;
"9h35" as hours, "3,5" with "virgule", "%" and "€" in words, "1er" as "premier".
"""

import re
import unicodedata

from num2words import num2words

_THOUSANDS = re.compile(r"(?<=\d)[\s\u00a0\u202f,.](?=\d{3}(?!\d))")
_PLAIN = (
    (re.compile(r"(\d+)\s*h\s*(\d+)"), r"\1 heures \2"),
    (re.compile(r"(\d+)[,.](\d+)"), r"\1 virgule \2"),
    (re.compile(r"\b1er\b"), "premier"),
    (re.compile("%"), " pour cent "),
    (re.compile("€"), " euros "),
)


def normalised(text: str) -> str:
    """The words of `text`, folded, with a space between any two."""
    text = _THOUSANDS.sub("", text.lower().replace("œ", "oe"))
    for pattern, plain in _PLAIN:
        text = pattern.sub(plain, text)
    text = re.sub(r"\d+", lambda number: f" {num2words(int(number[0]), lang='fr')} ", text)
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", folded))
