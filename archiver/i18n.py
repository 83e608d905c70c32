"""The language users are spoken to in: French unless they ask for English.

Source strings are English; the French ones are in `locale/fr/LC_MESSAGES/archiver.po`, compiled
to `.mo` when the package is built or installed. What a viewer reads on a replay page follows the
language of the session, hence `translator`; what the person at the keyboard reads follows
`use_language`, hence `_` and `ngettext`.
"""

import gettext
import os
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("fr", "en")
DEFAULT_LANGUAGE = "fr"
LOCALE_DIR = Path(__file__).parent / "locale"

_current = DEFAULT_LANGUAGE


@lru_cache
def translator(language: str) -> gettext.NullTranslations:
    """The catalogue of one language; English, and any language we have none for, is the source."""
    return gettext.translation("archiver", LOCALE_DIR, [language], fallback=True)


def use_language(language: str) -> None:
    """Speak `language` ("fr" or "en") from now on, in the whole process."""
    global _current
    _current = language if language in LANGUAGES else DEFAULT_LANGUAGE


def language() -> str:
    """The language spoken now."""
    return _current


def wanted_language(environ: dict[str, str] | None = None) -> str:
    """The language asked for by ARCHIVER_LANG; French when it asks for none."""
    asked = (os.environ if environ is None else environ).get("ARCHIVER_LANG", "")
    return asked[:2] if asked[:2] in LANGUAGES else DEFAULT_LANGUAGE


def _(message: str) -> str:
    """`message` in the language spoken now."""
    return translator(_current).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """`singular` or `plural` by the count `n`, in the language spoken now."""
    return translator(_current).ngettext(singular, plural, n)
