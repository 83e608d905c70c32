"""What all tests share: the language is French; properties are the same examples in CI."""

import os
from collections.abc import Iterator

import hypothesis
import pytest

from archiver.i18n import use_language

# A slow machine is no defect, and CI must say the same twice of the same code.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """Users read French unless a test asks for English."""
    use_language("fr")
    yield
    use_language("fr")
