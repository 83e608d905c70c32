"""`archiver export --format votes`: the table of a session's votes."""

import csv
import io
from pathlib import Path

from click.testing import CliRunner

from archiver.cli.main import archiver
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters, Span
from archiver.model.decisions import Vote


def session(folder: Path) -> Path:
    """A session of one item, adopted, that was not replayed yet."""
    folder.mkdir()
    (folder.parent / "archive.toml").write_text('body = "A council"\n', encoding="utf-8")
    (folder / "session.toml").write_text(
        'title = "A session"\ndate = 2026-11-20\n', encoding="utf-8"
    )
    agenda = Agenda(items=(Item(id="7", number="7", title="Digues"),))
    (folder / "agenda.json").write_text(agenda.to_json(), encoding="utf-8")
    return folder


def test_the_table_is_written(tmp_path: Path) -> None:
    folder = session(tmp_path / "2026-11-20-session")
    chapters = Chapters(
        duration_ms=60_000,
        spans=(Span(kind="item", items=("7",), start_ms=0, end_ms=60_000),),
        votes=(Vote(items=("7",), outcome="adopted", at_ms=50_000, for_=12, against=0),),
    )
    (folder / "chapters.json").write_text(chapters.to_json(), encoding="utf-8")
    target = tmp_path / "votes.csv"
    ran = CliRunner().invoke(
        archiver, ["export", str(folder), "--format", "votes", "--output", str(target)]
    )
    assert ran.exit_code == 0, ran.output
    text = target.read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert (row["title"], row["outcome"], row["for"], row["against"]) == (
        "Digues",
        "adopted",
        "12",
        "0",
    )
    assert (row["abstain"], row["time"], row["replay_time"]) == ("", "0:50", "")


def test_a_session_that_was_not_split_says_so(tmp_path: Path) -> None:
    folder = session(tmp_path / "2026-11-20-session")
    ran = CliRunner().invoke(archiver, ["export", str(folder), "--format", "votes"])
    assert ran.exit_code == 1
