"""The template engine as all pages use it: everything is escaped, in one language."""

from functools import lru_cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from archiver.i18n import translator
from archiver.model.times import clock
from archiver.publish.website import wording
from archiver.publish.website.assets import logo_path


@lru_cache
def environment(language: str, package: str = "archiver.publish") -> Environment:
    """The templates of a package, for pages in `language`."""
    made = Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    words = translator(language)
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    made.install_gettext_translations(words)  # type: ignore[attr-defined]
    made.filters.update(
        url=lambda name: quote(name, safe=""),
        path=quote,
        clock=clock,
        seconds=wording.seconds,
        duration=lambda ms: wording.duration(ms, words),
        size=lambda n: wording.size(n, words),
        logo=logo_path,
        long_date=lambda day: wording.long_date(day, words),
        short_date=lambda day: wording.short_date(day, words),
        locale=wording.locale,
    )
    return made
