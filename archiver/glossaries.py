"""A session's glossary: what its papers name, what the house added, what a person refused.

The house's own list is `glossary.csv`, beside `archive.toml` for all sessions and in the session
folder for one: `term`, `said` (as recognised wrongly, several parted by |), `never` (as heard when
something else was said; * takes the term out of use), `note`. The session's list is the stronger.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from archiver.agenda.reading.headers import Names, fields_of
from archiver.agenda.reading.interface import AgendaError
from archiver.agenda.reading.table import read_table
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.corrections import plain_line
from archiver.model.glossary import ANYTHING, Glossary, Term, TermKind
from archiver.model.language import LanguagePack
from archiver.model.spelling import folded_words
from archiver.rosters import members_of
from archiver.speech.names.terms import in_title, of_agenda, of_language, of_members
from archiver.store.alone import alone
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder

GLOSSARY = "glossary.csv"
HOUSE_GLOSSARY = f"../{GLOSSARY}"
"""As seen from a session folder."""
Where = Literal["session", "house"]
COLUMNS: Names = {
    "term": ("term", "terme", "mot", "nom", "word", "name"),
    "said": ("said", "entendu", "reconnu", "se dit", "sounds like", "heard"),
    "never": ("never", "jamais", "refuse"),
    "note": ("note", "notes", "remarque", "remarques", "remark"),
}
_LONGEST_ACRONYM = 8


class NoSuchTermError(ArchiverError):
    """A term that is to be changed is not in the glossary."""


def glossary_file(folder: SessionFolder, where: Where) -> Path:
    """Where the list of a session, or of its house, is."""
    return folder.file(GLOSSARY) if where == "session" else folder.archive / GLOSSARY


def glossary_of(folder: SessionFolder, pack: LanguagePack) -> Glossary:
    """All terms of a session. Raises AgendaError where a list of the house cannot be used."""
    derived = (
        *of_members(members_of(folder), pack),
        *of_agenda(folder.agenda(), pack),
        *of_language(pack),
    )
    terms: dict[str, Term] = {}
    for term in derived:
        terms.setdefault(_key(term.text), term)
    places: tuple[Where, ...] = ("house", "session")
    for where in places:
        for added in read_terms(glossary_file(folder, where), where, pack):
            known = terms.get(_key(added.text))
            terms[_key(added.text)] = _merged(known, added) if known else added
    return Glossary(terms=tuple(terms.values()))


def _key(text: str) -> str:
    return "".join(folded_words(text))


def _merged(known: Term, added: Term) -> Term:
    """A derived term as the house wants it: its kind is known, the spelling is the house's."""
    given = " ".join(added.text.split()[: len(known.given.split())]) if known.given else ""
    return added.model_copy(
        update={
            "kind": known.kind,
            "given": given,
            "said": tuple(dict.fromkeys((*known.said, *added.said))),
            "never": tuple(dict.fromkeys((*known.never, *added.never))),
            "note": added.note or known.note,
        }
    )


def read_terms(path: Path, where: Where, pack: LanguagePack) -> tuple[Term, ...]:
    """The terms of a list; none without the file. Raises AgendaError with every problem."""
    if not path.is_file():
        return ()
    table = read_table(path, COLUMNS)
    fields_at = fields_of(table.header, COLUMNS)
    problems = [
        *table.problems,
        *(
            _("line 1: unknown column “{key}”; known are: {names}").format(
                key=name, names=", ".join(COLUMNS)
            )
            for name in table.header
            if name not in fields_at
        ),
    ]
    if "term" not in fields_at.values():
        problems.append(_("line 1: no column holds the terms: name it “term” or “terme”"))
    terms = []
    for line, cells in table.rows:
        pairs = zip(table.header, cells, strict=False)
        row = {fields_at[name]: str(plain_line(cell)) for name, cell in pairs if name in fields_at}
        if row.get("term"):
            terms.append(_term(row, where, pack))
        else:
            problems.append(_("line {line}: the term is missing").format(line=line))
    if problems:
        raise AgendaError(path, problems)
    return tuple(terms)


def _term(row: dict[str, str], where: Where, pack: LanguagePack) -> Term:
    said, never = (_several(row.get(column, "")) for column in ("said", "never"))
    text = row["term"]
    return Term(
        text=text,
        kind=_kind(text, pack),
        origin=where,
        said=said,
        never=never,
        note=row.get("note", ""),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _kind(text: str, pack: LanguagePack) -> TermKind:
    if text.isupper() and text.isalpha() and 1 < len(text) <= _LONGEST_ACRONYM:
        return "acronym"
    alike = {term.text: term.kind for term in in_title(text, pack)}
    if alike.get(text) == "road":
        return "road"
    return "name" if text[:1].isupper() else "word"


def add_term(
    folder: SessionFolder,
    where: Where,
    text: str,
    pack: LanguagePack,
    *,
    said: Sequence[str] = (),
    never: Sequence[str] = (),
    note: str = "",
) -> Term:
    """Put a term into a list, or add to what the list says of it. Raises AgendaError."""
    text = str(plain_line(text))
    if not _key(text):
        raise NoSuchTermError(
            _("“{text}” is no term").format(text=text),
            _("it holds neither letters nor digits"),
            _("Give the word or the name as it is to be written"),
        )
    path = glossary_file(folder, where)
    with alone(path):
        terms = {_key(term.text): term for term in read_terms(path, where, pack)}
        row = {"term": text, "said": "|".join(said), "never": "|".join(never), "note": note}
        new = _term({k: str(plain_line(v)) for k, v in row.items()}, where, pack)
        known = terms.get(_key(text))
        terms[_key(text)] = _merged(known, new) if known else new
        write_atomic(path, _csv(terms.values()))
    return terms[_key(text)]


def remove_term(folder: SessionFolder, where: Where, text: str, pack: LanguagePack) -> bool:
    """Take a term out of use; True if it was only a row of the list, which is gone then.

    Raises NoSuchTermError if the session has no such term.
    """
    path, key = glossary_file(folder, where), _key(text)
    with alone(path):
        kept = [term for term in read_terms(path, where, pack) if _key(term.text) != key]
        listed = len(kept) < len(read_terms(path, where, pack))
        if listed:
            write_atomic(path, _csv(kept))
    known = next((t for t in glossary_of(folder, pack).terms if _key(t.text) == key), None)
    if known is None and not listed:
        raise NoSuchTermError(
            _("“{text}” is not in the glossary").format(text=text),
            remedy=_("See the terms with: archiver glossary {folder}").format(folder=folder.path),
        )
    if known is None:
        return True
    if not known.is_refused:
        add_term(folder, where, known.text, pack, never=(ANYTHING,))
    return False


def _csv(terms: Iterable[Term]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([t.text, " | ".join(t.said), " | ".join(t.never), t.note] for t in terms)
    return out.getvalue()
