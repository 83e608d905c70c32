"""Takes away what a picture shows: blurs it so that nothing in it can be told, or covers it."""

from av.video.frame import VideoFrame

from archiver.media.encoder import Picturing, card_frame
from archiver.media.frames import TICKS_PER_MS
from archiver.model.hiding import Hidden, Stretch
from archiver.model.timeline import Piece

GRAIN = 16
"""So many dots a blurred picture is wide: neither a face nor a word is left in them."""


class Veil:
    """What is laid over the hidden passages of a recording; times are session ticks."""

    def __init__(self, hidden: Hidden, picturing: Picturing) -> None:
        self._hidden, self._picturing = hidden, picturing

    def seen(self, start_ms: int, end_ms: int) -> tuple[Stretch, ...]:
        """What becomes of the picture in a piece of session time, without a gap."""
        return self._hidden.seen(start_ms, end_ms)

    def at(self, tick: int) -> str | None:
        """What becomes of the picture at an instant."""
        for one in self._hidden.passages:
            if one.start_ms * TICKS_PER_MS <= tick < one.end_ms * TICKS_PER_MS:
                (stretch,) = self._hidden.seen(tick // TICKS_PER_MS, tick // TICKS_PER_MS + 1)
                return stretch.how
        return None

    def over(self, frame: VideoFrame, how: str | None) -> VideoFrame:
        """`frame` as it may be shown, at its time."""
        if how == "blur":
            return blurred(frame)
        if how == "card":
            return self._card(frame)
        return frame

    def _card(self, frame: VideoFrame) -> VideoFrame:
        assert frame.pts is not None
        # A piece that covers nothing of the agenda says by its kind that something is hidden.
        piece = Piece(
            shown="card",
            kind="none",
            session_start_ms=0,
            session_end_ms=1,
            replay_start_ms=0,
            replay_end_ms=1,
        )
        card = card_frame(self._picturing(piece, frame.width, frame.height), frame.pts)
        card.time_base = frame.time_base
        return card if frame.format.name == "yuv420p" else card.reformat(format=frame.format.name)


def blurred(frame: VideoFrame) -> VideoFrame:
    """`frame` as a few soft dots, at its time."""
    rows = max(2, round(GRAIN * frame.height / frame.width / 2) * 2)
    few = frame.reformat(width=GRAIN, height=rows, interpolation="AREA")
    soft = few.reformat(width=frame.width, height=frame.height, interpolation="BICUBIC")
    soft.pts, soft.time_base = frame.pts, frame.time_base
    return soft
