"""Who guesses passwords has to wait."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from archiver.desk.attempts import Attempts
from tests.unit.desk.desks import archive_in, browser
from tests.unit.desk.test_desk_guard import ACCOUNT, PASSWORD, listening


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_after_five_wrong_passwords_even_the_right_one_waits(tmp_path: Path) -> None:
    desk = browser(archive_in(tmp_path), listening(one=ACCOUNT))
    wrong = {"name": ACCOUNT.name, "password": "autre chose"}
    assert [desk.post("/login", json=wrong).status_code for _ in range(6)] == [*[403] * 5, 429]
    answer = desk.post("/login", json={"name": ACCOUNT.name, "password": PASSWORD})
    assert answer.status_code == 429
    assert "Attendez" in answer.json()["remedy"]


def test_after_a_minute_one_may_try_again() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(5):
        attempts.failed("Noé")
    assert attempts.wait_s("Noé") == 61
    assert attempts.wait_s("Lou") == 0
    clock.now += 59.5
    assert attempts.wait_s("Noé") == 1
    clock.now += 0.5
    assert attempts.wait_s("Noé") == 0


def test_many_names_wait_too() -> None:
    attempts = Attempts(Clock())
    for n in range(40):
        attempts.failed(f"nom {n}")
    assert attempts.wait_s("encore un autre") > 0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 90)), max_size=60))
def test_never_more_than_five_tries_a_minute(tries: list[tuple[str, float]]) -> None:
    clock = Clock()
    attempts, made = Attempts(clock), []
    for name, pause in tries:
        clock.now += pause
        if not attempts.wait_s(name):
            attempts.failed(name)
            made.append((name, clock.now))
    for name, at in made:
        assert sum(other == name and at - 60 < then <= at for other, then in made) <= 5
