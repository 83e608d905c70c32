"""The watchdog's ears: no sound, silence, clipping, a dead channel, a hole in the sound."""

from collections import deque

from archiver.capture.conditions import Condition, Lasting, Passing, Seen, clock_time, seconds
from archiver.i18n import _
from archiver.media.segments import SegmentLook, SoundLook
from archiver.model.preset import AlarmSettings

_HOLE_MS = 1_000
_LONGEST_HOLE_MS = 600_000
_MISSING_MS = 2_000
_STRAY_MS = 300
"""Less sound than this in a segment is what a buffer let go late, not sound."""
_CLIPPING_SEGMENTS = 3
_DEAD_DB = 20.0
"""How far below the other a dead channel is: two channels near the limit are both quiet."""
_NOT_HEARD = ("LFE", "LFE2")
"""Silent most of the time where all is well."""


class SoundWatch:
    """Follows the sound from segment to segment."""

    def __init__(self, settings: AlarmSettings) -> None:
        self._settings = settings
        self._missing, self._silent, self._clipping = Lasting(), Lasting(), Lasting()
        self._dead: dict[int, Lasting] = {}
        self._names: tuple[str, ...] = ()
        self._clipped: deque[float] = deque(maxlen=_CLIPPING_SEGMENTS)
        self._hole = Passing()

    def see(self, seen: Seen) -> tuple[Condition, ...]:
        """What is wrong with the sound as of this segment."""
        sound = seen.look.sound
        heard = sound if sound and sound.levels.channels and _length(sound) >= _STRAY_MS else None
        self._note_missing(heard, seen)
        if heard:
            self._hole.see(_hole_text(seen), seen.ms)
            self._listen(heard, seen)
        else:
            self._silent, self._clipping, self._dead = Lasting(), Lasting(), {}
            self._clipped.clear()
        return tuple(self._conditions(seen))

    def _note_missing(self, heard: SoundLook | None, seen: Seen) -> None:
        if heard is None:
            self._missing.note(True, seen.ms, seen.segment.wall)
            return
        self._missing.note(False, seen.ms, seen.segment.wall)
        video = seen.look.video
        silent_end = video.timing.end_ms - heard.timing.end_ms if video else 0
        # Sound may arrive a little after its picture, and be in the next segment.
        if _MISSING_MS <= silent_end <= seen.ms:
            self._missing.note(True, silent_end, seen.wall(seen.ms - silent_end))

    def _listen(self, sound: SoundLook, seen: Seen) -> None:
        channels = sound.levels.channels
        if (names := tuple(channel.name for channel in channels)) != self._names:
            self._names, self._dead = names, {i: Lasting() for i in range(len(names))}
        self._dead = self._dead or {i: Lasting() for i in range(len(names))}
        self._clipped.append(max(channel.full_scale for channel in channels))
        clips = _clips(self._clipped, self._settings.clipping_share)
        self._clipping.note(clips, seen.ms, seen.segment.wall)
        step = seen.ms / max(1, len(sound.levels.windows))
        for i, window in enumerate(sound.levels.windows):
            self._listen_to(window, step, seen, i)

    def _listen_to(self, window: tuple[float, ...], step: float, seen: Seen, number: int) -> None:
        limit, at = self._settings.silent_below_dbfs, seen.wall(number * step)
        loudest = max(window)
        self._silent.note(loudest < limit, step, at)
        if loudest < limit:
            return  # In a pause of the speaker nothing can be said about a channel.
        for channel, level in enumerate(window):
            if self._names[channel] not in _NOT_HEARD:
                dead = level < limit and level <= loudest - _DEAD_DB
                self._dead[channel].note(dead, step, at)

    def _conditions(self, seen: Seen) -> list[Condition]:
        if self._missing.reached(_MISSING_MS):
            sound = seen.look.sound
            undecoded = sound is not None and not sound.levels.channels
            text = _undecoded_text(self._missing) if undecoded else _missing_text(self._missing)
            return [Condition("no_sound", text)]
        found = []
        if self._hole.text:
            found.append(Condition("no_sound", self._hole.text))
        if self._silent.reached(self._settings.silent_ms):
            found.append(Condition("silent", _silent_text(self._silent)))
        if self._clipping.reached(0):
            found.append(Condition("clipping", _clipping_text(self._clipping)))
        return found + self._dead_channels()

    def _dead_channels(self) -> list[Condition]:
        return [
            Condition("channel_dead", _dead_text(self._names[i], lasting), str(i + 1))
            for i, lasting in self._dead.items()
            if lasting.reached(self._settings.channel_dead_ms)
        ]


def channel_name(name: str) -> str:
    """A channel as a person calls it."""
    return {"FL": _("left"), "FR": _("right"), "FC": _("centre")}.get(name, name)


def _clips(shares: deque[float], limit: float) -> bool:
    share = sum(shares) / len(shares) if shares else 0.0
    return share > 0 and share >= limit


def _hole_text(seen: Seen) -> str:
    hole, picture = _gap(seen.look, seen.before, "sound"), _gap(seen.look, seen.before, "video")
    if not _HOLE_MS <= hole <= _LONGEST_HOLE_MS or abs(hole - picture) < _HOLE_MS:
        return ""  # So long a hole, or one that the picture has too, is time that jumped.
    return _(
        "the sound was interrupted for {seconds} s at about {time}: check the audio cable and "
        "the encoder"
    ).format(seconds=seconds(hole), time=clock_time(seen.segment.wall))


def _gap(look: SegmentLook, before: SegmentLook | None, part: str) -> int:
    now = getattr(look, part)
    earlier = getattr(before, part) if before else None
    inside: int = now.timing.gap_ms if now else 0
    between = now.timing.start_ms - earlier.timing.end_ms if now and earlier else 0
    return max(inside, between)


def _length(sound: SoundLook) -> int:
    return sound.timing.end_ms - sound.timing.start_ms


def _undecoded_text(lasting: Lasting) -> str:
    return _(
        "the sound cannot be decoded since {time}: check the audio settings of the encoder "
        "(AAC, 48 kHz)"
    ).format(time=lasting.clock())


def _missing_text(lasting: Lasting) -> str:
    return _(
        "the feed has had no sound at all since {time}: check that the encoder sends sound, then "
        "the cable from the mixing desk to it"
    ).format(time=lasting.clock())


def _silent_text(lasting: Lasting) -> str:
    return _(
        "silence since {time}: check the microphones, the mixing desk (mute, fader) and the cable "
        "to the encoder; nothing to do during a break"
    ).format(time=lasting.clock())


def _clipping_text(lasting: Lasting) -> str:
    return _(
        "the sound has been too loud and distorted since {time}: turn down the output of the "
        "mixing desk or the input of the encoder"
    ).format(time=lasting.clock())


def _dead_text(name: str, lasting: Lasting) -> str:
    return _(
        "the {channel} channel has been silent since {time} while another is not: check its cable "
        "and the mixing desk"
    ).format(channel=channel_name(name), time=lasting.clock())
