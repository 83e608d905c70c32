"""The command line as a whole: every command is documented and refuses nonsense politely."""

import json
from pathlib import Path

import click
import jsonschema
import pytest
from click.testing import CliRunner

from archiver.cli import main
from archiver.cli.main import archiver
from archiver.cli.schema import SCHEMAS

ROOT = Path(__file__).parents[3]
DOCS = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
)
SAMPLE = ROOT / "samples" / "val-d-ambre"


@pytest.mark.parametrize("name", main._COMMANDS)
def test_every_command_is_documented_and_helps(name: str) -> None:
    assert f"archiver {name}" in DOCS
    ran = CliRunner().invoke(archiver, [name, "--help"])
    assert ran.exit_code == 0
    assert ran.output


@pytest.mark.parametrize("name", main._COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    context = click.Context(archiver)
    command = archiver.get_command(context, name)
    assert command is not None
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_an_unknown_command_is_a_wrong_usage() -> None:
    assert CliRunner().invoke(archiver, ["nope"]).exit_code == 2


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    ran = CliRunner().invoke(archiver, ["schema", name])
    jsonschema.Draft202012Validator.check_schema(json.loads(ran.output))


def test_the_sample_keeps_to_the_schemas() -> None:
    agenda = json.loads((SAMPLE / "agenda.json").read_text(encoding="utf-8"))
    schema = json.loads(CliRunner().invoke(archiver, ["schema", "agenda"]).output)
    jsonschema.validate(agenda, schema)
    truth = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
    schema = json.loads(CliRunner().invoke(archiver, ["schema", "chapters"]).output)
    jsonschema.validate({k: truth[k] for k in ("duration_ms", "spans", "not_treated")}, schema)


def test_the_error_boundary_says_what_why_and_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["archiver", "status", "/nowhere"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("→ ")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OSError(28, "No space left on device", "/a"), 1, "disque est plein"),
        (PermissionError(13, "Permission denied", "/a"), 1, "/a"),
        (RuntimeError("boom"), 1, "boom"),
        (KeyboardInterrupt(), 130, "relancez"),
    ],
)
def test_whatever_happens_ends_in_plain_words(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    said: str,
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr("sys.argv", ["archiver"])
    monkeypatch.setattr(main, "archiver", fail)
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == code
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
