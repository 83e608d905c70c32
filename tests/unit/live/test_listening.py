"""The two listeners: the one settles every stretch once, the other is never late."""

import time
from pathlib import Path

from archiver.hearing import StretchShelf, remembering
from archiver.live.listening import Captioning, Settling, cut_ms
from archiver.live.spoken import Spoken
from archiver.speech.stretches import stretches
from tests.unit.live.sessions import Counting, Growing, session_in
from tests.waiting import wait_until


def test_stretches_are_settled_as_they_close_and_the_last_at_the_end(tmp_path: Path) -> None:
    folder, sound, recognizer = session_in(tmp_path), Growing(), Counting()
    spoken, shelf = Spoken(folder, "fr", "test"), StretchShelf(folder)
    heard: list[int] = []
    settling = Settling(
        sound, spoken, recognizer, shelf, "fr", lambda: heard.append(spoken.settled_ms)
    )
    settling.start()
    sound.duration_ms = 85_000
    time.sleep(0.5)
    assert spoken.settled_ms == 0
    sound.duration_ms = 200_000
    wait_until(lambda: len(heard) >= 2)
    sound.duration_ms = 210_300
    settling.ended.set()
    settling.join(30)
    assert settling.error is None
    assert heard[-1] == spoken.settled_ms == 210_300
    wanted = [s.end_ms for s in stretches(sound, recognizer.pauses)]
    assert heard == wanted


def test_the_close_finds_stretches_and_pauses_on_the_shelf(tmp_path: Path) -> None:
    folder, sound, first = session_in(tmp_path), Growing(260_000), Counting()
    shelf = StretchShelf(folder)
    live = Settling(
        sound, Spoken(folder, "fr", "t"), remembering(first, shelf), shelf, "fr", lambda: None
    )
    live.ended.set()
    live.run()
    again = Counting()
    second = remembering(again, shelf)
    cuts = [s.end_ms for s in stretches(sound, second.pauses)]
    assert cuts[-1] == 260_000
    later = Settling(sound, Spoken(folder, "fr", "t"), second, shelf, "fr", lambda: None)
    later.ended.set()
    later.run()
    assert first.asked
    assert not again.asked


def test_what_goes_wrong_in_a_listener_is_told(tmp_path: Path) -> None:
    folder, sound = session_in(tmp_path), Growing(100_000)
    broken = Captioning(sound, Spoken(folder, "fr", "t"), Counting(fails=True), "fr")
    broken.run()
    assert isinstance(broken.error, RuntimeError)


def test_captions_follow_in_pieces_without_gap(tmp_path: Path) -> None:
    folder, sound, recognizer = session_in(tmp_path), Growing(), Counting()
    spoken = Spoken(folder, "fr", "t")
    quick = Captioning(sound, spoken, recognizer, "fr")
    ends = [0]
    for now in range(4_000, 60_001, 4_000):
        sound.duration_ms = now
        assert quick.work()
        ends.append(spoken.heard_ms)
        assert now - spoken.heard_ms < 8_000
    assert ends == sorted(ends)
    assert sum(recognizer.asked) == ends[-1]
    assert quick.skipped_ms == 0


def test_captions_that_come_too_late_are_left_to_the_settled_pass(tmp_path: Path) -> None:
    folder, sound, recognizer = session_in(tmp_path), Growing(600_000), Counting()
    spoken = Spoken(folder, "fr", "t")
    quick = Captioning(sound, spoken, recognizer, "fr")
    quick.work()
    assert spoken.heard_ms > 590_000
    assert quick.skipped_ms == 594_000
    assert sum(recognizer.asked) <= 6_000


def test_silence_is_not_recognised(tmp_path: Path) -> None:
    folder, recognizer = session_in(tmp_path), Counting()
    silent = Growing(8_000, loudness=0.0)
    spoken = Spoken(folder, "fr", "t")
    Captioning(silent, spoken, recognizer, "fr").work()
    assert not recognizer.asked
    assert spoken.heard_ms > 0


def test_a_piece_is_cut_where_nobody_speaks() -> None:
    sound = Growing(8_000)
    at = cut_ms(sound.read(0, 8_000))
    assert 4_000 <= at <= 8_000
    assert at % 1_000 < 250
