"""Since when captions are recognised, being corrected, corrected."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from archiver.corrections.checking import caption_clock, check_fates, checked
from archiver.corrections.signing import Signature
from archiver.model.captions import CaptionClock
from archiver.model.corrections import Correction
from tests.unit.corrections.made import undo, word

HEARD = datetime(2017, 3, 28, 12, tzinfo=UTC)
ONE, OTHER = "1" * 64, "2" * 64


def declared(day: int, recognised: str = ONE) -> Correction:
    by = Signature("Camille Durand", datetime(2017, 4, day, 12, tzinfo=UTC))
    return checked(60_000, recognised, by)


def mended(day: int) -> Correction:
    at = datetime(2017, 4, day, 12, tzinfo=UTC)
    return word(2_400, "Lanoiselle.", "Lanoizelle").model_copy(update={"at": at})


def clock(*made: Correction, recognised: str = ONE) -> CaptionClock:
    return caption_clock(made, HEARD, recognised)


def told(clock: CaptionClock) -> tuple[str, date | None]:
    return clock.state, clock.since


def test_at_first_only_a_machine_has_heard_it() -> None:
    assert told(clock()) == ("recognised", date(2017, 3, 28))
    assert told(caption_clock((), None, ONE)) == ("recognised", None)


def test_the_first_word_that_is_mended_begins_the_correction() -> None:
    assert told(clock(mended(5), mended(9))) == ("correcting", date(2017, 4, 5))


def test_a_mended_word_that_was_taken_back_corrects_nothing() -> None:
    first = mended(5)
    assert told(clock(first, undo(first))) == ("recognised", date(2017, 3, 28))


def test_a_person_declares_it_corrected_and_may_go_on_mending() -> None:
    made = (mended(5), declared(7), mended(9), declared(11))
    assert told(clock(*made)) == ("corrected", date(2017, 4, 7))


def test_a_declaration_is_about_what_was_recognised_then() -> None:
    assert told(clock(mended(5), declared(7), recognised=OTHER)) == ("correcting", date(2017, 4, 5))
    assert told(clock(declared(7), declared(9, OTHER), recognised=OTHER))[1] == date(2017, 4, 9)


def test_every_declaration_has_a_fate() -> None:
    first, second = declared(5), declared(7, OTHER)
    back = undo(first)
    fates: dict[str, Any] = {
        f.correction: f.outcome for f in check_fates((first, back, second), ONE)
    }
    assert fates == {first.id: "undone", back.id: "applied", second.id: "misfit"}


def test_days_are_those_of_the_wall() -> None:
    late = HEARD.replace(hour=0) - timedelta(minutes=1)
    assert caption_clock((), late, ONE).recognised == late.astimezone().date()
