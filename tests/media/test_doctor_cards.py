"""What `archiver doctor` says of the program that reads cards."""

from pathlib import Path

import pytest

from archiver.cli.doctor import CHECKS, Check
from tests.real import need_tesseract


def of_cards(tmp_path: Path) -> Check:
    reader = next(check for check in CHECKS if check.__name__ == "_text_reader")
    return reader(tmp_path)


@pytest.mark.real("tesseract")
def test_its_version_and_languages_are_told(tmp_path: Path) -> None:
    need_tesseract("fr")
    check = of_cards(tmp_path)
    assert check.ok
    assert "tesseract" in check.found
    assert "fra" in check.found


def test_without_it_the_packages_are_named_and_nothing_else_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TESSERACT", raising=False)
    check = of_cards(tmp_path)
    assert not check.ok
    assert not check.needed
    assert "apt install tesseract-ocr" in check.mend
