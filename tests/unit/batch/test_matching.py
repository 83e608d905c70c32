"""Videos and agendas that belong together, and those that do not."""

from pathlib import Path

from archiver.batch.matching import Matched, match


def files(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return folder


def pairs(found: Matched, folder: Path) -> dict[str, str]:
    return {
        str(p.video.relative_to(folder)): str(p.agenda.relative_to(folder)) for p in found.pairs
    }


def test_the_same_name_in_the_same_folder(tmp_path: Path) -> None:
    files(tmp_path, "a.mp4", "a.pdf", "B.MKV", "b.docx")
    assert pairs(match(tmp_path), tmp_path) == {"a.mp4": "a.pdf", "B.MKV": "b.docx"}
    assert match(tmp_path).left_out == ()


def test_the_same_day_in_two_folders(tmp_path: Path) -> None:
    files(tmp_path, "films/2017-03-27.mp4", "odj/ordre du jour 27 mars 2017.pdf")
    files(tmp_path, "films/2017-06-26.mp4", "odj/odj 26.06.2017.odt")
    assert pairs(match(tmp_path), tmp_path) == {
        "films/2017-03-27.mp4": "odj/ordre du jour 27 mars 2017.pdf",
        "films/2017-06-26.mp4": "odj/odj 26.06.2017.odt",
    }


def test_alone_in_a_folder_of_their_own(tmp_path: Path) -> None:
    files(tmp_path, "mars/film.mp4", "mars/convocation.pdf", "mars/membres.csv", "elus.csv")
    files(tmp_path, "juin/00001.mts", "juin/odj.html")
    found = match(tmp_path)
    assert pairs(found, tmp_path) == {
        "juin/00001.mts": "juin/odj.html",
        "mars/film.mp4": "mars/convocation.pdf",
    }
    assert [str(p.members.relative_to(tmp_path)) for p in found.pairs if p.members] == [
        "elus.csv",
        "mars/membres.csv",
    ]


def test_two_of_a_day_are_not_guessed(tmp_path: Path) -> None:
    files(tmp_path, "2017-03-27 matin.mp4", "2017-03-27 soir.mp4", "2017-03-27.pdf")
    found = match(tmp_path)
    assert found.pairs == ()
    assert {left.name for left in found.left_out} == {
        "2017-03-27 matin.mp4",
        "2017-03-27 soir.mp4",
        "2017-03-27.pdf",
    }
    assert all(left.remedy for left in found.left_out)


def test_two_different_days_never_belong_together(tmp_path: Path) -> None:
    files(tmp_path, "x/film 2017-03-27.mp4", "x/odj 2017-06-26.pdf")
    assert match(tmp_path).pairs == ()


def test_alone_at_the_top_is_no_reason(tmp_path: Path) -> None:
    files(tmp_path, "film.mp4", "autre.pdf")
    assert match(tmp_path).pairs == ()


def test_parts_of_one_session_are_told_apart(tmp_path: Path) -> None:
    files(tmp_path, "mars/00001.mts", "mars/00002.mts", "mars/odj.pdf")
    remedies = {left.name: left.remedy for left in match(tmp_path).left_out}
    assert "archiver import" in remedies["mars/00001.mts"]
    assert "archiver import" in remedies["mars/00002.mts"]


def test_hidden_and_other_files_are_passed_over(tmp_path: Path) -> None:
    files(tmp_path, ".a.mp4", ".x/b.mp4", "Thumbs.db", "notes.xlsx")
    assert match(tmp_path) == Matched((), ())
