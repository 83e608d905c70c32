"""Real components that tests need: skip with a hint where one is missing, fail with CI=true."""

import os
import shutil

import pytest

from archiver.programs.tesseract import NoTesseractError, find_tesseract, language_code


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


def need_tesseract(language: str) -> None:
    """Skip unless tesseract is there and reads `language`."""
    packages = f"tesseract-ocr tesseract-ocr-{language_code(language)}"
    try:
        found: object = find_tesseract(language)
    except NoTesseractError:
        found = None
    need(found, f"tesseract ({language})", f"apt install {packages}")
