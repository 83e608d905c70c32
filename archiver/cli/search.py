"""`archiver search`: find a moment in all the sessions of an archive."""

from datetime import date, datetime
from pathlib import Path

import click

from archiver.cli import console
from archiver.i18n import _, ngettext
from archiver.indexing import find
from archiver.model.times import clock
from archiver.search.records import Filters, Fragment, Hit
from archiver.store.archive import load_house
from archiver.store.folder import SITE

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    help=_(
        "Find words in what was said. Several words must all be there; “quotes” keep a phrase "
        "exact; three letters or more and * find what begins so."
    )
)
@click.argument("archive", metavar=_("ARCHIVE"), type=click.Path(path_type=Path))
@click.argument("words", metavar=_("WORDS…"), nargs=-1, required=True)
@click.option(
    "--since", metavar=_("DAY"), type=_DAY, help=_("Only sessions from this day on (2017-03-27).")
)
@click.option("--until", metavar=_("DAY"), type=_DAY, help=_("Only sessions up to this day."))
@click.option("--session", metavar=_("NAME"), help=_("Only this session (the name of its folder)."))
@click.option("--item", metavar=_("ITEM"), help=_("Only this agenda item."))
@click.option("--speaker", metavar=_("NAME"), help=_("Only this speaker."))
@click.option(
    "--limit", metavar="N", default=20, show_default=True, help=_("At most so many places.")
)
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
def search(
    archive: Path,
    words: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    session: str | None,
    item: str | None,
    speaker: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Search, print."""
    filters = Filters(
        since=_day(since), until=_day(until), session=session, item=item, speaker=speaker
    )
    found = find(archive, " ".join(words), filters, limit)
    links = [_link(archive, hit) for hit in found.hits]
    if as_json:
        hits = [
            {**hit.model_dump(mode="json"), "link": link}
            for hit, link in zip(found.hits, links, strict=True)
        ]
        console.say_json({"total": found.total, "more": found.truncated, "hits": hits})
        return
    if not found.hits:
        console.say(_("Nothing was found."))
        return
    for hit, link in zip(found.hits, links, strict=True):
        _show(hit, link)
    console.note(_count(found.total, len(found.hits), found.truncated))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _link(archive: Path, hit: Hit) -> str:
    base = load_house(archive).base_url
    if base:
        return f"{base.rstrip('/')}/{hit.permalink}"
    page, _sep, anchor = hit.permalink.partition("#")
    return f"{(archive.absolute() / SITE / page).as_uri()}#{anchor}"


def _show(hit: Hit, link: str) -> None:
    head = f"{hit.session_date.isoformat()}  {clock(hit.replay_ms)}  {hit.session_title}"
    console.stdout.print(head, style="bold")
    title = "".join(fragment.text for fragment in hit.item_title)
    if title:
        console.say(f"  {title}")
    speaker = _("{speaker}: ").format(speaker=hit.speaker) if hit.speaker else ""
    console.stdout.print("  ", speaker, *_marked(hit.excerpt), sep="")
    console.say(f"  {link}\n")


def _marked(fragments: tuple[Fragment, ...]) -> list[object]:
    from rich.text import Text

    return [Text(f.text, style="bold yellow" if f.is_match else "") for f in fragments]


def _count(total: int, shown: int, more: bool) -> str:
    if more:
        return _("{shown} of more than {total} places, newest first").format(
            shown=shown, total=total
        )
    return ngettext("{total} place", "{total} places, {shown} shown", total).format(
        total=total, shown=shown
    )
