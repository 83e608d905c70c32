"""A session's glossary: its papers, the house's lists, and how these are changed."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from archiver.agenda.reading.interface import AgendaError
from archiver.cli.glossary import glossary as command
from archiver.correcting import apply_word_corrections, words_now
from archiver.glossaries import (
    GLOSSARY,
    HOUSE_GLOSSARY,
    NoSuchTermError,
    add_term,
    glossary_file,
    glossary_of,
    remove_term,
)
from archiver.model.agenda import Agenda, Item
from archiver.model.glossary import Term
from archiver.model.session import Session
from archiver.model.transcript import Transcript
from archiver.pipeline import STEPS
from archiver.steps import Settings, run_step, state_of
from archiver.store.archive import create_session
from archiver.store.folder import CORRECTED, SessionFolder
from archiver.store.lease import hold
from archiver.store.shipped import load_language_pack
from tests.unit.speech.names.made import said

PACK = load_language_pack("fr")
WORDS = next(step for step in STEPS if step.name == "words")


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    printed = tmp_path / "agenda.csv"
    printed.write_text("Titre\n", encoding="utf-8")
    members = tmp_path / "members.csv"
    members.write_text("nom,canton\nGontran Malverdier,Saint-Vaudrey\n", encoding="utf-8")
    item = Item(id="1", title="Aide au SDIS", rapporteur="Mme Armelle Roquefeuille")
    described = Session(title="Séance", date=date(2017, 3, 27))
    made = create_session(
        tmp_path / "archive" / "s", described, Agenda(items=(item,)), printed, members
    )
    heard = said("Merci, monsieur Mal Verdier.", "Le S10, madame Roc Feuille.")
    made.file("transcript.json").write_text(heard.to_json(), encoding="utf-8")
    return made


def process(folder: SessionFolder) -> None:
    with hold(folder.path) as lease:
        run_step(WORDS, folder, Settings.of(folder), lease)


def state(folder: SessionFolder) -> str:
    return state_of(WORDS, folder, Settings.of(folder), folder.manifest()).state


def text(folder: SessionFolder) -> str:
    return " ".join(u.text for u in folder.read(CORRECTED, Transcript).utterances)


def term(folder: SessionFolder, name: str) -> Term:
    return next(t for t in glossary_of(folder, PACK).terms if t.text == name)


def test_the_papers_of_a_session_give_its_terms(folder: SessionFolder) -> None:
    assert term(folder, "Gontran Malverdier").origin == "members"
    assert term(folder, "Saint-Vaudrey").kind == "place"
    assert term(folder, "Armelle Roquefeuille").origin == "agenda"
    assert term(folder, "SDIS").kind == "acronym"
    assert term(folder, "unanimité").origin == "language"


def test_the_step_writes_them_and_the_transcript_stays(folder: SessionFolder) -> None:
    before = folder.file("transcript.json").read_bytes()
    process(folder)
    assert text(folder) == "Merci, monsieur Malverdier. Le SDIS, madame Roquefeuille."
    assert folder.file("transcript.json").read_bytes() == before
    assert words_now(folder).utterances == folder.read(CORRECTED, Transcript).utterances


@pytest.mark.parametrize("name", ["members.csv", "agenda.json", GLOSSARY, HOUSE_GLOSSARY])
def test_the_step_is_due_again_when_a_source_changes(folder: SessionFolder, name: str) -> None:
    process(folder)
    assert state(folder) == "done"
    path = folder.file(name)
    old = path.read_bytes() if path.is_file() else b"term;said\n"
    path.write_bytes(old + (b"\n" if name == "agenda.json" else b"Nouveau Nom\n"))
    assert state(folder) == "stale"


def test_a_preset_turns_it_off(folder: SessionFolder) -> None:
    presets = folder.archive / "presets"
    presets.mkdir()
    (presets / "house.toml").write_text('[speech]\nglossary = "off"\n', encoding="utf-8")
    process(folder)
    assert text(folder) == "Merci, monsieur Mal Verdier. Le S10, madame Roc Feuille."


def test_terms_are_added_for_a_session_or_for_the_house(folder: SessionFolder) -> None:
    add_term(folder, "house", "Grand-Œuvre", PACK, said=("grande oeuvre",), note="chantier")
    add_term(folder, "session", "Grand-Œuvre", PACK, said=("gran neuvre",))
    found = term(folder, "Grand-Œuvre")
    assert found.said == ("grande oeuvre", "gran neuvre")
    assert (found.origin, found.note) == ("session", "chantier")
    assert glossary_file(folder, "house").parent == folder.archive


def test_what_is_refused_stays_refused(folder: SessionFolder) -> None:
    add_term(folder, "session", "Gontran Malverdier", PACK, never=("Mal Verdier",))
    assert term(folder, "Gontran Malverdier").kind == "person"
    process(folder)
    assert "monsieur Mal Verdier." in text(folder)


def test_a_term_is_removed_wherever_it_comes_from(folder: SessionFolder) -> None:
    add_term(folder, "session", "Ysandre", PACK)
    assert remove_term(folder, "session", "ysandre", PACK)
    assert not remove_term(folder, "session", "SDIS", PACK)
    assert term(folder, "SDIS").is_refused
    with pytest.raises(NoSuchTermError):
        remove_term(folder, "session", "Inconnu", PACK)
    with pytest.raises(NoSuchTermError):
        add_term(folder, "session", " … ", PACK)


def test_a_list_that_cannot_be_used_says_every_problem(folder: SessionFolder) -> None:
    folder.file(GLOSSARY).write_text("terme;couleur\nYsandre;bleu\n;vert\n", encoding="utf-8")
    with pytest.raises(AgendaError) as error:
        glossary_of(folder, PACK)
    assert "couleur" in error.value.why
    assert "3" in error.value.why
    assert glossary_file(folder, "session").read_text("utf-8").startswith("terme;couleur")


def test_french_columns_and_bars_between_forms(folder: SessionFolder) -> None:
    rows = "terme;entendu;jamais\nEHPAD;épaules | et pade;*\n"
    folder.file(GLOSSARY).write_text(rows, encoding="utf-8-sig")
    found = term(folder, "EHPAD")
    assert (found.said, found.kind, found.is_refused) == (("épaules", "et pade"), "acronym", True)


def run(folder: SessionFolder, *args: str) -> str:
    result = CliRunner().invoke(command, [str(folder.path), *args], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_lists_adds_refuses_and_shows_changes(
    folder: SessionFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    process(folder)
    with capsys.disabled():
        changed = run(folder, "changes", "--json")
        assert '"heard": "Mal Verdier."' in changed
        assert '"origin": "members"' in changed
        run(folder, "refuser", "mal verdier", "Malverdier")
        run(folder, "add", "Ysandre", "--said", "y sandre", "--house")
        listed = run(folder, "--json")
    assert '"Ysandre"' in listed
    assert term(folder, "Gontran Malverdier").never == ("mal verdier",)
    process(folder)
    assert "Mal Verdier" in text(folder)


def test_the_step_is_the_one_that_corrects() -> None:
    assert WORDS.run is apply_word_corrections
