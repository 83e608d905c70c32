"""`archiver search`: find a moment in all the sessions of an archive."""

from datetime import date, datetime
from pathlib import Path

import click

from archiver.citing import Links, hits_csv, plain, reading_list
from archiver.cli import console
from archiver.errors import ArchiverError
from archiver.i18n import _, ngettext
from archiver.indexing import find
from archiver.model.times import clock
from archiver.search.grouping import SessionHits, by_session
from archiver.search.index import MOST_RANKED
from archiver.search.query import Query
from archiver.search.records import VOTE_OUTCOMES, Filters, Fragment, Hit, SearchResult, VoteOutcome
from archiver.searches import KeptSearch, keep_search, kept_search
from archiver.store.files import write_atomic

_DAY = click.DateTime(["%Y-%m-%d"])
_FORMS = ("text", "csv", "list", "json")
_LIMIT = 20


@click.command(
    help=_(
        "Find words in what was said. Several words must all be there; “quotes” keep a phrase "
        "exact; three letters or more and * find what begins so; a word after - must not be there."
    )
)
@click.argument("archive", metavar=_("ARCHIVE"), type=click.Path(path_type=Path))
@click.argument("words", metavar=_("WORDS…"), nargs=-1)
@click.option(
    "--since", metavar=_("DAY"), type=_DAY, help=_("Only sessions from this day on (2017-03-27).")
)
@click.option("--until", metavar=_("DAY"), type=_DAY, help=_("Only sessions up to this day."))
@click.option("--session", metavar=_("NAME"), help=_("Only this session (the name of its folder)."))
@click.option("--body", metavar=_("NAME"), help=_("Only sessions of this body: words of its name."))
@click.option("--item", metavar=_("ITEM"), help=_("Only this agenda item."))
@click.option("--speaker", metavar=_("NAME"), help=_("Only this speaker."))
@click.option(
    "--vote",
    type=click.Choice(VOTE_OUTCOMES),
    help=_("Only where an item is treated that was voted so, as far as that was heard."),
)
@click.option("--limit", metavar="N", type=int, help=_("At most so many places: 20, in files all."))
@click.option("--keep", metavar=_("NAME"), help=_("Keep this search under a name."))
@click.option("--kept", metavar=_("NAME"), help=_("Make a search that was kept."))
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    default="text",
    help=_("csv: a table of the places; list: a page to read and to send (HTML); json."),
)
@click.option(
    "--output",
    metavar=_("FILE"),
    type=click.Path(path_type=Path, dir_okay=False),
    help=_("Write to this file."),
)
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
def search(
    archive: Path,
    words: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    session: str | None,
    body: str | None,
    item: str | None,
    speaker: str | None,
    vote: VoteOutcome | None,
    limit: int | None,
    keep: str | None,
    kept: str | None,
    form: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Search, print or write."""
    filters = Filters(
        since=_day(since),
        until=_day(until),
        session=session,
        item=item,
        speaker=speaker,
        body=body,
        vote=vote,
    )
    asked, filters = _asked(archive, " ".join(words), filters, kept)
    form = _form("json" if as_json else form, output)
    if keep:
        keep_search(archive, _to_keep(keep, asked, filters))
    whole = form in ("csv", "list")
    most = limit or (MOST_RANKED if whole else _LIMIT)
    with console.progress(_("Adding to the index"), late=True) as report:
        found = find(archive, asked, filters, most, progress=report, unread=_tell_unread)
    links = Links(archive)
    if form == "text":
        _print(found, links)
    else:
        _write(_made(form, asked, found, links), output)


def _tell_unread(error: ArchiverError) -> None:
    console.note(" – ".join(filter(None, (error.what, error.why, error.remedy))), style="yellow")


def _form(form: str, output: Path | None) -> str:
    """The form that is meant: the name of the file tells it too."""
    if output is None or form != "text":
        return form
    told = {".csv": "csv", ".html": "list", ".htm": "list", ".json": "json"}
    if output.suffix.lower() not in told:
        raise click.BadParameter(
            _("the name of the file ends in .csv, .html or .json"), param_hint="--output"
        )
    return told[output.suffix.lower()]


def _asked(archive: Path, words: str, given: Filters, kept: str | None) -> tuple[str, Filters]:
    """The words and filters; of a kept search, with what is given now in the place of its own."""
    if not kept:
        return words, given
    one = kept_search(archive, kept)
    return words or one.words, one.filters.model_copy(update=given.model_dump(exclude_none=True))


def _to_keep(name: str, words: str, filters: Filters) -> KeptSearch:
    Query.parse(words)
    try:
        return KeptSearch(name=name, words=words, filters=filters)
    except ValueError as error:
        raise click.BadParameter(
            _("a name has 1 to 100 characters, all on one line"), param_hint="--keep"
        ) from error


def _made(form: str, asked: str, found: SearchResult, links: Links) -> str:
    if form == "csv":
        return hits_csv(found.hits, links)
    if form == "list":
        return reading_list(asked, found, links)
    hits = [{**hit.model_dump(mode="json"), "link": links.to(hit)} for hit in found.hits]
    return console.as_json({"total": found.total, "more": found.truncated, "hits": hits})


def _write(text: str, output: Path | None) -> None:
    if output is None:
        console.say_whole(text)
        return
    write_atomic(output, text)
    console.say(str(output))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _print(found: SearchResult, links: Links) -> None:
    if not found.hits:
        console.say(_("Nothing was found."))
        return
    for group in by_session(found):
        _show_session(group)
        for hit in group.hits:
            _show(hit, links.to(hit))
    console.note(_count(found.total, len(found.hits), found.truncated))


def _show_session(group: SessionHits) -> None:
    first = group.first
    places = ngettext("{n} place", "{n} places", group.total).format(n=group.total)
    head = f"{first.session_date.isoformat()}  {first.session_title}  ({places})"
    console.stdout.print(head, style="bold")


def _show(hit: Hit, link: str) -> None:
    console.say("  ".join(filter(None, [f"  {clock(hit.replay_ms)}", plain(hit.item_title)])))
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
