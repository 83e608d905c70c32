"""Where a house may say its cards are."""

import pytest
from pydantic import ValidationError

from archiver.model.preset import CardSettings


@pytest.mark.parametrize("region", [[0.05, 0.78, 0.9, 0.18], [0, 0, 1, 1], "auto"])
def test_a_region_is_found_or_given_in_shares(region: object) -> None:
    assert CardSettings.model_validate({"region": region}).read == "auto"


@pytest.mark.parametrize(
    "region",
    [
        [0.5, 0.5, 0.6, 0.1],
        [0, 0, 0, 1],
        [-0.1, 0, 0.5, 0.5],
        [100, 600, 500, 90],
        [0, 0, 1],
        "bas",
    ],
)
def test_a_region_outside_the_picture_is_refused(region: object) -> None:
    with pytest.raises(ValidationError):
        CardSettings.model_validate({"region": region})
