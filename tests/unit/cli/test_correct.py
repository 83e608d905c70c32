"""`archiver correct`, as a clerk types it; and `status`, which lists what waits."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archiver.cli.instants import parse_instant
from archiver.cli.main import archiver
from archiver.cli.schema import SCHEMAS
from archiver.correcting import clock_of, fates_file
from archiver.corrections.signing import NotThereError
from archiver.i18n import use_language
from archiver.model.corrections import Fate, Fates
from archiver.model.session import Session
from archiver.model.timeline import Piece, Timeline
from archiver.store.archive import create_session
from archiver.store.corrections import CORRECTIONS, add, read_corrections
from archiver.store.folder import SessionFolder
from tests.unit.corrections.made import AGENDA, chapters, transcript, word

SAID = transcript(
    "Je donne la parole à monsieur Lanoiselle.", "Merci, madame la présidente.", start_ms=30_000
)
SPLIT = chapters(
    ("none", "", 0), ("item", "A", 31_000), ("suspension", "", 33_000), ("item", "B", 34_000),
    duration_ms=60_000,
)  # fmt: skip


@pytest.fixture(autouse=True)
def english(french: None) -> None:
    use_language("en")


@pytest.fixture
def session(tmp_path: Path) -> SessionFolder:
    printed = tmp_path / "agenda.csv"
    printed.write_text("Titre\n", encoding="utf-8")
    described = Session(title="Séance", date=date(2017, 3, 27))
    made = create_session(tmp_path / "archive" / "s", described, AGENDA, printed, None)
    piece = Piece(
        shown="play", session_start_ms=30_000, session_end_ms=60_000,
        replay_start_ms=0, replay_end_ms=30_000,
    )  # fmt: skip
    shown = Timeline(session_duration_ms=60_000, replay_duration_ms=30_000, pieces=(piece,))
    made.file("replay").mkdir()
    for name, record in (
        ("transcript.json", SAID),
        ("chapters.json", SPLIT),
        ("replay/timeline.json", shown),
    ):
        made.file(name).write_text(record.to_json(), encoding="utf-8")
    return made


def ran(session: SessionFolder, *words: str, command: str = "correct", **more: Any) -> Result:
    result = CliRunner().invoke(archiver, [command, str(session.path), *words], **more)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def last(session: SessionFolder) -> Any:
    return json.loads(ran(session, "--json").stdout)["corrections"][-1]


@pytest.mark.parametrize(
    ("words", "held"),
    [
        (
            ["boundary", "A", "0:00"],
            {"kind": "boundary", "items": ["A"], "start_ms": 30_000, "before": 31_000},
        ),
        (["limite", "suspension", "3.4", "--end"], {"edge": "end", "start_ms": 33_400}),
        (["boundary", "B", "34.5", "--session-time"], {"start_ms": 34_500, "before": 34_000}),
        (["item", "0:03", "unlisted", "Un", "hommage"],
         {"after": {"kind": "unlisted", "items": [], "title": "Un hommage"}}),
        (["point", "0:01", "D"], {"after": {"kind": "item", "items": ["D"]}, "start_ms": 31_000}),
        (["item", "0:05", "rien"], {"after": {"kind": "none", "items": []}}),
        (["withdraw", "C", "retiré"], {"kind": "not_treated", "item": "C", "after": "withdrawn"}),
        (["withdraw", "C", "faute", "de", "temps"], {"after": "faute de temps"}),
        (["word", "0:02", "Lanoiselle", "Lanoizelle"],
         {"kind": "word", "before": ["Lanoiselle."], "after": ["Lanoizelle"], "start_ms": 32_400}),
        (["speaker", "0:01", "Mme", "Abadie"], {"kind": "speaker", "after": "Mme Abadie"}),
        (["confirm", "B"], {"kind": "boundary", "start_ms": 34_000, "before": 34_000}),
    ],
)  # fmt: skip
def test_each_form_appends_its_correction(
    session: SessionFolder, words: list[str], held: dict[str, Any]
) -> None:
    said = ran(session, *words, "--author", "Camille Durand", "--note", "vu")
    assert said.exit_code == 0
    assert f"archiver process {session.path}" in said.stdout
    made = last(session)
    assert made["author"] == "Camille Durand"
    assert made["note"] == "vu"
    assert made["fate"] is None
    assert {key: made[key] for key in held} == held


def test_a_vote_is_corrected_and_taken_out(session: SessionFolder) -> None:
    ran(session, "vote", "A", "adopté", "--for", "32", "--against", "4", "--abstain", "2")
    vote = last(session)["after"]
    assert (vote["for"], vote["against"], vote["abstain"], vote["at_ms"]) == (32, 4, 2, 32_999)
    ran(session, "vote", "A", "rejected", "--on", "amendement 2", "--at", "0:02")
    vote = last(session)["after"]
    assert (vote["outcome"], vote["on"], vote["at_ms"]) == ("rejected", "amendement 2", 32_000)
    with pytest.raises(NotThereError):
        ran(session, "vote", "A", "none")


def test_words_are_mended_everywhere_after_a_preview(session: SessionFolder) -> None:
    asked = ran(session, "word", "--all", "la", "une", input="n\n")
    assert asked.stderr.count("[ la → une ]") == 2
    assert read_corrections(session) == ()
    ran(session, "word", "--all", "la", "une", input="y\n")
    assert [c.start_ms for c in read_corrections(session)] == [30_800, 34_200]
    ran(session, "word", "--all", "une", "la", "--yes")
    assert len(read_corrections(session)) == 4


def test_what_is_taken_back_says_so_in_the_list(session: SessionFolder) -> None:
    ran(session, "word", "0:02", "Lanoiselle", "Lanoizelle", "--author", "Jeanne Martin")
    id = last(session)["id"]
    ran(session, "annuler", id[:5])
    told = ran(session).stdout
    assert "“Lanoizelle” instead of “Lanoiselle.”" in told
    assert "Jeanne Martin" in told
    assert "0:02" in told
    assert f"taken back by {last(session)['id']}" in told


@pytest.mark.parametrize(
    "words",
    [["word", "0:02", "un"], ["word", "0:02", "la", "la"], ["boundary", "A", "99:99"],
     ["vote", "A", "peut-être"], ["nothing"]],
)  # fmt: skip
def test_wrong_usage_appends_nothing(session: SessionFolder, words: list[str]) -> None:
    result = CliRunner().invoke(archiver, ["correct", str(session.path), *words])
    assert result.exit_code == 2
    assert not session.file(CORRECTIONS).exists()


def test_the_list_is_empty_at_first(session: SessionFolder) -> None:
    assert ran(session).stdout == "No correction.\n"
    assert ran(session, "--help").stdout.startswith("Usage")


def test_status_lists_what_does_not_fit_and_strict_counts_it(session: SessionFolder) -> None:
    lost = word(32_400, "introuvable", "trouvé")
    add(session, [lost])
    assert "Corrections to look at" not in ran(session, command="status").stdout
    session.file("corrections").mkdir()
    fates = Fates(fates=(Fate(correction=lost.id, outcome="misfit", why="words_not_found"),))
    session.file(fates_file("words")).write_text(fates.to_json(), encoding="utf-8")
    told = ran(session, command="status").stdout
    assert "Corrections to look at" in told
    assert "no longer recognised there" in told
    data = json.loads(ran(session, "--json", command="status").stdout)
    assert [c["id"] for c in data["corrections"]["waiting"]] == [lost.id]
    assert ran(session, "--strict", command="status").exit_code == 3


def test_broken_lines_are_told(session: SessionFolder) -> None:
    session.file(CORRECTIONS).write_bytes(b'{"id": "0\n')
    assert "cannot be read: 1" in ran(session).stderr
    assert "cannot be read: 1" in ran(session, command="status").stdout
    data = json.loads(ran(session, "--json", command="status").stdout)
    assert data["corrections"]["unreadable_lines"] == [1]


def test_captions_are_declared_as_read_by_a_person(session: SessionFolder) -> None:
    assert "read and corrected" in ran(session, "relu", "--author", "Camille Durand").output
    (made,) = read_corrections(session)
    assert (made.kind, made.author, made.end_ms) == ("checked", "Camille Durand", SAID.duration_ms)
    clock = clock_of(session)
    assert clock is not None
    assert clock.state == "corrected"
    ran(session, "undo", made.id)
    after = clock_of(session)
    assert after is not None
    assert after.state == "recognised"


def test_what_is_recognised_anew_is_to_be_read_again(session: SessionFolder) -> None:
    ran(session, "checked")
    session.file("transcript.json").write_text(transcript("Autre chose.").to_json(), "utf-8")
    clock = clock_of(session)
    assert clock is not None
    assert clock.state == "recognised"


def test_the_schema_knows_every_kind() -> None:
    schema = SCHEMAS["corrections"].model_json_schema(by_alias=True)
    assert set(schema["discriminator"]["mapping"]) == {
        "word", "boundary", "item", "not_treated", "speaker", "vote", "checked", "hide",
        "undo",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "ms"),
    [("47:12", 2_832_000), ("1:02:03", 3_723_000), ("0:03.5", 3_500), ("1h02", 3_720_000),
     ("90", 90_000), ("125:00", 7_500_000), ("1:99", None), ("1:75:00", None), ("midi", None),
     ("", None), ("-5", None), ("3,25", 3_250), ("1:5", None), ("0:03,25", 3_250)],
)  # fmt: skip
def test_times_are_read_as_on_the_page(text: str, ms: int | None) -> None:
    assert parse_instant(text) == ms
