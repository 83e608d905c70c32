"""The settings of a house, as a preset file (`presets/NAME.toml`) gives them."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from archiver.i18n import _
from archiver.model.captions import CaptionNorms
from archiver.model.record import Confidence, Ms, Record


class SoundSettings(Record):
    """Which sound of the recording is the session's."""

    track: int = Field(default=1, ge=1)
    """Which audio track is heard when there are several, counted from 1."""
    missing: Literal["error", "silence"] = "error"
    """What to do with a recording that has no sound at all."""


class ImportSettings(Record):
    """How a video enters the session folder; the source itself is never changed."""

    keep: Literal["link", "copy"] = "link"
    """`link` makes a hard link where the disk allows it, else a copy."""


AUTO = "auto"
"""The speech model that suits the machine, as `archiver models advise` found."""


class SpeechSettings(Record):
    """How speech is recognised."""

    engine: Literal["faster-whisper", "openai-whisper"] = "faster-whisper"
    """The program that runs the model; the second is an extra."""
    model: str = "base"
    """A known name, `auto`, a folder holding a CTranslate2 model, or `repository@revision`.

    `auto` stays `auto` in what a step has used: a session is not redone for being looked at from
    another machine.
    """
    device: Literal["auto", "cpu", "cuda"] = "auto"
    beam_size: int = Field(default=5, ge=1, le=20)
    prompt: Literal["off", "guarded"] = "off"
    """`guarded`: names of the house are shown to the recogniser, and dropped where that loses."""
    seed: int = 20170327
    threads: int = Field(default=0, ge=0)
    """0: as many as the machine has cores."""
    glossary: Literal["on", "off"] = "on"
    """Whether names and words of the house are corrected by their sound and spelling."""

    def what_changes_words(self) -> dict[str, object]:
        """The settings that can change what is recognised: all but where it is computed."""
        always = self.model_dump(include={"model", "beam_size", "seed"})
        usual = {"engine": "faster-whisper", "prompt": "off"}
        now = self.model_dump(include=set(usual))
        return {**always, **{key: now[key] for key, value in usual.items() if now[key] != value}}


Area = tuple[Confidence, Confidence, Confidence, Confidence]
"""Left, top, width and height as shares of the picture."""


def _is_in_the_picture(area: Area) -> Area:
    left, top, width, height = area
    if min(width, height) <= 0 or left + width > 1.0001 or top + height > 1.0001:
        raise ValueError(
            _("left, top, width and height are shares of the picture, as in [0.05, 0.75, 0.9, 0.2]")
        )
    return area


class CardSettings(Record):
    """How title and name cards are read off the picture."""

    read: Literal["auto", "off"] = "auto"
    """`auto` reads them where a reader is installed."""
    region: Literal["auto"] | Annotated[Area, AfterValidator(_is_in_the_picture)] = "auto"
    """Where they are shown; `auto` finds it out."""


class SplitSettings(Record):
    """How the agenda is aligned with what was said."""

    uncertain_below: float = Field(default=0.6, ge=0.0, le=1.0)
    """Boundaries less sure than this are shown to a person."""


class ReplaySettings(Record):
    """What the viewer gets."""

    video: Literal["auto", "copy", "encode"] = "auto"
    max_height: int = 1080
    max_bit_rate_kbps: int = 6000
    x264_preset: str = "veryfast"
    crf: int = Field(default=23, ge=0, le=51)
    loudness_lufs: float = -16.0
    true_peak_dbtp: float = -1.5
    audio_bit_rate_kbps: int = 128
    trim: bool = True
    """Run from the opening to the closing; false shows the whole recording."""
    suspension: Literal["card", "leave_out", "show"] = "card"
    closed: Literal["card", "leave_out"] = "leave_out"
    outage: Literal["card", "leave_out"] = "card"
    card_longest_ms: Ms = 0
    """The longest a card is shown for; 0: as long as what it covers."""
    mobile_height: int = Field(default=480, ge=0, le=1080)
    """Height in pixels of a second, smaller video for telephones and slow lines; 0: none."""


class CaptureSettings(Record):
    """How a session's feed is recorded."""

    segment_ms: Ms = Field(default=4_000, ge=1_000)
    margin_before_ms: Ms = 15 * 60_000
    """How long before the planned start the recording begins."""
    margin_after_ms: Ms = 60 * 60_000
    """How long after the planned end it goes on, unless it is ended before."""
    longest_ms: Ms = 14 * 3_600_000
    """The longest a recording lasts when no end is planned."""
    feed_latency_ms: Ms = 0
    """How long after it happened in the room the recorder receives the picture."""
    hang_ms: Ms = Field(default=4_000, ge=1_000)
    """A feed that says nothing for so long is taken up anew."""
    codec: Literal["auto", "copy", "encode"] = "auto"
    """`auto` copies feeds that are H.264 already and encodes raw ones (devices)."""
    x264_preset: str = "veryfast"
    video_bit_rate_kbps: int = Field(default=6_000, ge=100)
    audio_bit_rate_kbps: int = Field(default=160, ge=32)
    key_frame_ms: Ms = Field(default=2_000, ge=500)
    size: str = Field(default="1920x1080", pattern=r"^\d{2,5}x\d{2,5}$")
    """What a device is asked for: width and height in pixels."""
    frames_per_second: int = Field(default=25, ge=1, le=120)
    outgoing_delay_ms: Ms = 4_000
    """How long what goes out live is held back: a mark that comes late still cuts in time."""
    record_closed: bool = True
    """Whether a closed sitting is recorded at all (it is never published)."""


class AlarmSettings(Record):
    """From when on the watchdog raises an alarm."""

    silent_ms: Ms = 20_000
    silent_below_dbfs: float = -55.0
    clipping_share: float = Field(default=0.001, ge=0.0, le=1.0)
    """Share of the samples at full scale."""
    channel_dead_ms: Ms = 20_000
    frozen_ms: Ms = 20_000
    black_ms: Ms = 10_000
    bit_rate_share: float = Field(default=0.4, ge=0.0, le=1.0)
    """Below this share of the usual bit rate, or above its inverse."""
    hook: tuple[str, ...] = ()
    """A command and its arguments, run at every alarm; it finds the alarm in its environment."""


class LiveSettings(Record):
    """What is heard while the session is recorded, and what happens when it ends."""

    recognise: bool = True
    """Whether speech is recognised while the session is recorded."""
    publish: Literal["close", "hold"] = "close"
    """`close`: the replay's page stands when the recording ends; `hold`: a person publishes it."""
    quick_beam_size: int = Field(default=1, ge=1, le=20)
    """The beam of the quick pass, for the captions of what was just said."""
    threads: int = Field(default=0, ge=0)
    """Threads of recognition while recording; 0: one less than the machine has cores."""


class PublishSettings(Record):
    """What is shown beside a replay."""

    comments: Literal["hide", "show"] = "hide"
    """Whether the public's comments on the live stand beside the replay."""


class Preset(Record):
    """Every setting of a house, with the defaults this tool recommends."""

    capture: CaptureSettings = CaptureSettings()
    alarms: AlarmSettings = AlarmSettings()
    live: LiveSettings = LiveSettings()
    import_: ImportSettings = Field(default=ImportSettings(), alias="import")
    sound: SoundSettings = SoundSettings()
    speech: SpeechSettings = SpeechSettings()
    cards: CardSettings = CardSettings()
    split: SplitSettings = SplitSettings()
    captions: CaptionNorms = CaptionNorms()
    replay: ReplaySettings = ReplaySettings()
    publish: PublishSettings = PublishSettings()
