"""Lists of sessions: what they mean, and all that is wrong with them at once."""

from datetime import date
from pathlib import Path

import pytest

from archiver.batch.listing import SessionListError, read_list


def written(folder: Path, text: str) -> Path:
    for name in ("a.mp4", "b.mp4", "odj.pdf"):
        (folder / name).write_bytes(b"x")
    path = folder / "liste.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_under_french_headers(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Séance;Date;Titre;Vidéo;Ordre du jour\n"
        "2017-mars;2017-03-27;Séance publique;a.mp4;odj.pdf\n;;;b.mp4;odj.pdf\n",
    )
    (first, one), (second, other) = read_list(path)
    assert (first, second) == ("2017-mars", "")
    assert one.day == date(2017, 3, 27)
    assert one.title == "Séance publique"
    assert one.video == str(tmp_path / "a.mp4")
    assert other.agenda == str(tmp_path / "odj.pdf")
    assert other.day is None


def test_all_problems_are_told_together(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "session,date,vidéos,video,agenda,couleur\n"
        "s1,27/03/2017,,a.mp4,odj.pdf,\n"
        "s1,,,absent.mp4,odj.pdf,\n"
        "é!,,,,odj.pdf,\n",
    )
    with pytest.raises(SessionListError) as told:
        read_list(path)
    problems = "\n".join(told.value.problems)
    for part in ("vidéos", "couleur", "27/03/2017", "absent.mp4", "é!", "s1"):
        assert part in problems
    assert len(told.value.problems) >= 6


def test_a_list_without_videos_is_none(tmp_path: Path) -> None:
    with pytest.raises(SessionListError):
        read_list(written(tmp_path, "date;titre\n2017-03-27;x\n"))


def test_an_empty_list_is_none(tmp_path: Path) -> None:
    with pytest.raises(SessionListError):
        read_list(written(tmp_path, "session;video\n"))
