"""`archiver glossary`: the names and words of the house, and what was corrected by them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from archiver.cli import console
from archiver.cli.forms import Forms
from archiver.cli.instants import Told
from archiver.glossaries import Where, add_term, glossary_of, remove_term
from archiver.i18n import _, ngettext
from archiver.model.glossary import ANYTHING, Glossary, Origin, Term, TermKind
from archiver.model.language import LanguagePack
from archiver.speech.names.forms import written
from archiver.speech.names.telling import changes
from archiver.store.folder import SessionFolder
from archiver.store.shipped import load_language_pack


class _Forms(Forms):
    aliases = {  # noqa: RUF012 - declared so by the base
        "changements": "changes",
        "ajouter": "add",
        "retirer": "remove",
        "refuser": "refuse",
    }


@click.group(
    cls=_Forms,
    invoke_without_command=True,
    subcommand_metavar=_("[FORM …]"),
    help=_(
        "Names and words of the house, by which what was recognised is corrected; "
        "without a form, list them."
    ),
)
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
@click.pass_context
def glossary(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """List, unless a form follows."""
    session = SessionFolder(folder)
    ctx.obj = session
    if ctx.invoked_subcommand is None:
        _list(session, as_json)


def _known(session: SessionFolder) -> tuple[Glossary, LanguagePack]:
    pack = load_language_pack(session.session().language)
    return glossary_of(session, pack), pack


def _list(session: SessionFolder, as_json: bool) -> None:
    terms = _known(session)[0].terms
    if as_json:
        console.say_json({"terms": [term.model_dump(mode="json") for term in terms]})
        return
    for term in terms:
        console.say(_term_line(term))
    n = len(terms)
    console.note(ngettext("{n} term", "{n} terms", n).format(n=n))


def _term_line(term: Term) -> str:
    line = f"{term.text:<32} {kind_label(term.kind):<14} {origin_label(term.origin)}"
    if term.is_refused:
        return _("{line} – not used").format(line=line)
    if term.said:
        line = _("{line} – always for: {heard}").format(line=line, heard=", ".join(term.said))
    refused = [heard for heard in term.never if heard != ANYTHING]
    if refused:
        line = _("{line} – never for: {heard}").format(line=line, heard=", ".join(refused))
    return f"{line}  ({term.note})" if term.note else line


def kind_label(kind: TermKind) -> str:
    """What sort of term it is."""
    return {
        "person": _("person"),
        "place": _("place"),
        "group": _("group"),
        "acronym": _("acronym"),
        "road": _("road"),
        "name": _("name"),
        "word": _("word"),
        "procedure": _("procedure"),
    }[kind]


def origin_label(origin: Origin | None) -> str:
    """Where a term comes from."""
    if origin is None:
        return _("no longer in the glossary")
    return {
        "members": _("list of members"),
        "agenda": _("agenda"),
        "house": _("glossary of the house"),
        "session": _("glossary of the session"),
        "language": _("words of procedure"),
    }[origin]


@glossary.command("changes", help=_("What was changed in the session, and what had been heard."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
@click.pass_obj
def show_changes(session: SessionFolder, as_json: bool) -> None:
    """In the order of the session, with the times of the page."""
    made = changes(session.transcript(), _known(session)[0])
    if as_json:
        console.say_json({"changes": [one.model_dump(mode="json") for one in made]})
        return
    told = Told.of(session)
    if made:
        console.stdout.print(told.which, style="dim")
    for one in made:
        where = origin_label(one.origin)
        console.say(f"{told.at(one.start_ms)}  {one.text}  ← {one.heard}  ({where})")
    n = len(made)
    console.note(ngettext("{n} change", "{n} changes", n).format(n=n))


def _changing(command: Callable[..., None]) -> Any:
    """What all forms take that change a list: which of the two."""
    house = click.option("--house", is_flag=True, help=_("For all sessions of the archive."))
    return house(click.pass_obj(command))


def _where(house: bool) -> Where:
    return "house" if house else "session"


def _whole(known: Glossary, text: str) -> str:
    """The term that a text is a form of, as a person's family name; else as it is given."""
    term = written(known).get(text.lower())
    return term.text if term else text


def _what_next(session: SessionFolder) -> None:
    console.note(_("To apply it everywhere: archiver process {folder}").format(folder=session.path))


@glossary.command(help=_("Add a term, as it is to be written."))
@click.argument("term", metavar=_("TERM"))
@click.option(
    "--said",
    metavar=_("TEXT"),
    multiple=True,
    help=_("As it is recognised wrongly: always replaced by the term. May be repeated."),
)
@click.option("--note", metavar=_("TEXT"), default="", help=_("Why, for those who read the list."))
@_changing
def add(session: SessionFolder, term: str, said: tuple[str, ...], note: str, house: bool) -> None:
    """Put it in the list."""
    pack = load_language_pack(session.session().language)
    console.say(_term_line(add_term(session, _where(house), term, pack, said=said, note=note)))
    _what_next(session)


@glossary.command(help=_("Take a term out of use."))
@click.argument("term", metavar=_("TERM"))
@_changing
def remove(session: SessionFolder, term: str, house: bool) -> None:
    """Remove its row, or say that it is not to be used where it comes from elsewhere."""
    known, pack = _known(session)
    term = _whole(known, term)
    gone = remove_term(session, _where(house), term, pack)
    said = _("{term}: removed from the list") if gone else _("{term}: not used any more")
    console.say(said.format(term=term))
    _what_next(session)


@glossary.command(help=_("What is heard as HEARD is not TERM, now and after any re-processing."))
@click.argument("heard", metavar=_("HEARD"))
@click.argument("term", metavar=_("TERM"))
@_changing
def refuse(session: SessionFolder, heard: str, term: str, house: bool) -> None:
    """Undo a false change for good."""
    known, pack = _known(session)
    term = _whole(known, term)
    console.say(_term_line(add_term(session, _where(house), term, pack, never=(heard,))))
    _what_next(session)
