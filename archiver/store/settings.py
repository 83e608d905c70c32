"""Reads what people write in TOML, and says every problem at once.

An unknown key is an error that names the file, the key and the nearest known key.
"""

import difflib
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from archiver.errors import ArchiverError
from archiver.i18n import _

R = TypeVar("R", bound=BaseModel)


class SettingsError(ArchiverError):
    """A file that a person wrote cannot be used as it is."""


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises SettingsError if it is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SettingsError(
            _("{file} was not found").format(file=path),
            remedy=_("Check the path, or create the session with: archiver new"),
        ) from None
    except UnicodeDecodeError as error:
        raise SettingsError(
            _("{file} cannot be read").format(file=path),
            _("it is not UTF-8 text (byte {byte})").format(byte=error.start),
            _("Save it again as UTF-8 in your editor"),
        ) from error
    except OSError as error:
        raise SettingsError(
            _("{file} cannot be read").format(file=path), error.strerror or str(error)
        ) from error


def load_toml(path: Path, record: type[R]) -> R:
    """Read a TOML file into a record. Raises SettingsError with all its problems together."""
    text = read_text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            _("{file} cannot be read").format(file=path),
            str(error),
            _("Compare it with the example in the guide: text stands between quotes"),
        ) from error
    return validate(data, record, path)


def load_json(path: Path, record: type[R]) -> R:
    """Read a JSON file into a record. Raises SettingsError with all its problems together."""
    text = read_text(path)
    try:
        return record.model_validate_json(text)
    except ValidationError as error:
        raise _problems(error, record, path) from error


def validate(data: dict[str, Any], record: type[R], source: Path) -> R:
    """Make a record of parsed data. Raises SettingsError with all its problems together."""
    try:
        return record.model_validate(data)
    except ValidationError as error:
        raise _problems(error, record, source) from error


def _problems(error: ValidationError, record: type[BaseModel], source: Path) -> SettingsError:
    problems = [_describe(problem, record) for problem in error.errors()]
    return SettingsError(
        _("{file} cannot be used").format(file=source),
        "; ".join(problems),
        _("Mend the file and run the same command again"),
    )


def _describe(problem: Any, record: type[BaseModel]) -> str:
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(
            str(problem["loc"][-1]), _keys(record, problem["loc"][:-1])
        )
        if near:
            return _("unknown key “{key}” (did you mean “{near}”?)").format(key=key, near=near[0])
        return _("unknown key “{key}”").format(key=key)
    if problem["type"] == "missing":
        return _("the key “{key}” is missing").format(key=key)
    return f"{key} – {_wrong(problem)}" if key else _wrong(problem)


def _wrong(problem: Any) -> str:
    """What is wrong with a value, in the user’s language, or else in the library’s words."""
    context = {key: str(value) for key, value in problem.get("ctx", {}).items()}
    kind = str(problem["type"])
    if kind == "value_error":
        return context["error"]
    for start, text in _wrongs().items():
        if kind.startswith(start):
            return text.format(value=str(problem["input"])[:60], **context)
    return str(problem["msg"])


def _wrongs() -> dict[str, str]:
    """The usual mistakes, by the beginning of pydantic's name for them."""
    return {
        "string_type": _("this must be text, between quotes"),
        "string_too_short": _("this must not be empty"),
        "string_too_long": _("this may have {max_length} characters at most"),
        "string_pattern": _("“{value}” is not written as it must be ({pattern})"),
        "int_": _("“{value}” is not a whole number"),
        "float_": _("“{value}” is not a number"),
        "bool_": _("“{value}” is neither true nor false"),
        "date_": _("“{value}” is not a date: write it as 2017-03-27"),
        "time_": _("“{value}” is not a time: write it as 09:30:00"),
        "literal_error": _("“{value}” is not one of {expected}"),
        "greater_than_equal": _("{value} is too small: at least {ge}"),
        "less_than_equal": _("{value} is too large: at most {le}"),
    }


def _keys(record: type[BaseModel], path: tuple[Any, ...]) -> list[str]:
    """The keys known at `path` inside a record."""
    fields = {field.alias or name: field for name, field in record.model_fields.items()}
    if not path:
        return list(fields)
    field = fields.get(str(path[0]))
    inner = field.annotation if field else None
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return _keys(inner, path[1:])
    return []
