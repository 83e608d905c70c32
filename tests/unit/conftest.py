"""Unit tests open no socket and start no process."""

import subprocess
from typing import Any

import pytest
from pytest_socket import disable_socket


@pytest.fixture(autouse=True)
def no_network_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a unit test that opens a socket or starts a program."""
    disable_socket(allow_unix_socket=True)

    def refused(*_args: Any, **_options: Any) -> None:
        raise AssertionError("a unit test must not start a process")

    monkeypatch.setattr(subprocess.Popen, "__init__", refused)
