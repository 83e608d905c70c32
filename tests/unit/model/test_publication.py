"""The record of what happened at each destination, and where an archive publishes."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from archiver.model.publication import Event, Publication, Published
from archiver.model.session import House

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_a_state_is_kept_under_its_destination_and_comes_back_from_its_text() -> None:
    sent = Published(kind="youtube").did(
        Event(at=AT, did="published", parts=("video",)), state="sent", sent={"video": "ab"}
    )
    kept = Publication().with_state("chaine", sent).with_state("site", Published(kind="website"))
    again = Publication.model_validate_json(kept.to_json())
    assert again == kept
    assert again.of("chaine", "youtube").sent == {"video": "ab"}
    assert again.of("autre", "website").state == "planned"


def test_destinations_are_told_apart_by_their_kind_and_their_names() -> None:
    site = {"name": "site", "kind": "website", "to": "file:/srv/site"}
    tube = {"name": "chaine", "kind": "youtube"}
    house = House.model_validate({"publish": [site, tube]})
    assert [target.kind for target in house.publish] == ["website", "youtube"]
    with pytest.raises(ValidationError, match="site"):
        House.model_validate({"publish": [site, site]})
    with pytest.raises(ValidationError, match="kind"):
        House.model_validate({"publish": [{"name": "x", "to": "file:/x"}]})
