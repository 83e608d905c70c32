"""What cannot be searched for is said in plain words."""

from collections.abc import Iterator

import pytest

from archiver.i18n import use_language
from archiver.search.query import MOST_WORDS, Query, QueryError, Term


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("fr")


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("", "nothing to search for"),
        (" … \"\" '' * - () ", "nothing to search for"),
        ("-budget", "nothing to search for"),
        ("bu*", "« bu* » is too short"),
        ("budget d'a*", "« d'a* » is too short"),
        ("mot " + "autre " * 400, "too long"),
        (" ".join(f"mot{chr(97 + i % 26)}{i}" for i in range(MOST_WORDS)), "too long"),
    ],
)
def test_a_search_that_cannot_be_made_says_why(typed: str, what: str) -> None:
    with pytest.raises(QueryError) as error:
        Query.parse(typed)
    assert what in error.value.what
    assert error.value.why
    assert error.value.remedy


@pytest.mark.parametrize(
    ("typed", "wanted", "excluded"),
    [
        ("budget voirie", [Term(("budget",)), Term(("voirie",))], []),
        ("budget budget", [Term(("budget",))], []),
        ('"le budget" -voirie', [Term(("le", "budget"), exact=True)], [Term(("voirie",))]),
        ("Val-de-Loire - x", [Term(("Val", "de", "Loire")), Term(("x",))], []),
        ("dép*", [Term(("dép",), prefix=True)], []),
        ("NEAR(a b) col:x^2", [Term(("NEAR", "a")), Term(("b",)), Term(("col", "x", "2"))], []),
        ("l'eau -\"de la", [Term(("eau",))], [Term(("de", "la"), exact=True)]),
        ("1 234 567 et -12", [Term(("1 234 567",)), Term(("et",))], [Term(("12",))]),
    ],
)
def test_what_is_typed_is_words_and_never_operators(
    typed: str, wanted: list[Term], excluded: list[Term]
) -> None:
    assert Query.parse(typed) == Query(tuple(wanted), tuple(excluded))
