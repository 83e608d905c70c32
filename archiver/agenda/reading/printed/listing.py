"""The numbers that programs put before the lines of a list: 3 as 3, c, C, iii or III."""

_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_KINDS = {
    "lowerletter": "a",
    "upperletter": "A",
    "lowerroman": "i",
    "upperroman": "I",
    "decimalzero": "01",
}


def label(number: int, kind: str) -> str:
    """`number` in a `kind` of numbering as Word, ODF (a, A, i, I, 1) or HTML call it."""
    kind = _KINDS.get(kind.lower(), kind)
    if kind in ("i", "I"):
        return roman(number) if kind == "I" else roman(number).lower()
    if kind in ("a", "A") and number > 0:
        letter = chr(ord(kind) + (number - 1) % 26)
        return letter * ((number - 1) // 26 + 1)
    return f"{number:02d}" if kind == "01" else str(number)


def roman(number: int) -> str:
    """A number in Roman figures; in ours where there are none."""
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, signs in _ROMAN:
        text += signs * (number // value)
        number %= value
    return text
