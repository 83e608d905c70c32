from pathlib import Path

import pytest

from archiver.capture.feeds import FeedError, input_args, parse_feed, redacted


@pytest.mark.parametrize(
    ("text", "kind", "listens"),
    [
        ("srt://192.0.2.10:9000", "srt", False),
        ("srt://:9000?mode=listener", "srt", True),
        ("rtmp://192.0.2.10/live/salle", "rtmp", False),
        ("RTMPS://relay.example/live/salle", "rtmp", False),
        ("rtmp://0.0.0.0:1935/live/salle?listen=1", "rtmp", True),
        ("rtsp://camera.example/stream1", "rtsp", False),
        ("https://tv.example/live.m3u8", "hls", False),
        ("udp://@239.0.0.1:1234", "udp", True),
        ("v4l2:/dev/video0", "device", False),
        ("/dev/video2", "device", False),
        ("test:", "test", False),
    ],
)
def test_what_an_address_is(text: str, kind: str, listens: bool) -> None:
    feed = parse_feed(text)
    assert (feed.kind, feed.listens) == (kind, listens)


def test_a_file_is_played_in_real_time_and_cannot_be_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "-i.ts").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    args = input_args(parse_feed("-i.ts"), "1920x1080", 25)
    assert args[:1] == ["-re"]
    assert args[-2:] == ["-i", f"file:{tmp_path}/-i.ts"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "concat:a|b",
        "file:///etc/passwd",
        "pipe:0",
        "data:text/plain,x",
        "gopher://example/1",
        "no-such-file.mp4",
        "v4l2:../etc/passwd",
        "srt://",
        "-f lavfi",
        "subfile,,start,0,end,0,,:/etc/passwd",
    ],
)
def test_what_is_no_feed(text: str) -> None:
    with pytest.raises(FeedError):
        parse_feed(text)


@pytest.mark.parametrize("sound", ["hw:0", "alsa:", "lavfi:sine", "-i x"])
def test_what_is_no_sound_device(sound: str) -> None:
    with pytest.raises(FeedError):
        parse_feed("v4l2:/dev/video0", sound)


def test_sound_from_a_device_of_its_own() -> None:
    args = input_args(parse_feed("/dev/video0", "alsa:hw:1,0"), "1280x720", 50)
    assert args[-6:] == ["-f", "alsa", "-thread_queue_size", "1024", "-i", "hw:1,0"]
    assert args[4:6] == ["-video_size", "1280x720"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("srt://h:9000?passphrase=secretsecret", "srt://h:9000"),
        ("rtmp://user:pass@h/live/stream-key", "rtmp://h/live/…"),
        ("rtsp://admin:pass@camera/1", "rtsp://camera/1"),
        ("https://u:p@h/a.m3u8?token=t", "https://h/a.m3u8"),
    ],
)
def test_secrets_are_not_shown(address: str, shown: str) -> None:
    assert redacted(address) == shown
    assert parse_feed(address).shown == shown


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://h/a.m3u8", "http,https,tcp,tls,crypto"),
        ("srt://h:1", "srt"),
        ("udp://@239.0.0.1:1", "udp"),
    ],
)
def test_a_feed_opens_its_own_protocols_only(address: str, allowed: str) -> None:
    args = input_args(parse_feed(address), "1920x1080", 25)
    assert args[args.index("-protocol_whitelist") + 1] == allowed
    assert "file" not in allowed.split(",")


def test_a_dead_caller_does_not_wait_for_ever() -> None:
    assert "connect_timeout=3000" in input_args(parse_feed("srt://h:1"), "1x1", 25)[-1]
    assert "-rw_timeout" in input_args(parse_feed("rtmp://h/a/b"), "1x1", 25)
    listener = input_args(parse_feed("srt://:1?mode=listener"), "1x1", 25)
    assert "connect_timeout" not in listener[-1]
