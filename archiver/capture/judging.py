"""Judges what a preflight gathered: one check a matter, green, yellow or red, and the remedy.

Only judges: every function takes what was found and runs nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from archiver.capture.reach import Reached
from archiver.capture.watch_feed import jump_of
from archiver.capture.watch_picture import is_black, is_still
from archiver.capture.watch_sound import channel_name
from archiver.i18n import _
from archiver.media.levels import ChannelLevel
from archiver.media.segments import SegmentLook
from archiver.media.sketch import change
from archiver.model.preset import AlarmSettings

_NOTHING_DBFS = -90.0
"""Below this there is not even the noise of a room: nothing is connected, or it is muted."""
_LOW_PEAK_DBFS = -30.0
_HIGH_PEAK_DBFS = -1.0
_DEAD_DB = 20.0
_LOW_HEIGHT = 720
_LOW_BITS_PER_PIXEL = 0.02
_HOLE_MS = 1_000
_GIGABYTE = 1_000_000_000
_HOUR = 3600


@dataclass(frozen=True)
class Check:
    """One line of the page: what was checked, how it stands, what was found, what mends it."""

    name: str
    state: Literal["green", "yellow", "red"]
    said: str
    remedy: str = ""


def judge_feed(looks: Sequence[SegmentLook]) -> Check:
    """Whether there is a feed with a picture that can be decoded."""
    name = _("Feed")
    videos = [look.video for look in looks if look.video and look.video.pictures]
    if not videos:
        remedy = _("Check that the encoder sends H.264 with a key frame every two seconds")
        return Check(name, "red", _("no picture can be decoded"), remedy)
    sound = next((look.sound for look in looks if look.sound), None)
    rate = max(look.frame_rate for look in looks)
    size = f"{videos[0].width} × {videos[0].height}"
    said = f"{videos[0].codec} {size}, " + _("{rate} frames/s").format(rate=f"{rate:.4g}")
    if sound:
        said += f" – {sound.codec} {sound.sample_rate / 1000:g} kHz"
    return Check(name, "green", said)


def judge_motion(looks: Sequence[SegmentLook]) -> Check:
    """Whether the picture moves and shows something."""
    name = _("Picture")
    videos = [look.video for look in looks if look.video and look.video.pictures]
    pictures = [picture for video in videos for picture in video.pictures]
    changes = [picture.change for picture in pictures if picture.change]
    for before, after in pairwise(videos):
        if before.last and after.first:
            changes.append(change(before.last, after.first))
    if all(is_black(picture) for picture in pictures):
        remedy = _("Check the camera (power, lens cap), the video mixer and the cable")
        return Check(name, "red", _("it is black"), remedy)
    if not changes:
        remedy = _("Check that the encoder sends a key frame every two seconds")
        return Check(name, "yellow", _("too few key frames to tell whether it moves"), remedy)
    if all(is_still(changed) for changed in changes):
        remedy = _("Move something in front of the camera; if a slide is shown, all is well")
        return Check(name, "yellow", _("it does not move"), remedy)
    return Check(name, "green", _("it moves"))


def judge_sound(looks: Sequence[SegmentLook], settings: AlarmSettings) -> Check:
    """Whether there is sound on every channel."""
    name, channels = _("Sound"), _channels(looks)
    if not channels:
        remedy = _("Check that the encoder sends sound (AAC, 48 kHz)")
        return Check(name, "red", _("the feed has no sound at all"), remedy)
    said = ", ".join(f"{channel_name(c.name)} {c.rms_dbfs:.0f} dB" for c in channels)
    loudest = max(channel.rms_dbfs for channel in channels)
    if loudest <= _NOTHING_DBFS:
        remedy = _("Nothing arrives: check the mixing desk (mute, output) and the cable")
        return Check(name, "red", _("silence ({levels})").format(levels=said), remedy)
    if loudest < settings.silent_below_dbfs:
        remedy = _("Open a microphone, speak into it, and check again")
        return Check(name, "yellow", _("nearly silent ({levels})").format(levels=said), remedy)
    dead = [c for c in channels if _is_dead(c, loudest, settings.silent_below_dbfs)]
    if dead:
        which = ", ".join(channel_name(channel.name) for channel in dead)
        remedy = _("Check the cable of the silent channel: {channels}").format(channels=which)
        return Check(name, "red", _("a channel is silent ({levels})").format(levels=said), remedy)
    return Check(name, "green", said)


def judge_level(looks: Sequence[SegmentLook], settings: AlarmSettings) -> Check | None:
    """Whether the sound is neither too loud nor too low; None where there is nothing to hear."""
    name, channels = _("Level"), _channels(looks)
    if not channels or max(c.rms_dbfs for c in channels) < settings.silent_below_dbfs:
        return None
    peak = max(channel.peak_dbfs for channel in channels)
    said = _("peaks at {peak} dB").format(peak=f"{peak:.0f}")
    clipped = max(channel.full_scale for channel in channels)
    if clipped > 0 and clipped >= settings.clipping_share:
        remedy = _("Turn down the output of the mixing desk: what is distorted cannot be mended")
        return Check(name, "red", _("distorted ({said})").format(said=said), remedy)
    if peak > _HIGH_PEAK_DBFS:
        remedy = _("Turn the sound down a little: peaks should stay below -6 dB")
        return Check(name, "yellow", _("nearly too loud ({said})").format(said=said), remedy)
    if peak < _LOW_PEAK_DBFS:
        remedy = _("Turn the sound up: peaks should be between -18 and -6 dB when someone speaks")
        return Check(name, "yellow", _("low ({said})").format(said=said), remedy)
    return Check(name, "green", said)


def judge_rate(looks: Sequence[SegmentLook]) -> Check:
    """Whether bit rate and size of the picture do, and the stream is without holes."""
    name = _("Bit rate")
    bits, rate = bit_rate(looks), max((look.frame_rate for look in looks), default=0.0)
    width, height = next(((v.width, v.height) for v in (look.video for look in looks) if v), (0, 0))
    said = _("{rate} Mbit/s").format(rate=f"{bits / 1_000_000:.1f}")
    if any(_has_break(looks, i) for i in range(len(looks))):
        remedy = _("Check the network cable between the encoder and this machine, then the encoder")
        return Check(name, "yellow", _("{rate}, with breaks").format(rate=said), remedy)
    if bits < _LOW_BITS_PER_PIXEL * width * height * max(1.0, rate):
        remedy = _("Raise the bit rate of the encoder (6 Mbit/s for 1920 × 1080)")
        low = _("{rate}: low for {size}").format(rate=said, size=f"{width} × {height}")
        return Check(name, "yellow", low, remedy)
    if height < _LOW_HEIGHT:
        remedy = _("Set the encoder to 1280 × 720 or more")
        small = _("{rate}: a small picture ({size})").format(rate=said, size=f"{width} × {height}")
        return Check(name, "yellow", small, remedy)
    return Check(name, "green", said)


def judge_disk(
    name: str, where: str, free: int | None, bytes_per_second: float, planned_ms: int
) -> Check:
    """Whether the disk of the folder `where` holds twice the planned length."""
    if free is None:
        remedy = _("Check that the disk is connected and the share is mounted")
        return Check(name, "red", _("{folder} cannot be reached").format(folder=where), remedy)
    lasts = free / max(1.0, bytes_per_second)
    said = _("{free} GB free in {folder}: {hours} h of recording").format(
        free=f"{free / _GIGABYTE:.1f}", folder=where, hours=f"{lasts / _HOUR:.1f}"
    )
    planned = planned_ms / 1000
    if lasts >= 2 * planned:
        return Check(name, "green", said)
    needed = (2 * planned * bytes_per_second - free) / _GIGABYTE
    remedy = _("Free {needed} GB for twice the planned length, or record to another disk").format(
        needed=f"{math.ceil(needed)}"
    )
    return Check(name, "yellow" if lasts >= planned else "red", said, remedy)


def judge_unwritable(name: str, where: str, why: str) -> Check:
    """A folder that cannot be written to."""
    said = _("{folder} cannot be written: {why}").format(folder=where, why=why)
    return Check(name, "red", said, _("Check the folder, its rights, and the disk or share"))


def judge_destination(reached: Reached) -> Check:
    """Whether a destination answers."""
    name = _("Destination {name}").format(name=reached.name)
    good = {
        "answers": _("{place} answers"),
        "known": _("{place} is known; whether it answers shows once the stream is sent"),
        "waits": _("it will come to {place} for the stream"),
    }
    bad = {
        "refused": (
            _("{place} refuses the connection"),
            _("Check that the stream was created there, and the address in the preset"),
        ),
        "unknown": (
            _("{place} is not known"),
            _("Check the spelling of the address, then the Internet connection"),
        ),
        "silent": (
            _("{place} does not answer"),
            _("Check the Internet connection and the firewall (outgoing port)"),
        ),
        "malformed": (
            _("its address cannot be used"),
            _("Write it as rtmp://, rtmps:// or srt://, with host and port"),
        ),
    }
    if reached.found in good:
        return Check(name, "green", good[reached.found].format(place=reached.place))
    said, remedy = bad[reached.found]
    return Check(name, "red", said.format(place=reached.place), remedy)


def judge_clock(synchronised: bool | None) -> Check:
    """Whether the clock of this machine is right."""
    name = _("Clock")
    if synchronised:
        return Check(name, "green", _("set by a time server"))
    if synchronised is None:
        remedy = _("Compare it with another clock")
        return Check(name, "yellow", _("this machine cannot say whether it is right"), remedy)
    remedy = _("Turn on the time service: timedatectl set-ntp true")
    return Check(name, "red", _("not set by a time server"), remedy)


def judge_ffmpeg(lacks: Sequence[str], about: str) -> Check:
    """Whether ffmpeg can take the feed: `lacks` is what it was built without."""
    if not lacks:
        return Check("ffmpeg", "green", about)
    said = _("{about} lacks what this feed needs: {lacks}").format(
        about=about, lacks=", ".join(lacks)
    )
    remedy = _("Install the system's ffmpeg (apt install ffmpeg), or name one in $FFMPEG")
    return Check("ffmpeg", "red", said, remedy)


def bit_rate(looks: Sequence[SegmentLook]) -> int:
    """The bits a second over all that was looked at; 0 where it is not known."""
    ms = sum(look.duration_ms for look in looks)
    return sum(look.size for look in looks) * 8000 // ms if ms > 0 else 0


def _channels(looks: Sequence[SegmentLook]) -> tuple[ChannelLevel, ...]:
    heard = [look.sound.levels.channels for look in looks if look.sound]
    heard = [channels for channels in heard if channels and len(channels) == len(heard[0])]
    return tuple(_together(parts) for parts in zip(*heard, strict=True))


def _together(parts: Sequence[ChannelLevel]) -> ChannelLevel:
    power = sum(10 ** (part.rms_dbfs / 10) for part in parts) / len(parts)
    share = sum(part.full_scale for part in parts) / len(parts)
    peak = max(part.peak_dbfs for part in parts)
    return ChannelLevel(parts[0].name, 10 * math.log10(power), peak, share)


def _is_dead(channel: ChannelLevel, loudest: float, limit: float) -> bool:
    quiet = channel.rms_dbfs < limit and channel.rms_dbfs <= loudest - _DEAD_DB
    return quiet and not channel.name.startswith("LFE")


def _has_break(looks: Sequence[SegmentLook], i: int) -> bool:
    look, before = looks[i], looks[i - 1] if i else None
    hole = look.sound.timing.gap_ms if look.sound else 0
    return bool(jump_of(look, before)) or hole >= _HOLE_MS or look.errors > 0
