"""What people type, read: words, "exact phrases", prefix*, -excluded; and its FTS5 expression.

Nothing typed is ever an operator of FTS5: the expression is built from tokens, not from text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apsw import fts5query

from archiver.errors import ArchiverError
from archiver.i18n import _, ngettext
from archiver.search.words import NUMBER, Lexicon, fold, pieces

SHORTEST_PREFIX = 3
MOST_WORDS = 40
_LONGEST = 2000

_PART = re.compile(
    r'(?P<minus>(?<!\S)-)?(?:"(?P<straight>[^"]*)"?|«(?P<french>[^»]*)»?|“(?P<curly>[^”]*)”?'
    rf'|{NUMBER}(?=\s|$)|(?P<word>[^\s"«“]+))'
)
_APOSTROPHES = "'’ʼ"
_ELIDED = frozenset([*"ldjmtscn", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"])


class QueryError(ArchiverError):
    """What was typed cannot be searched for."""


@dataclass(frozen=True)
class Term:
    """Words that must follow each other; usually one."""

    words: tuple[str, ...]
    exact: bool = False
    prefix: bool = False
    """The last word may go on."""

    def phrase(self, lexicon: Lexicon, languages: Sequence[str]) -> fts5query.PHRASE:
        """The term as tokens; not exact, it is found by the stems of any of `languages`."""
        tokens: list[str | Sequence[str]]
        if self.exact or self.prefix:
            tokens = [fold(word) for word in self.words]
        else:
            tokens = [lexicon.alternatives(word, languages) for word in self.words]
        return fts5query.PHRASE(fts5query.QueryTokens(tokens), prefix=self.prefix)


@dataclass(frozen=True)
class Query:
    """All of `wanted` must be said in one place, none of `excluded`."""

    wanted: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Read what was typed. Raises QueryError: nothing to find, prefix too short, too long."""
        if len(text) > _LONGEST:
            raise _too_long()
        wanted: dict[Term, None] = {}
        excluded: dict[Term, None] = {}
        for part in _PART.finditer(text):
            term = _term(part)
            if term is not None:
                (excluded if part["minus"] else wanted)[term] = None
        if sum(len(term.words) for term in (*wanted, *excluded)) > MOST_WORDS:
            raise _too_long()
        if not wanted:
            raise _nothing(only_excluded=bool(excluded))
        return cls(tuple(wanted), tuple(excluded))


def _term(part: re.Match[str]) -> Term | None:
    quoted = next((part[q] for q in ("straight", "french", "curly") if part[q] is not None), None)
    if quoted is not None:
        words = tuple(piece.group() for piece in pieces(quoted))
        return Term(words, exact=True) if words else None
    typed = part["number"] or part["word"]
    words = _without_elision(typed)
    if not words:
        return None
    prefix = typed.rstrip(".,;:!?").endswith("*")
    if prefix and len(fold(words[-1])) < SHORTEST_PREFIX:
        raise _prefix_too_short(typed)
    return Term(words, prefix=prefix)


def _without_elision(typed: str) -> tuple[str, ...]:
    """The words of what was typed, without articles cut short: l'eau is found in "eau"."""
    found = list(pieces(typed))
    return tuple(
        piece.group()
        for piece in found
        if piece is found[-1]
        or typed[piece.end()] not in _APOSTROPHES
        or fold(piece.group()) not in _ELIDED
    )


def _too_long() -> QueryError:
    return QueryError(
        _("the search is too long"),
        ngettext(
            "a search has at most {n} word", "a search has at most {n} words", MOST_WORDS
        ).format(n=MOST_WORDS),
        _("Search for fewer words"),
    )


def _nothing(only_excluded: bool) -> QueryError:
    if only_excluded:
        why = _("it only says which words are not wanted")
    else:
        why = _("it holds no word and no number")
    return QueryError(
        _("there is nothing to search for"), why, _("Give at least one word that was said")
    )


def _prefix_too_short(typed: str) -> QueryError:
    return QueryError(
        _("« {typed} » is too short a beginning of a word").format(typed=typed),
        ngettext(
            "a beginning of a word has at least {n} letter before the asterisk",
            "a beginning of a word has at least {n} letters before the asterisk",
            SHORTEST_PREFIX,
        ).format(n=SHORTEST_PREFIX),
        _("Give more letters, or the whole word without the asterisk"),
    )


_HERE = ("own", "title")
_NEAR = ("own", "lead", "title")


def expression(
    query: Query,
    lexicon: Lexicon,
    languages: Sequence[str],
    *,
    item: str | None = None,
    speaker: Iterable[str] = (),
    vote: str | None = None,
) -> str:
    """The FTS5 expression of `query`; `item` is an item's token, `speaker` words of a name.

    The words may be spread over a block and what was said just before it, but one of them at
    least is in the block itself.
    """
    phrases = [term.phrase(lexicon, languages) for term in query.wanted]
    parts = [_within(_HERE, fts5query.OR(phrases) if len(phrases) > 1 else phrases[0])]
    if len(phrases) > 1:
        parts.insert(0, _within(_NEAR, fts5query.AND(phrases)))
    if item is not None:
        parts.append(_within(("items",), fts5query.PHRASE(fts5query.QueryTokens([item]))))
    for word in speaker:
        token = fts5query.QueryTokens([fold(word)])
        parts.append(_within(("speaker",), fts5query.PHRASE(token)))
    if vote is not None:
        parts.append(_within(("votes",), fts5query.PHRASE(fts5query.QueryTokens([vote]))))
    wanted = " AND ".join(parts)
    unwanted = [_within(_HERE, term.phrase(lexicon, languages)) for term in query.excluded]
    return f"({wanted}) NOT ({' OR '.join(unwanted)})" if unwanted else wanted


def _within(columns: Sequence[str], query: fts5query.QUERY) -> str:
    return fts5query.to_query_string(fts5query.COLUMNFILTER(columns, "include", query))
