"""Everything users read is in the French catalogue."""

import ast
import re
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import archiver
from archiver.i18n import LOCALE_DIR, _, translator, use_language, wanted_language

PACKAGE = Path(archiver.__file__).parent
TEMPLATES = ("publish/templates/**.html", "desk/templates/**.html")
METHODS = [*((place, "jinja2") for place in TEMPLATES), ("**.py", "python")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
PRINTING = {"say", "note"}


def extracted() -> dict[str, str]:
    """Every message of the source, with where it was first found."""
    found: dict[str, str] = {}
    for name, line, message, _comments, _context in extract_from_dir(
        PACKAGE, METHODS, {}, KEYWORDS
    ):
        for text in (message,) if isinstance(message, str) else message[:2]:
            found.setdefault(text, f"{name}:{line}")
    return found


@pytest.fixture(scope="module")
def french() -> Catalog:
    with (LOCALE_DIR / "fr" / "LC_MESSAGES" / "archiver.po").open("rb") as file:
        return read_po(file, locale="fr")


def translations(message: Message) -> tuple[str, ...]:
    string = message.string
    return (string,) if isinstance(string, str) else tuple(string or ())


def test_every_message_is_translated(french: Catalog) -> None:
    known = {
        id: all(translations(message))
        for message in french
        for id in ((message.id,) if isinstance(message.id, str) else message.id)
    }
    missing = {text: place for text, place in extracted().items() if not known.get(text)}
    assert missing == {}


def test_no_translation_is_left_over(french: Catalog) -> None:
    source = extracted()
    ours = [m for m in french if m.id]
    unused = [m.id for m in ours if (m.id if isinstance(m.id, str) else m.id[0]) not in source]
    assert unused == []


def names_in(text: str) -> set[str]:
    fields = {name for _text, name, _spec, _conv in string.Formatter().parse(text) if name}
    return fields | set(re.findall(r"%\((\w+)\)", text))


def test_translations_name_the_same_things(french: Catalog) -> None:
    wrong = []
    for message in french:
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        wanted = set().union(*map(names_in, ids))
        wrong += [m for m in translations(message) if m and not names_in(m) <= wanted]
        wrong += [m for m in translations(message)[-1:] if m and names_in(m) != wanted]
    assert wrong == []


def test_french_is_typeset_as_french(french: Catalog) -> None:
    """A plain space before ; : ! ? » would let a line begin with the sign."""
    wrong = [t for m in french if m.id for t in translations(m) if re.search(r" [;:!?»]|« \b", t)]
    assert wrong == []


def test_the_compiled_catalogue_is_the_written_one(french: Catalog) -> None:
    compiled = translator("fr")
    for message in french:
        if message.id and isinstance(message.id, str):
            assert compiled.gettext(message.id) == message.string


def untranslated(tree: ast.AST) -> list[str]:
    """Literal sentences that are printed or shown as help without going through `_`."""
    found = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        shown = list(call.args[:1]) if name in PRINTING else []
        shown += [keyword.value for keyword in call.keywords if keyword.arg in ("help", "epilog")]
        found += [
            f"{arg.lineno}: {arg.value!r}"
            for arg in shown
            if isinstance(arg, ast.Constant)
            and isinstance(arg.value, str)
            and re.search(r"[A-Za-z]{3}", arg.value)
        ]
    return found


@pytest.mark.parametrize("path", sorted((PACKAGE / "cli").glob("*.py")), ids=lambda p: p.name)
def test_the_command_line_prints_no_literal_sentence(path: Path) -> None:
    assert untranslated(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_french_is_spoken_unless_english_is_asked_for() -> None:
    assert wanted_language({}) == "fr"
    assert wanted_language({"ARCHIVER_LANG": "en_GB.UTF-8"}) == "en"
    assert wanted_language({"ARCHIVER_LANG": "xx"}) == "fr"
    source = next(iter(extracted()))
    use_language("en")
    assert _(source) == source
