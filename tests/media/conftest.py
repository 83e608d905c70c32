"""Short clips generated with lavfi, once per run of the tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.i18n import language, use_language
from archiver.programs.ffmpeg import run_ffmpeg
from tests.media.clips import AAC, H264, PICTURE, SOUND, Maker


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What the user reads is compared in the language of the sources."""
    before = language()
    use_language("en")
    yield
    use_language(before)


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """Runs ffmpeg and returns the file; same arguments, same file."""
    made: dict[tuple[object, ...], Path] = {}

    def _make(name: str, *args: str, seconds: float = 4) -> Path:
        key = (name, args, seconds)
        if key not in made:
            made[key] = tmp_path_factory.mktemp("clip") / name
            filled = [arg.replace("{seconds}", str(seconds)) for arg in args]
            run_ffmpeg([*filled, f"file:{made[key]}"], doing="clip")
        return made[key]

    return _make


@pytest.fixture(scope="session")
def clip(make: Maker) -> Path:
    """Ten seconds of picture and sound, as a browser would play it."""
    return make("clip.mp4", *PICTURE, *SOUND, *H264, *AAC, seconds=10)
