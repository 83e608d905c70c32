"""The pages of a site that no session changes: the search, and the statement of accessibility."""

from archiver.model.session import House
from archiver.publish.website.accessibility import render_accessibility
from archiver.publish.website.search_page import render_search


def standing_pages(house: House) -> dict[str, str]:
    """Their text, by their path from the root of the site."""
    return {
        "search/index.html": render_search(house),
        "accessibility/index.html": render_accessibility(house),
    }
