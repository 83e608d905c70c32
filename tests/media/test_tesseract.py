import os
import stat
from pathlib import Path

import cv2
import numpy as np
import pytest

from archiver.programs import tesseract
from archiver.programs.run import ProgramError
from archiver.programs.tesseract import NoTesseractError, find_tesseract, read_text
from tests.real import need_tesseract

pytestmark = pytest.mark.real("tesseract")


def png(*lines: str) -> bytes:
    picture = np.full((60 + 50 * len(lines), 900), 255, np.uint8)
    for n, line in enumerate(lines):
        cv2.putText(picture, line, (20, 60 + 50 * n), (0, 0, 0), cv2.FontFace("sans"), 30, 500)
    return cv2.imencode(".png", picture)[1].tobytes()


def test_french_is_read_with_its_accents_and_its_place() -> None:
    need_tesseract("fr")
    first, second = read_text(png("Élève à Noël, reçu", "Rapport n° 214"), "fr")
    assert first.text == "Élève à Noël, reçu"
    assert second.text == "Rapport n° 214"
    assert first.confidence > 0.7
    assert 10 <= first.left <= 40
    assert first.top < 60 < second.top < 120


def test_what_was_found_says_where_and_which_languages() -> None:
    need_tesseract("fr")
    found = find_tesseract("fr")
    assert Path(found.path).is_file()
    assert found.version[0].isdigit()
    assert {"fra", "eng"} <= found.languages


def test_a_language_that_it_lacks_names_the_package() -> None:
    need_tesseract("fr")
    with pytest.raises(NoTesseractError) as error:
        find_tesseract("xyz")
    assert "apt install tesseract-ocr tesseract-ocr-xyz" in error.value.remedy
    assert "fra" in error.value.why


def test_without_it_the_packages_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TESSERACT", raising=False)
    with pytest.raises(NoTesseractError) as error:
        find_tesseract("fr")
    assert "tesseract-ocr-fra" in error.value.remedy


def test_a_picture_that_is_none_is_an_error() -> None:
    need_tesseract("fr")
    with pytest.raises(ProgramError):
        read_text(b"no picture", "fr")


@pytest.mark.skipif(os.name != "posix", reason="needs a shell script")
def test_one_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow, left = tmp_path / "tesseract", tmp_path / "left"
    slow.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo "tesseract 5.0" && exit\n'
        '[ "$1" = --list-langs ] && echo fra && exit\n'
        f"echo $$ > {left}\nexec sleep 60\n"
    )
    slow.chmod(slow.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("TESSERACT", str(slow))
    monkeypatch.setattr(tesseract, "READ_SECONDS", 0.5)
    with pytest.raises(ProgramError):
        read_text(b"", "fr")
    with pytest.raises(ProcessLookupError):
        os.kill(int(left.read_text()), 0)
