"""Addresses of destinations: three protocols and nothing else; keys shown to nobody."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.capture.destination import Destination, DestinationError
from archiver.i18n import use_language
from archiver.programs import ffmpeg
from archiver.programs.ffmpeg import Ffmpeg

KEY = "abcd-1234-efgh"


@pytest.fixture(autouse=True)
def _some_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    use_language("en")
    found = Ffmpeg("ffmpeg", "9", "PATH")
    monkeypatch.setattr("archiver.capture.destination.find_ffmpeg", lambda: found)
    assert ffmpeg.find_ffmpeg


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("rtmp://a.rtmp.youtube.com/live2", "a.rtmp.youtube.com", 1935),
        ("rtmps://live-api-s.facebook.com:443/rtmp/", "live-api-s.facebook.com", 443),
        ("rtmps://va.pscp.tv/x", "va.pscp.tv", 443),
        ("rtmp://[::1]:1936/live", "::1", 1936),
        ("srt://relay.example.fr:9000?latency=200000", "relay.example.fr", 9000),
    ],
)
def test_usual_addresses_are_taken(url: str, host: str, port: int) -> None:
    destination = Destination("d", url, key=KEY)
    assert (destination.host, destination.port) == (host, port)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "http://example.fr/live",
        "udp://239.0.0.1:1234",
        "tee:rtmp://a/b",
        "-f",
        "rtmp:live",
        "rtmp://",
        "rtmp://host/live -listen 1",
        "rtmp://host/live\n-y",
        "rtmp://host/live?tcurl=x",
        "rtmp://host/live#x",
        "rtmp://host:99999/live",
        "rtmp://user:password@host/live",
        "rtmp://ho st/live",
        "rtmp://-host/live",
        "rtmp://host|file:/x/live",
        "srt://host",
        "srt://host:9000/path",
        "srt://host:9000?mode=listener",
        "srt://host:9000?streamid=k3y-1",
        "srt://host:9000?passphrase=k3y-12345",
        "srt://host:9000?latency=1;x",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(DestinationError) as caught:
        Destination("d", url)
    assert "k3y" not in str(caught.value)
    assert "password@" not in str(caught.value)


@pytest.mark.parametrize("key", ["two words", "é", "a\nb", "x" * 901])
def test_a_key_is_one_word(key: str) -> None:
    with pytest.raises(DestinationError) as caught:
        Destination("d", "rtmp://host/live", key=key)
    assert key not in str(caught.value)


def test_the_key_goes_in_by_the_input_and_not_by_the_arguments() -> None:
    destination = Destination("d", "rtmps://host/live2", key=KEY)
    command, told = destination.command(4711)
    assert not any(KEY in arg for arg in command)
    assert json.loads(told) == {"port": 4711, "path": f"live2/{KEY}"}
    assert KEY not in repr(destination)


def test_a_relay_without_key_takes_the_path_as_it_is() -> None:
    _command, told = Destination("d", "rtmp://host/live/room").command(1)
    assert json.loads(told)["path"] == "live/room"


def test_srt_is_called_with_its_options() -> None:
    destination = Destination("d", "srt://[::1]:9000?latency=200000", KEY, "p4ssphrase")
    command, told = destination.command(0)
    assert command[-1] == "srt://[::1]:9000?latency=200000&mode=caller"
    assert command[-5:-1] == ("-srt_streamid", KEY, "-passphrase", "p4ssphrase")
    assert told == b""


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=9, max_size=40))
def test_nothing_that_is_said_holds_the_key(key: str) -> None:
    destination = Destination("d", "rtmp://host/live", key=key)
    said = destination.scrubbed(f"<{key}>\n{quote(key)}\t{quote(key, safe='')}")
    assert said == "<•••>\n•••\t•••"
