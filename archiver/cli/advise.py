"""`archiver models advise`: which speech model suits this machine."""

import tempfile
from pathlib import Path

import click

from archiver.cli import console
from archiver.i18n import _, ngettext
from archiver.media.probe import probe
from archiver.media.sound import extract_wav
from archiver.media.tracks import choose_audio
from archiver.model.preset import SpeechSettings
from archiver.speech import engines
from archiver.speech.advice import Advice, Rate, advice_file, keep
from archiver.speech.advising import Speech
from archiver.speech.advising import advise as measure
from archiver.store.shipped import shipped

_SAMPLE = ("val-d-ambre", "session.opus")
_SPEECH_MS = (100_000, 250_000)
"""Where in the sample somebody speaks without a pause."""


@click.command("advise", help=_("Measure this machine for a minute: which model suits it."))
@click.option(
    "--seconds",
    metavar=_("SECONDS"),
    type=click.FloatRange(min=5),
    default=60.0,
    show_default=True,
    help=_("How long to measure, in all."),
)
@click.option(
    "--sessions",
    metavar="N",
    type=click.IntRange(min=1),
    default=4,
    show_default=True,
    help=_("How many sessions of four hours a night’s batch has."),
)
@click.option(
    "--threads",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help=_("Processor threads recognition may use; 0: all, as in the preset."),
)
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
def advise(seconds: float, sessions: int, threads: int, as_json: bool) -> None:
    """Recognise speech of the sample with every installed model, keep what came of it."""
    with tempfile.TemporaryDirectory() as scratch, console.progress(_("Measuring")) as progress:
        speech = Speech(_sound(Path(scratch) / "audio.wav"), "fr", *_SPEECH_MS)
        settings = SpeechSettings(threads=threads)
        advice = measure(speech, settings, engines.load, seconds=seconds, progress=progress)
    keep(advice)
    if as_json:
        console.say_json(_as_data(advice, sessions))
        return
    _say(advice, sessions)


def _sound(wav: Path) -> Path:
    """The sample's sound, which comes with the program."""
    sample = shipped("samples").joinpath(*_SAMPLE)
    media = probe(sample)
    track = choose_audio(media, 1)
    extract_wav(sample, track.index if track else None, wav, media.duration_ms)
    return wav


def _as_data(advice: Advice, sessions: int) -> dict[str, object]:
    data: dict[str, object] = advice.model_dump(mode="json")
    live, night = advice.live(), advice.for_a_night(sessions)
    return {**data, "live": live and live.model, "night": night and night.model}


def _say(advice: Advice, sessions: int) -> None:
    machine = advice.machine
    console.say(
        _("{processor}, {cores} cores, {memory} GB of memory, graphics cards: {cards}").format(
            processor=machine.processor,
            cores=machine.cores,
            memory=round(machine.memory_mb / 1024),
            cards=machine.cards,
        )
    )
    for rate in advice.rates:
        console.say("  " + _line(rate))
    if not advice.rates:
        console.say(_("No model is installed. Install one with: archiver models install base"))
        return
    if advice.disturbed:
        busy = _("Other programs took {share} % of the processor meanwhile: measure again without.")
        console.note(busy.format(share=round(advice.others * 100)), style="yellow")
    _recommend(advice, sessions)
    kept = _("Kept in {file}; model = “auto” in a preset follows it.")
    console.say(kept.format(file=advice_file()))


def _recommend(advice: Advice, sessions: int) -> None:
    live, night = advice.live(), advice.for_a_night(sessions)
    if live:
        console.say(_("Live: {model}").format(model=live.model))
    else:
        console.say(_("Live: no installed model keeps up"))
    if night:
        told = ngettext(
            "A night’s batch of {n} session: {model}",
            "A night’s batch of {n} sessions: {model}",
            sessions,
        )
        console.say(told.format(n=sessions, model=night.model))
    else:
        console.say(_("A night’s batch: no installed model finishes it"))


def _line(rate: Rate) -> str:
    """One model: device, speed, memory, sessions a night, whether it keeps up."""
    told = _(
        "{model} ({device}): {hours} h of sound per hour, {memory} MB, "
        "{sessions} sessions of 4 h in a night of 10 h"
    ).format(
        model=rate.model,
        device=rate.device,
        hours=f"{1 / max(1e-6, rate.seconds_per_second):.1f}",
        memory=rate.memory_mb,
        sessions=f"{rate.sessions_a_night(10, 4):.1f}",
    )
    live = _("keeps up live") if rate.keeps_up else _("does not keep up live")
    how = _("measured") if rate.measured else _("an estimate")
    return f"{told} – {live} ({how})"
