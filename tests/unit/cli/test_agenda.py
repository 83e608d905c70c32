"""`archiver agenda` and `archiver new` on printed agendas."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archiver.agenda.amending import add
from archiver.agendas import amend
from archiver.cli.main import archiver
from archiver.errors import ArchiverError
from archiver.store.folder import SessionFolder

SAMPLES = Path(__file__).parents[3] / "samples" / "agendas"
MAIL = (SAMPLES / "07-courriel.txt").read_text(encoding="utf-8")


def run(*args: str | Path, given: str = "") -> Result:
    return CliRunner().invoke(archiver, [str(arg) for arg in args], input=given)


@pytest.fixture
def session(tmp_path: Path) -> SessionFolder:
    assert run("new", tmp_path / "s", "--agenda", "-", given=MAIL).exit_code == 0
    return SessionFolder(tmp_path / "s")


def test_a_pasted_agenda_is_shown_kept_and_its_persons_listed(tmp_path: Path) -> None:
    ran = run("new", tmp_path / "s", "--agenda", "-", given=MAIL)
    assert ran.exit_code == 0
    assert "Convention avec la fédération de pêche" in ran.output
    assert "Un pouvoir est joint à ce message." in ran.output
    folder = tmp_path / "s"
    assert (folder / "agenda-source.txt").read_text(encoding="utf-8") == MAIL
    people = (folder / "members.csv").read_text(encoding="utf-8").splitlines()
    assert people[0] == "name,group,canton,role,gender"
    assert people[1] == "Théodule Garancière,,,Président"
    assert len(people) == 4


def test_a_dry_run_makes_nothing(tmp_path: Path) -> None:
    ran = run("new", tmp_path / "s", "--agenda", SAMPLES / "05-crochets.odt", "--dry-run")
    assert ran.exit_code == 0
    assert "Plan bio régional" in ran.output
    assert list(tmp_path.iterdir()) == []


def test_amendments_one_after_the_other(session: SessionFolder) -> None:
    marks = {item.id for item in session.agenda().items}
    for args in (
        ("--withdraw", "3"),
        ("--add", "Motion d’urgence", "--number", "7", "--after", "2", "--rapporteur", "M. X"),
        ("--move", "7", "--after", "first"),
        ("--retitle", "5", "Pêche"),
    ):
        assert run("agenda", session.path, *args).exit_code == 0, args
    agenda = session.agenda()
    assert agenda.items[0].title == "Motion d’urgence"
    assert [item.id for item in agenda.items if item.withdrawn] == ["3"]
    assert marks < {item.id for item in agenda.items}
    log = [json.loads(line) for line in session.file("log.jsonl").read_text().splitlines()]
    assert [line["what"] for line in log] == ["withdraw", "add", "move", "retitle"]
    shown = json.loads(run("agenda", session.path, "--json").output)
    assert shown["items"][0]["number"] == "7"


@pytest.mark.parametrize(
    "args",
    [
        ("--number", "4"),
        ("--after", "2"),
        ("--move", "2"),
        ("--withdraw", "2", "--restore", "3"),
    ],
)
def test_options_that_say_nothing_are_wrong_usage(
    session: SessionFolder, args: tuple[str, ...]
) -> None:
    before = session.file("agenda.json").read_bytes()
    assert run("agenda", session.path, *args).exit_code == 2
    assert session.file("agenda.json").read_bytes() == before


def test_an_unknown_item_changes_nothing(session: SessionFolder) -> None:
    before = session.file("agenda.json").read_bytes()
    ran = run("agenda", session.path, "--withdraw", "99")
    assert isinstance(ran.exception, ArchiverError)
    assert session.file("agenda.json").read_bytes() == before


def test_members_are_replaced_or_refused_whole(session: SessionFolder, tmp_path: Path) -> None:
    good, bad = tmp_path / "m.csv", tmp_path / "b.csv"
    good.write_text("Nom;Groupe\nAnne Ash;Nord\n")
    bad.write_text("a;b\n1;2\n")
    assert run("agenda", session.path, "--members", good).exit_code == 0
    assert isinstance(run("agenda", session.path, "--members", bad).exception, ArchiverError)
    assert session.file("members.csv").read_text() == good.read_text()


def test_two_who_amend_at_once_lose_nothing(session: SessionFolder) -> None:
    def one(n: int) -> None:
        amend(session, lambda now: add(now, f"Point ajouté {n}"), "add", n=n)

    before = len(session.agenda().items)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(24)))
    titles = {item.title for item in session.agenda().items}
    assert len(session.agenda().items) == before + 24
    assert {f"Point ajouté {n}" for n in range(24)} <= titles
