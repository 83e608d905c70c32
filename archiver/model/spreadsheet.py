"""A table for a spreadsheet: CSV as French ones open it, in which no text is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """The table as text: semicolons, and a byte order mark; a cell that could be a formula is text.

    Numbers are given as text, and do not begin with a sign.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return _BYTE_ORDER_MARK + written.getvalue()


def _plain(text: str) -> str:
    """Text that a spreadsheet does not take for a formula, spaces before it or not."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
