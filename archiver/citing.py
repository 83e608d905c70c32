"""What is taken along from a search: links, quotations with their reference, tables, reading lists.

The reference of a quotation names everything that finds the place again without a link: who, which
body, which session, which item, at what time of the replay.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from archiver.i18n import _, language, translator
from archiver.model.spreadsheet import csv_text
from archiver.model.times import clock
from archiver.publish.website import wording
from archiver.publish.website.environment import environment
from archiver.search.grouping import by_session
from archiver.search.records import Fragment, Hit, SearchResult
from archiver.store.archive import load_house
from archiver.store.folder import SITE


class Links:
    """Where the hits of an archive are on its published site; else on the site on this disk."""

    def __init__(self, archive: Path) -> None:
        self._base = load_house(archive).base_url.rstrip("/")
        self._site = archive.absolute() / SITE

    def to(self, hit: Hit) -> str:
        """The address at which what was found plays."""
        if self._base:
            return f"{self._base}/{hit.permalink}"
        page, _sep, anchor = hit.permalink.partition("#")
        return f"{(self._site / page).as_uri()}#{anchor}"

    def public(self, hit: Hit) -> str:
        """The same where the house has a site of its own; else empty: nobody else has this disk."""
        return self.to(hit) if self._base else ""


def plain(fragments: Sequence[Fragment]) -> str:
    """Fragments as one text."""
    return "".join(fragment.text for fragment in fragments)


def reference(hit: Hit) -> str:
    """Who said it, where and when: what stands after a quotation."""
    day = wording.long_date(hit.session_date, translator(language()))
    known = (
        hit.speaker or "",
        hit.body,
        hit.session_title,
        "" if day in hit.session_title else day,  # as most titles tell it
        plain(hit.item_title),
        _("at {time} of the replay").format(time=clock(hit.replay_ms)),
    )
    return ", ".join(filter(None, known))


def quotation(hit: Hit, link: str = "") -> str:
    """A passage in its speaker's words, with its reference."""
    source = f"{reference(hit)}, {link}" if link else reference(hit)
    return _("“{words}” ({source})").format(words=hit.text.strip(), source=source)


_COLUMNS = ("session", "date", "title", "body", "items", "item_title", "speaker", "time")


def hits_csv(hits: Iterable[Hit], links: Links) -> str:
    """A row for each hit, for a spreadsheet; `time` is that of the replay."""
    return csv_text((*_COLUMNS, "words", "link"), (_cells(hit, links) for hit in hits))


def _cells(hit: Hit, links: Links) -> tuple[str, ...]:
    return (
        *(hit.session_id, hit.session_date.isoformat(), hit.session_title, hit.body),
        *(" ".join(hit.items), plain(hit.item_title), hit.speaker or ""),
        *(clock(hit.replay_ms), hit.text, links.to(hit)),
    )


def reading_list(asked: str, result: SearchResult, links: Links) -> str:
    """A page by itself (HTML) to read, print or send: every hit by session, with its link."""
    template = environment(language()).get_template("reading_list.html")
    return template.render(
        asked=asked, result=result, groups=by_session(result), links=links, language=language()
    )
