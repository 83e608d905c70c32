"""Real components that tests need: skip with a hint where one is missing, fail with CI=true."""

import os
import shutil

import pytest


def need(found: object, what: str, install: str) -> None:
    """Skip the test unless `found`; with CI=true, fail it."""
    if found:
        return
    message = f"{what} is missing: {install}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def need_program(name: str, install: str) -> str:
    """The path of a program, or skip."""
    path = shutil.which(name)
    need(path, name, install)
    return str(path)
