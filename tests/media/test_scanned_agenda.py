"""An agenda that is a picture, read by a real tesseract; and what is said without one."""

import json
from pathlib import Path

import pytest

from archiver.agenda.reading import AgendaError, read_with_remarks
from archiver.i18n import use_language
from benchmarks.agendas import score
from tests.real import need_tesseract

SAMPLES = Path(__file__).parents[2] / "samples" / "agendas"


def test_a_scanned_agenda_is_read() -> None:
    need_tesseract("fr")
    truth = json.loads((SAMPLES / "09-numerise.truth.json").read_text(encoding="utf-8"))
    result = score(truth, read_with_remarks(SAMPLES / "09-numerise.pdf"))
    assert (result.right["number"], result.missed, result.invented) == (9, 0, 0)
    assert result.right["near"] == result.right["rapporteur"] == 9
    assert result.right["group"] >= 6


def test_without_tesseract_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    use_language("en")
    monkeypatch.setenv("TESSERACT", "/none/tesseract")
    with pytest.raises(AgendaError) as caught:
        read_with_remarks(SAMPLES / "09-numerise.pdf")
    assert "its pages are pictures" in str(caught.value)
    assert "tesseract-ocr-fra" in caught.value.remedy
    assert "--agenda -" in caught.value.remedy
