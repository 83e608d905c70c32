"""Days in names, and the folders that are named by them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.batch.naming import day_in, folder_name
from archiver.store.archive import folder_name_problem

DAY = date(2017, 3, 27)


@pytest.mark.parametrize(
    "name",
    [
        "2017-03-27",
        "CD 2017_03_27 matin",
        "20170327_0930",
        "séance du 27.03.2017",
        "27-3-2017",
        "Séance publique du 27 mars 2017",
        "seance_du_27_MARS_2017",
    ],
)
def test_a_day_is_found_however_it_is_written(name: str) -> None:
    assert day_in(name) == DAY


def test_the_first_of_a_month_and_accents() -> None:
    assert day_in("1er février 2020") == date(2020, 2, 1)
    assert day_in("15 août 2020") == date(2020, 8, 15)


@pytest.mark.parametrize(
    "name", ["", "séance", "2017", "2017-13-40", "rapport 12345678", "2017-03-27 et 2017-03-28"]
)
def test_no_day_is_invented(name: str) -> None:
    assert day_in(name) is None


def test_a_folder_is_called_by_its_day_and_what_is_left_of_the_name() -> None:
    assert folder_name(DAY, "Séance publique du 27 mars 2017") == "2017-03-27-seance-publique-du"
    assert folder_name(DAY, "20170327", "Session d’été") == "2017-03-27-session-d-ete"
    assert folder_name(DAY, "2017-03-27", "") == "2017-03-27"


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.text(max_size=120))
def test_any_name_makes_a_folder_that_can_stand_in_a_link(day: date, text: str) -> None:
    assert folder_name_problem(folder_name(day, text)) == ""


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    assert day_in(f"séance {day.isoformat()} (1)") == day
    assert day_in(f"{day:%d.%m.%Y}") == day
    assert day_in(f"{day:%Y%m%d}.mp4") == day
