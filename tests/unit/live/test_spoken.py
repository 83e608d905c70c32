"""What was said so far: settled words take the place of quick ones, corrections are in it."""

from pathlib import Path

from archiver.correcting import words_now
from archiver.live.spoken import Spoken
from archiver.model.transcript import Transcript, Word
from archiver.store.corrections import add
from archiver.store.folder import LIVE_TRANSCRIPT, SessionFolder
from tests.unit.corrections.made import word as corrected
from tests.unit.live.sessions import session_in


def words(*said: tuple[int, str]) -> list[Word]:
    return [Word(start_ms=ms, end_ms=ms + 400, text=text) for ms, text in said]


def shown(folder: SessionFolder) -> list[tuple[str, bool]]:
    transcript = folder.read(LIVE_TRANSCRIPT, Transcript)
    return [(u.text, bool((u.model_extra or {}).get("quick"))) for u in transcript.utterances]


def test_quick_words_stand_until_they_are_settled(tmp_path: Path) -> None:
    folder = session_in(tmp_path)
    spoken = Spoken(folder, "fr", "test")
    spoken.caption(words((0, "Bon"), (500, "jour.")), 4_000)
    assert shown(folder) == [("Bon jour.", True)]
    spoken.caption(words((8_000, "Ensuite.")), 9_000)
    spoken.settle(words((0, "Bonjour.")), 6_000)
    assert shown(folder) == [("Bonjour.", False), ("Ensuite.", True)]
    assert (spoken.settled_ms, spoken.heard_ms) == (6_000, 9_000)
    spoken.settle(words((8_000, "Ensuite,"), (8_500, "rien.")), 12_000)
    assert shown(folder) == [("Bonjour.", False), ("Ensuite, rien.", False)]
    assert spoken.heard_ms == 12_000


def test_words_of_a_quick_pass_that_comes_too_late_are_not_said_twice(tmp_path: Path) -> None:
    folder = session_in(tmp_path)
    spoken = Spoken(folder, "fr", "test")
    spoken.settle(words((0, "Un."), (3_000, "Deux.")), 4_000)
    spoken.caption(words((3_000, "Deux."), (5_000, "Trois.")), 6_000)
    assert [text for text, _quick in shown(folder)] == ["Un.", "Deux.", "Trois."]


def test_a_correction_made_meanwhile_is_in_it_at_once(tmp_path: Path) -> None:
    folder = session_in(tmp_path)
    spoken = Spoken(folder, "fr", "test")
    spoken.settle(words((0, "Madame"), (400, "Dorvale")), 4_000)
    add(folder, [corrected(400, "Dorvale", "Dorval", left="Madame")])
    spoken.refresh()
    assert shown(folder) == [("Madame Dorval", False)]
    assert words_now(folder).utterances[0].text == "Madame Dorval"


def test_nothing_said_is_a_transcript_too(tmp_path: Path) -> None:
    folder = session_in(tmp_path)
    Spoken(folder, "fr", "test").settle((), 90_000)
    assert folder.read(LIVE_TRANSCRIPT, Transcript).duration_ms == 90_000
    assert shown(folder) == []
