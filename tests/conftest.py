"""What all tests share: the language is French, and unit tests touch no network."""

from collections.abc import Iterator

import pytest

from archiver.i18n import use_language


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """Users read French unless a test asks for English."""
    use_language("fr")
    yield
    use_language("fr")
