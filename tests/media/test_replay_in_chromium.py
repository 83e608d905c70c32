"""A spliced replay in a real browser: what is seen on both sides of every splice, and across."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.replay_site import served
from tests.media.coded import even_times, frames_of, write_coded
from tests.media.replays import replay_of

PIECES = (
    ("play", 2_050, 8_000),
    ("card", 8_000, 10_000),
    ("play", 10_020, 10_500),
    ("play", 12_000, 17_313),
)
SPLICES_MS = (0, 5_950, 7_950, 8_430)

LOOK = """async (times) => {
  const video = document.querySelector('video');
  const canvas = document.createElement('canvas');
  if (video.readyState < 2) await new Promise(r => video.addEventListener('loadeddata', r));
  canvas.width = video.videoWidth; canvas.height = video.videoHeight;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  const read = () => {
    context.drawImage(video, 0, 0);
    let number = 0;
    for (let bit = 0; bit < 16; bit++) {
      const x = Math.floor(bit * canvas.width / 16 + canvas.width / 32);
      if (context.getImageData(x, canvas.height / 4, 1, 1).data[1] > 128) number |= 1 << bit;
    }
    return number;
  };
  const seen = [];
  for (const time of times) {
    await new Promise(r => {
      video.addEventListener('seeked', r, {once: true});
      video.currentTime = time / 1000;
    });
    // The frame comes with its call back; none comes where the same frame is shown again.
    await new Promise(r => { video.requestVideoFrameCallback(r); setTimeout(r, 1000); });
    seen.push(read());
  }
  const played = [];
  video.currentTime = 5;
  await new Promise(r => video.addEventListener('seeked', r, {once: true}));
  const each = (_now, frame) => {
    played.push([frame.mediaTime * 1000, read()]);
    video.requestVideoFrameCallback(each);
  };
  video.requestVideoFrameCallback(each);
  video.playbackRate = 0.5;
  await video.play();
  await new Promise(r => { const timer = setInterval(() => {
    if (video.currentTime > 9.5 || video.ended || video.error) { clearInterval(timer); r(); }
  }, 50); });
  return {seen, played, error: video.error && video.error.message};
}"""


@pytest.fixture
def page(tmp_path: Path, chromium: Browser) -> Iterator[Page]:
    """A page of a real Chromium, beside the files of `tmp_path`."""
    (tmp_path / "page.html").write_text("<video muted preload=auto src=replay.mp4></video>")
    with served(tmp_path) as address:
        opened = chromium.new_page()
        opened.goto(f"{address}page.html")
        yield opened
        opened.close()


@pytest.fixture
def replay(tmp_path: Path) -> Path:
    source = tmp_path / "source.mp4"
    write_coded(source, even_times(20), {"g": "75", "bf": "3"})
    built, result, _timeline = replay_of(source, tmp_path, *PIECES)
    assert result.video == "spliced"
    return built


@pytest.mark.real("chromium")
def test_chromium_shows_the_right_frame_on_both_sides_of_every_splice(
    replay: Path, page: Page
) -> None:
    frames = frames_of(replay)
    times = [ms for splice in SPLICES_MS for ms in (splice - 25, splice + 45) if ms > 0]
    answer = page.evaluate(LOOK, times)
    assert answer["error"] is None
    should = [[n for at, n in frames if at <= ms][-1] for ms in times]
    assert answer["seen"] == should
    assert len(answer["played"]) > 40
    for at, n in answer["played"]:
        k = min(range(len(frames)), key=lambda i: abs(frames[i][0] - at))
        # A busy browser may have drawn the next frame by the time it tells of this one.
        assert n in {number for _at, number in frames[k : k + 2]}
