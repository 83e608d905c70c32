"""The statement of accessibility: what the law has it say, and what was tested, as it was tested.

It claims nothing that was not measured: what was tested, with what and when is read from a file
that the tests write (`docs/accessibilite.md` says how), and no audit is claimed.
"""

import re
from datetime import date
from functools import lru_cache
from importlib.resources import files

from archiver.i18n import translator
from archiver.model.record import Record
from archiver.model.session import House
from archiver.publish.website.assets import house_assets
from archiver.publish.website.environment import environment
from archiver.publish.website.wording import long_date

TESTED = "accessibility-tested.json"
"""Beside the style sheets: written by the tests, never by hand."""
_MAIL = re.compile(r"[^@\s/:?&]+@[^@\s/:?&]+\.[A-Za-z]{2,}")
_WEB = re.compile(r"https?://[^\s\"'<>]+")


class Examined(Record):
    """What the tests of accessibility were run on, when they last passed, and with what."""

    on: date
    browser: str
    axe: str
    """The version of axe-core."""
    kinds: tuple[str, ...]
    """The kinds of pages: `session`, `list`, …"""
    widths: tuple[int, ...]
    """In CSS pixels."""
    pages: int
    """How many were examined: each kind, width and colour scheme."""
    violations: int
    rules: int
    """How many rules applied to one page or another."""


@lru_cache
def tested() -> Examined | None:
    """What was tested last; None where the tests were never run."""
    file = files("archiver.publish") / "static" / TESTED
    return Examined.model_validate_json(file.read_bytes()) if file.is_file() else None


def render_accessibility(house: House) -> str:
    """The statement, to be written as `accessibility/index.html` in the site."""
    base, words, done = house.base_url.rstrip("/"), translator(house.language), tested()
    return (
        environment(house.language)
        .get_template("accessibility.html")
        .render(
            language=house.language,
            house=house,
            root="../",
            assets=house_assets(house),
            url=f"{base}/accessibility/" if base else "",
            contact_url=contact_url(house.contact),
            tested=done,
            tested_on=long_date(done.on, words) if done else "",
        )
    )


def contact_url(contact: str) -> str:
    """The address to write to, for a link; empty where what is given is none."""
    given = contact.strip()
    if _MAIL.fullmatch(given):
        return f"mailto:{given}"
    return given if _WEB.fullmatch(given) else ""
