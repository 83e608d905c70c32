"""Running programs: pipes are drained, errors keep the end of stderr, children are ended."""

import sys
import time

import pytest

from archiver.i18n import use_language
from archiver.programs import ffmpeg
from archiver.programs.ffmpeg import encoders, find_ffmpeg, run_ffmpeg
from archiver.programs.run import ProgramError, run


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_talkative_program_does_not_block() -> None:
    code = "import sys\nfor i in range(20000): print('o' * 80); print('e' * 80, file=sys.stderr)"
    finished = run(python(code))
    assert finished.returncode == 0
    assert finished.stdout.count("\n") == 20_000
    assert len(finished.stderr_tail.splitlines()) == 40


def test_lines_are_heard_as_they_come() -> None:
    heard: list[str] = []
    finished = run(python("print('a'); print('b')"), on_line=heard.append)
    assert heard == ["a", "b"]
    assert finished.stdout == ""


def test_a_child_is_ended_when_the_caller_is_interrupted() -> None:
    def interrupt(line: str) -> None:
        raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run(python("import time; print('x', flush=True); time.sleep(600)"), on_line=interrupt)
    assert time.monotonic() - started < 60


def test_a_child_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archiver.programs.run._GRACE_SECONDS", 0.2)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print('x', flush=True); time.sleep(600)"
    )

    def interrupt(line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(python(deaf), on_line=interrupt)


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(ProgramError, match="no-such-program"):
        run(["no-such-program"])


def test_ffmpeg_is_found_and_can_make_what_we_need() -> None:
    assert find_ffmpeg().version
    assert encoders() >= {"libx264", "aac"}


def test_a_failure_of_ffmpeg_is_told_in_plain_words() -> None:
    use_language("en")
    with pytest.raises(ProgramError, match="could not do it") as caught:
        run_ffmpeg(["-i", "file:/nowhere.mp4", "-f", "null", "-"], doing="could not do it")
    assert "No such file" in caught.value.why
    assert "nowhere" in caught.value.details


def test_without_any_ffmpeg_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "_candidates", lambda: [("", "$FFMPEG"), ("", "PATH")])
    find_ffmpeg.cache_clear()
    with pytest.raises(ProgramError) as caught:
        find_ffmpeg()
    assert "pip install imageio-ffmpeg" in caught.value.remedy
    find_ffmpeg.cache_clear()
