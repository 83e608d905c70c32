from archiver.capture.command import recorder_args, segment_name
from archiver.capture.feeds import parse_feed
from archiver.model.preset import CaptureSettings


def _args(feed: str, *, encode: bool = False) -> list[str]:
    return recorder_args(
        parse_feed(feed), CaptureSettings(), 3, encode=encode, longest_ms=7_200_000, probe_ms=3_000
    )


def _after(args: list[str], option: str) -> str:
    return args[args.index(option) + 1]


def test_a_feed_is_copied_into_segments_flushed_at_every_packet() -> None:
    args = _args("srt://h:9000")
    assert _after(args, "-c") == "copy"
    assert _after(args, "-segment_format_options") == "flush_packets=1"
    assert _after(args, "-segment_time") == "4.000"
    assert args[-1] == "run3_%05d.ts"
    assert args[-1] % 7 == segment_name(3, 7)


def test_nothing_is_held_back_and_no_time_is_corrected() -> None:
    args = _args("srt://h:9000")
    assert int(_after(args, "-max_interleave_delta")) <= 1_000_000
    assert int(_after(args, "-dts_delta_threshold")) > 100_000


def test_it_ends_by_itself_should_nobody_be_left() -> None:
    assert _after(_args("srt://h:9000"), "-t") == "7200.000"


def test_a_raw_feed_is_encoded_as_the_preset_says() -> None:
    args = _args("/dev/video0", encode=True)
    assert _after(args, "-c:v") == "libx264"
    assert _after(args, "-b:v") == "6000k"
    assert _after(args, "-force_key_frames") == "expr:gte(t,n_forced*2)"
