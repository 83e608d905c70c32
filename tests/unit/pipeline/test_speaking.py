"""The step that names speakers, in a session folder."""

from pathlib import Path

from archiver.looking import CARDS
from archiver.model.cards import Cards
from archiver.model.speakers import Speakers
from archiver.rosters import SPEAKERS, speakers_of
from archiver.speaking import name_speakers
from archiver.steps import Settings, Work
from archiver.store.folder import CORRECTED, SessionFolder
from tests.unit.agenda.turns.debate import AGENDA, MEMBERS, heard

SCRIPT = """
Hélène Marchandeau: La séance est ouverte. Premier rapport. Monsieur Thévenot, vous avez la parole.
Amaury Thévenot: Merci, Madame la Présidente. Nous voterons contre ce budget.
"""


def folder(tmp_path: Path) -> SessionFolder:
    path = tmp_path / "archive" / "session"
    path.mkdir(parents=True)
    (path / "session.toml").write_text('title = "Séance"\ndate = 2026-11-20\n', encoding="utf-8")
    (path / "agenda.json").write_text(AGENDA.to_json(), encoding="utf-8")
    (path / CORRECTED).write_text(heard(SCRIPT)[0].to_json(), encoding="utf-8")
    (path / CARDS).write_text(Cards().to_json(), encoding="utf-8")
    return SessionFolder(path)


def run(session: SessionFolder) -> tuple[Speakers, list[str]]:
    work = Work(session, Settings.of(session), session.path / ".work")
    name_speakers(work)
    written = work.out(SPEAKERS).read_bytes()
    return Speakers.model_validate_json(written), work.warnings


def test_the_list_of_members_says_who_may_be_named(tmp_path: Path) -> None:
    session = folder(tmp_path)
    speakers, warnings = run(session)
    assert len(warnings) == 1
    assert "Amaury Thévenot" not in [turn.name for turn in speakers.turns]
    rows = "\n".join(f"{m.name},{m.gender},{m.role.split(',')[0]}" for m in MEMBERS)
    session.file("members.csv").write_text(f"nom,genre,fonction\n{rows}\n", encoding="utf-8")
    speakers, warnings = run(session)
    assert warnings == []
    assert "Amaury Thévenot" in [turn.name for turn in speakers.turns]


def test_where_no_step_has_told_nobody_is_known(tmp_path: Path) -> None:
    session = folder(tmp_path)
    assert speakers_of(session) is None
    session.file(SPEAKERS).write_text(Speakers().to_json(), encoding="utf-8")
    assert speakers_of(session) == Speakers()
