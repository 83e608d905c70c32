"""What comes with the program: presets, language packs, the sample session."""

import tomllib
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.language import LanguagePack
from archiver.model.preset import Preset
from archiver.store.settings import SettingsError, load_toml, validate

_PACKAGE = Path(__file__).parent.parent


def shipped(name: str) -> Path:
    """The folder `presets` or `samples`: in the installed package, else beside it in a clone."""
    for folder in (_PACKAGE / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise ArchiverError(
        _("the folder “{name}” of the program is missing").format(name=name),
        remedy=_("Install archiver again"),
    )


def load_preset(name: str, archive: Path | None = None) -> Preset:
    """The preset called `name`: from `presets/` in the archive, else the one that is shipped.

    Raises SettingsError if there is none of that name (saying which there are) or it is wrong.
    """
    folders = [*([archive / "presets"] if archive else []), shipped("presets")]
    known = sorted({path.stem for folder in folders for path in folder.glob("*.toml")})
    if name not in known:
        raise SettingsError(
            _("there is no preset “{name}”").format(name=name),
            _("known presets: {names}").format(names=", ".join(known)),
            _("Correct the line “preset” of session.toml"),
        )
    path = next(p for folder in folders if (p := folder / f"{name}.toml").is_file())
    return load_toml(path, Preset)


def load_language_pack(language: str) -> LanguagePack:
    """The cue phrases of a language. Raises SettingsError if we have none for it."""
    folder = shipped("presets") / "languages"
    known = sorted(path.stem for path in folder.glob("*.toml"))
    if language not in known:
        raise SettingsError(
            _("there is no language pack for “{language}”").format(language=language),
            _("known languages: {names}").format(names=", ".join(known)),
            _("Correct the line “language” of session.toml"),
        )
    path = folder / f"{language}.toml"
    return validate(tomllib.loads(path.read_text(encoding="utf-8")), LanguagePack, path)
