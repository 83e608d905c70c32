"""How the preflight judges, and the page it is read from."""

from dataclasses import replace

import pytest

from archiver.capture.judging import (
    Check,
    bit_rate,
    judge_clock,
    judge_destination,
    judge_disk,
    judge_feed,
    judge_ffmpeg,
    judge_level,
    judge_motion,
    judge_rate,
    judge_sound,
    judge_unwritable,
)
from archiver.capture.reach import Reached
from archiver.cli.preflight import show_checks
from archiver.i18n import use_language
from archiver.media.segments import SegmentLook
from archiver.model.preset import AlarmSettings
from tests.unit.capture.looks import BLACK, RESTS, look, sound, video

ALARMS = AlarmSettings()
GB = 1_000_000_000


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


def test_a_good_feed_is_green_throughout_and_says_what_it_is() -> None:
    looks = [look(), look()]
    feed = judge_feed(looks)
    assert feed == Check("Feed", "green", "h264 1920 × 1080, 25 frames/s – aac 48 kHz")
    assert judge_motion(looks).state == "green"
    assert judge_sound(looks, ALARMS) == Check("Sound", "green", "left -24 dB, right -24 dB")
    assert judge_level(looks, ALARMS) == Check("Level", "green", "peaks at -10 dB")
    assert judge_rate([look()]) == Check("Bit rate", "green", "6.0 Mbit/s")
    assert bit_rate([look(), look()]) == 6_000_000


def test_nothing_that_can_be_decoded_is_no_feed() -> None:
    for looks in ([], [SegmentLook("a.ts", damage="empty")]):
        assert judge_feed(looks).state == "red"
        assert judge_sound(looks, ALARMS).state == "red"
        assert judge_level(looks, ALARMS) is None
        assert bit_rate(looks) == 0


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (look(video(RESTS, BLACK)), "red"),
        (look(video(RESTS, first=9, last=9)), "yellow"),
        (look(video(RESTS, first=9, last=90)), "green"),
    ],
)
def test_a_picture_must_show_something_that_moves(seen: SegmentLook, state: str) -> None:
    assert judge_motion([seen, seen]).state == state


def test_one_key_picture_does_not_tell_whether_it_moves() -> None:
    alone = video()
    alone = replace(alone, pictures=alone.pictures[:1])
    assert judge_motion([look(alone)]).state == "yellow"


@pytest.mark.parametrize(
    ("levels", "state"),
    [
        ((-24.0, -24.0), "green"),
        ((-120.0, -120.0), "red"),
        ((-70.0, -70.0), "yellow"),
        ((-24.0, -90.0), "red"),
        ((-24.0, -40.0), "green"),
        ((-24.0, -24.0, -24.0, -120.0), "green"),
    ],
)
def test_sound_is_wanted_on_every_channel(levels: tuple[float, ...], state: str) -> None:
    check = judge_sound([look(heard=sound(*levels))], ALARMS)
    assert check.state == state
    assert bool(check.remedy) == (state != "green")


@pytest.mark.parametrize(
    ("peak", "full_scale", "state"),
    [(-10, 0.0, "green"), (-0.5, 0.0, "yellow"), (-35, 0.0, "yellow"), (0, 0.01, "red")],
)
def test_the_level_is_neither_too_loud_nor_too_low(
    peak: float, full_scale: float, state: str
) -> None:
    heard = sound(-24, -24, peak=peak, full_scale=full_scale)
    check = judge_level([look(heard=heard)], ALARMS)
    assert check
    assert check.state == state


@pytest.mark.parametrize(
    ("looks", "said"),
    [
        ([look(size=300_000)], "low for 1920 × 1080"),
        ([look(video(size=(640, 360)))], "small picture"),
        ([look(), look()], "breaks"),
        ([look(heard=sound(-24, -24, gap_ms=1_500))], "breaks"),
    ],
)
def test_the_stream_is_to_be_large_and_whole(looks: list[SegmentLook], said: str) -> None:
    """Two looks with the same timestamps go back in time."""
    check = judge_rate(looks)
    assert check.state == "yellow"
    assert said in check.said


@pytest.mark.parametrize(
    ("free", "state"),
    [(30 * GB, "green"), (28_800_000_000, "green"), (20 * GB, "yellow"), (10 * GB, "red")],
)
def test_the_disk_is_to_hold_twice_the_planned_length(free: int, state: str) -> None:
    """Four hours at 1 MB/s take 14.4 GB."""
    check = judge_disk("Recording", "/rec", free, 1_000_000, 4 * 3_600_000)
    assert check.state == state
    assert "/rec" in check.said


def test_a_disk_that_is_gone_is_red() -> None:
    assert judge_disk("Second copy", "/mnt", None, 1.0, 1).state == "red"
    check = judge_unwritable("Second copy", "/mnt", "Read-only file system")
    assert check.state == "red"
    assert "Read-only" in check.said


@pytest.mark.parametrize(
    ("found", "state"),
    [
        *(("answers", "green"), ("known", "green"), ("waits", "green"), ("refused", "red")),
        *(("unknown", "red"), ("silent", "red"), ("malformed", "red")),
    ],
)
def test_a_destination_answers_or_says_what_to_do(found: str, state: str) -> None:
    reached = Reached("YouTube", found, "a.example:1935")  # type: ignore[arg-type]
    check = judge_destination(reached)
    assert check.state == state
    assert bool(check.remedy) == (state == "red")


def test_the_clock_is_right_wrong_or_unknown() -> None:
    states = [judge_clock(answer).state for answer in (True, None, False)]
    assert states == ["green", "yellow", "red"]


def test_what_ffmpeg_lacks_is_named() -> None:
    assert judge_ffmpeg((), "7.1").state == "green"
    check = judge_ffmpeg(("alsa", "v4l2"), "7.1")
    assert check.state == "red"
    assert "alsa, v4l2" in check.said


def test_the_page_has_a_line_a_check_the_remedies_and_a_verdict(
    capsys: pytest.CaptureFixture[str],
) -> None:
    checks = [
        Check("Feed", "green", "h264"),
        Check("Sound", "red", "silence\x1b[2J\nnext [bold]x[/bold]", "open a microphone"),
        Check("Clock", "yellow", "unknown", "compare it"),
    ]
    assert show_checks(checks) is False
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [" ✓ Feed   h264", " ✗ Sound  silence [2J next [bold]x[/bold]"]
    assert lines[2].strip() == "→ open a microphone"
    assert lines[4].strip() == "→ compare it"
    assert lines[-1] == "NOT READY: 1 thing to mend."


def test_what_is_yellow_does_not_stop_a_session(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_checks([Check("Clock", "yellow", "unknown", "compare it")]) is True
    assert show_checks([Check("Clock", "green", "set")]) is True
    out = capsys.readouterr().out
    assert "READY, with 1 thing to look at." in out
    assert out.splitlines()[-1] == "READY."
