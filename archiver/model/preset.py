"""The settings of a house, as a preset file (`presets/NAME.toml`) gives them."""

from typing import Literal

from pydantic import Field

from archiver.model.captions import CaptionNorms
from archiver.model.record import Ms, Record


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


class SpeechSettings(Record):
    """How speech is recognised."""

    model: str = "base"
    """A known name, a folder holding a CTranslate2 model, or `repository@revision` of the hub."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    beam_size: int = Field(default=5, ge=1, le=20)
    seed: int = 20170327
    threads: int = Field(default=0, ge=0)
    """0: as many as the machine has cores."""

    def what_changes_words(self) -> dict[str, object]:
        """The settings that can change what is recognised: all but where it is computed."""
        return self.model_dump(include={"model", "beam_size", "seed"})


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


class Preset(Record):
    """Every setting of a house, with the defaults this tool recommends."""

    import_: ImportSettings = Field(default=ImportSettings(), alias="import")
    sound: SoundSettings = SoundSettings()
    speech: SpeechSettings = SpeechSettings()
    split: SplitSettings = SplitSettings()
    captions: CaptionNorms = CaptionNorms()
    replay: ReplaySettings = ReplaySettings()
