"""The steps of one session, in order, on one page: from a recording to a replay one can search.

Each step is a plain function that reads records and files, calls one room, and writes records
and files; `STEPS` is the order. When a step is due, and how its results come into the archive
whole, is the subject of `steps`.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from archiver.captions.dressing import dressed
from archiver.captions.formats import FORMATS
from archiver.captions.layout import layout
from archiver.captions.norms import check
from archiver.captions.timeline import to_replay
from archiver.commenting import COMMENTS
from archiver.correcting import apply_word_corrections
from archiver.dividing import split_session
from archiver.glossaries import GLOSSARY, HOUSE_GLOSSARY
from archiver.hearing import transcribe_session
from archiver.hiding import protect
from archiver.i18n import _
from archiver.importing import check_same_recording, import_recording
from archiver.indexing import index_session
from archiver.livepage import give_way_to_replay
from archiver.livesound import adopt
from archiver.looking import CARDS, read_cards
from archiver.marking import MARKS
from archiver.media.sound import NoSound, extract_wav, silent_wav
from archiver.media.tracks import choose_audio, describe
from archiver.model.captions import CueSheet
from archiver.model.chapters import Chapters
from archiver.model.preset import Preset
from archiver.model.progress import Progress
from archiver.model.recording import Recording
from archiver.model.timeline import Timeline
from archiver.model.transcript import Transcript
from archiver.pages import write_list, write_page, write_withdrawn
from archiver.replay.timeline import plan
from archiver.replaying import REPLAY, make_replay, make_smaller, shown_chapters
from archiver.rosters import MEMBERS, SPEAKERS, speakers_of
from archiver.site import former_ids
from archiver.speaking import name_speakers
from archiver.steps import Settings, Step, StepState, Work, run_step, state_of
from archiver.store.corrections import CORRECTIONS
from archiver.store.folder import CORRECTED, HIDDEN, RUNS, WITHDRAWN, SessionFolder
from archiver.store.lease import hold
from archiver.store.shipped import load_language_pack


def _sound(work: Work) -> None:
    recording = work.folder.read("recording/recording.json", Recording)
    media, wanted = recording.media, work.settings.preset.sound
    stream = choose_audio(media, wanted.track)
    target = work.out("audio.wav")
    if len(media.audio) > 1:
        work.warn(
            _("{n} sound tracks: number {track} is used, of {tracks}").format(
                n=len(media.audio), track=wanted.track, tracks=describe(media)
            )
        )
    heard_first = bool(stream and stream.index == media.audio[0].index)
    if heard_first and adopt(work.folder, recording, target):
        return
    try:
        source = work.folder.file(recording.file)
        index = stream.index if stream else None
        extract_wav(source, index, target, media.duration_ms, work.progress)
    except NoSound:
        if wanted.missing == "error":
            raise
        work.warn(_("the recording has no sound: the replay is silent"))
        silent_wav(target, media.duration_ms)


def _timeline(work: Work) -> None:
    chapters = work.folder.read("chapters.json", Chapters)
    timeline = plan(chapters, work.settings.preset.replay)
    work.write("replay/timeline.json", timeline.to_json())


def _caption(work: Work) -> None:
    language, norms = work.settings.session.language, work.settings.preset.captions
    timeline = work.folder.read("replay/timeline.json", Timeline)
    chapters = work.folder.read("chapters.json", Chapters)
    heard = work.folder.read(CORRECTED, Transcript)
    transcript = dressed(heard, load_language_pack(language), norms.numbers)
    cuts = sorted({*timeline.cuts(), *(span.start_ms for span in chapters.spans)})
    cues = layout(transcript, cuts, norms, speakers_of(work.folder))
    shown = to_replay(cues, timeline)
    shown_cuts = [ms for cut in cuts if (ms := timeline.to_replay(cut)) is not None]
    for ending, form in FORMATS.items():
        work.write(f"captions/{language}.{ending}", form.encode(shown, language))
    kept = tuple(cue for cue in cues if to_replay([cue], timeline))
    work.write("captions/cues.json", CueSheet(language=language, cues=kept).to_json())
    work.write("captions/report.json", check(shown, shown_cuts, norms).to_json())


def _page(work: Work) -> None:
    if work.folder.file(WITHDRAWN).is_file():
        write_withdrawn(work)
    else:
        write_page(work, shown_chapters(work))


def _index(work: Work) -> None:
    index_session(work.folder)


_SPOKEN = ("agenda.json", CORRECTED, SPEAKERS, "chapters.json", "replay/timeline.json")
_RECORDING = ("recording/recording.",)
"""Not what is recorded beside it: a mark is no reason to recognise speech again."""
_PLANNED = {"planned_start", "planned_end"}
_CUTTING = {"trim", "suspension", "closed", "outage", "card_longest_ms"}
_SMALLER = {"mobile_height"}

STEPS = (
    Step("import", import_recording, (RUNS,), _RECORDING, lambda s: {"origin": s.origin}),
    Step("sound", _sound, _RECORDING, ("audio.wav",), lambda s: s.preset.sound.model_dump()),
    Step(
        "transcribe",
        transcribe_session,
        reads=("audio.wav",),
        writes=("transcript.json",),
        uses=lambda s: {
            "language": s.session.language,
            **s.speech.what_changes_words(),
            **({"asked": s.model} if s.model else {}),
        },
        revision=2,
    ),
    Step(
        "cards",
        read_cards,
        _RECORDING,
        (CARDS,),
        lambda s: {"language": s.session.language, **s.preset.cards.model_dump()},
    ),
    Step(
        "words",
        apply_word_corrections,
        reads=("transcript.json", CORRECTIONS, "agenda.json", MEMBERS, GLOSSARY, HOUSE_GLOSSARY),
        writes=(CORRECTED, "corrections/words.json", "corrections/hiding.json", HIDDEN),
        uses=lambda s: {
            "language": s.session.language,
            "glossary": s.preset.speech.glossary,
        },
        revision=2,
    ),
    Step(
        "speakers",
        name_speakers,
        reads=("agenda.json", MEMBERS, CORRECTED, CARDS, CORRECTIONS),
        writes=(SPEAKERS, "corrections/speakers.json"),
        uses=lambda s: {"language": s.session.language},
    ),
    Step(
        "split",
        split_session,
        reads=("agenda.json", MEMBERS, CORRECTED, CARDS, SPEAKERS, RUNS, MARKS, CORRECTIONS),
        writes=("chapters.json", "corrections/chapters.json"),
        uses=lambda s: {
            "language": s.session.language,
            **s.session.model_dump(mode="json", include=_PLANNED, exclude_none=True),
        },
    ),
    Step(
        "timeline",
        _timeline,
        reads=("chapters.json",),
        writes=("replay/timeline.json",),
        uses=lambda s: s.preset.replay.model_dump(include=_CUTTING),
    ),
    Step(
        "caption",
        _caption,
        reads=(CORRECTED, SPEAKERS, "chapters.json", "replay/timeline.json"),
        writes=("captions/",),
        uses=lambda s: {"language": s.session.language, **s.preset.captions.model_dump()},
        revision=2,
    ),
    Step(
        "replay",
        make_replay,
        reads=(*_RECORDING, "agenda.json", "chapters.json", "replay/timeline.json", HIDDEN),
        writes=(REPLAY, "replay/poster.jpg", "replay/chapters.vtt", "replay/storyboard."),
        uses=lambda s: {
            **s.preset.replay.model_dump(exclude=_CUTTING | _SMALLER),
            **s.session.model_dump(mode="json", include={"title", "body", "language"}),
            **s.house.model_dump(include={"brand_color"}),
            "track": s.preset.sound.track,
        },
        revision=2,
    ),
    Step(
        "mobile",
        make_smaller,
        reads=(REPLAY,),
        writes=("replay/mobile.",),
        uses=lambda s: s.preset.replay.model_dump(include={"x264_preset", *_SMALLER}),
    ),
    Step(
        "page",
        _page,
        reads=(
            *_SPOKEN,
            CORRECTIONS,
            "transcript.json",
            "captions/",
            "replay/",
            COMMENTS,
            WITHDRAWN,
        ),
        writes=("site/", "corrections/captions.json"),
        uses=lambda s: {
            "session": s.session.model_dump(mode="json"),
            "house": s.house.model_dump(mode="json", exclude={"batch", "contact", "publish"}),
            "numbers": s.preset.captions.numbers,
            **s.preset.publish.model_dump(exclude_defaults=True),
        },
        revision=3,
    ),
    Step("index", _index, ("session.toml", *_SPOKEN), (), lambda s: {}),
)
_PAGE = next(step for step in STEPS if step.name == "page")


def states(folder: SessionFolder, settings: Settings) -> tuple[StepState, ...]:
    """How every step of a session stands, in their order."""
    manifest = folder.manifest()
    return tuple(state_of(step, folder, settings, manifest) for step in STEPS)


OnStep = Callable[[Step, StepState], AbstractContextManager[Progress]]
"""Called for each step with how it stands before it runs; hears its progress."""


def process(
    folder: SessionFolder,
    on_step: OnStep,
    *,
    source: Path | None = None,
    model: str = "",
    only: Collection[str] = (),
    redo: Collection[str] = (),
    preset: Callable[[Preset], Preset] = lambda preset: preset,
) -> None:
    """Run every step that is due, in order; with `only`, just those; `redo` runs them anyway.

    Speech is recognised with `model`, now and from now on, if one is given. `preset` changes the
    house's settings for this time; what depends on them is due again the next time.

    Raises what a step raises, after putting it on the record: the same command goes on from
    there. Raises LeaseHeldError if another process works on the session, RecordingExistsError
    if `source` is not what the session was made from.
    """
    with hold(folder.path, "process") as lease:
        settings = Settings.of(folder, source, model)
        settings = replace(settings, preset=preset(settings.preset))
        check_same_recording(folder, settings)
        redo = {*redo, "page"} if former_ids(folder) else redo
        for step in STEPS:
            if only and step.name not in only:
                continue
            state = state_of(step, folder, settings, folder.manifest())
            with on_step(step, state) as progress:
                if state.state != "done" or step.name in redo:
                    try:
                        run_step(step, folder, settings, lease, progress)
                    finally:
                        protect(folder)
        if "page" in folder.manifest().done:
            write_list(folder.archive)
        if state_of(_PAGE, folder, settings, folder.manifest()).state == "done":
            give_way_to_replay(folder)


def step_label(name: str) -> str:
    """A step as the technician reads it."""
    return {
        "import": _("Import of the video"),
        "sound": _("Sound"),
        "transcribe": _("Speech recognition"),
        "cards": _("Cards on screen"),
        "words": _("Corrections of words"),
        "speakers": _("Who speaks"),
        "split": _("Split by agenda item"),
        "timeline": _("What the replay shows"),
        "caption": _("Subtitles"),
        "replay": _("Replay"),
        "mobile": _("Video for telephones"),
        "page": _("Page of the site"),
        "index": _("Search index"),
    }[name]
