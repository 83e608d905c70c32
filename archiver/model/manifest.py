"""What the pipeline has done in a session: every artifact, and what each step made it from."""

from typing import Any

from pydantic import Field

from archiver.model.record import Record


class Artifact(Record):
    """A file as it was when its digest was taken; size and time tell whether it still is."""

    sha256: str
    size: int
    mtime_ns: int


class StepDone(Record):
    """A step that ended well. Paths are relative to the session folder, or begin with `site/`."""

    inputs: dict[str, str]
    """sha256 of everything the step read; empty where the file did not exist."""
    settings: dict[str, Any]
    outputs: tuple[str, ...]
    versions: dict[str, str] = Field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    seconds: float


class StepFailed(Record):
    """The last attempt at a step, if it failed: what the user was told."""

    what: str
    why: str
    remedy: str


class Manifest(Record):
    """`manifest.json` of a session."""

    artifacts: dict[str, Artifact] = Field(default_factory=dict)
    done: dict[str, StepDone] = Field(default_factory=dict)
    failed: dict[str, StepFailed] = Field(default_factory=dict)
