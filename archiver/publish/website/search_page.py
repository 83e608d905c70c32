"""The page from which all sessions are searched: `search/index.html` in the site."""

from gettext import NullTranslations
from typing import Any

from archiver.i18n import translator
from archiver.model.session import House
from archiver.publish.website.assets import house_assets
from archiver.publish.website.environment import environment


def render_search(house: House) -> str:
    """The search page. It fetches the index in `../pagefind/`, and says so if there is none."""
    base = house.base_url.rstrip("/")
    return (
        environment(house.language)
        .get_template("search.html")
        .render(
            language=house.language,
            house=house,
            root="../",
            assets=house_assets(house),
            url=f"{base}/search/" if base else "",
            script_data=_script_data(translator(house.language)),
        )
    )


def _script_data(words: NullTranslations) -> dict[str, Any]:
    """The script's words, and where it finds the index."""
    return {
        "root": "../",
        "index": "../pagefind/",
        "kinds": {
            "item": words.gettext("Agenda items"),
            "bloc": words.gettext("Items taken together"),
            "opening": words.gettext("Opening"),
            "closing": words.gettext("Closing"),
            "suspension": words.gettext("Suspensions"),
            "closed": words.gettext("Closed sittings"),
            "unlisted": words.gettext("Matters not on the agenda"),
            "outage": words.gettext("Interruptions"),
            "none": words.gettext("The rest"),
        },
        "text": {
            "searching": words.gettext("Searching…"),
            "none": words.gettext("Nothing was found: try fewer words, or other ones."),
            "one": words.gettext("Found in one part of a session."),
            "many": words.gettext(
                "Found in {n} parts of the sessions; the first {shown} are shown."
            ),
            "left": words.gettext("and elsewhere in this part: {n}"),
            "watch": words.gettext("Watch from {time}"),
            "lost": words.gettext("The search is not available on this site at the moment."),
            "disk": words.gettext(
                "The search works on the website, not in pages opened from a disk."
            ),
        },
    }
