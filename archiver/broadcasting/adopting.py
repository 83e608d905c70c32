"""Whether the archive of a session's broadcast becomes its replay, and what is kept of that."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archiver.broadcasting.session import (
    Live,
    NoBroadcastError,
    destination_of,
    keep,
    live_of,
    made_of,
    publication_of,
    publishing,
    standing,
)
from archiver.corrections.hiding import hidden_passages
from archiver.i18n import _
from archiver.marking import planned_of, read_marks
from archiver.model.live import LiveState
from archiver.model.publication import Published
from archiver.model.session import YouTubeTarget
from archiver.model.timeline import Timeline
from archiver.publish.interface import Keep, Replay
from archiver.publish.youtube.adoption import (
    Sitting,
    Verdict,
    archive_of,
    in_archive,
    is_taken,
    judge,
    taken,
)
from archiver.publish.youtube.broadcasts import hide
from archiver.publish.youtube.livecalls import LiveCalls
from archiver.publish.youtube.livestate import Broadcast
from archiver.store.corrections import read_corrections
from archiver.store.folder import SessionFolder

_STATE = "recording/state.json"


@dataclass(frozen=True)
class Adoption:
    """What was decided of an archive."""

    broadcast: Broadcast
    against: tuple[str, ...]
    """Why it is not adopted; none where it is."""


def adopt(live: Live, calls: LiveCalls, destination: str, begins_ms: int | None = None) -> Adoption:
    """Take the archive for the replay, or make it private and say why not.

    `destination` names the live destination it came from; `begins_ms` is where in the archive the
    replay's first second is, if a person has looked. Raises NoBroadcastError while there is no
    archive or no replay.
    """
    made, against = judged(live, calls, destination, begins_ms)
    with publishing(live):
        if against:
            hide(calls, made)
        own = kept(publication_of(live.folder).of(live.target.name, "youtube"), made).own
        keep(live, made, **{key: own[key] for key in ("former",) if key in own})
    _log(live, made)
    return Adoption(made, against)


def judged(
    live: Live, calls: LiveCalls, destination: str, begins_ms: int | None = None
) -> tuple[Broadcast, tuple[str, ...]]:
    """What becomes of the archive, and what speaks against taking it. Changes nothing."""
    known = made_of(live)
    archive = archive_of(known, _video(calls, known))
    if not archive.ended:
        raise NoBroadcastError(
            _("there is no archive to adopt yet"),
            _("the broadcast is not over"),
            _("End it with: archiver broadcast end {folder}").format(folder=live.folder.path),
        )
    sitting = _sitting(live, destination)
    verdict = judge(archive, sitting)
    if begins_ms is not None and sitting.timeline.played:
        shift = begins_ms - sitting.timeline.played[0].session_start_ms
        verdict = Verdict(verdict.against, shift)
    times = {"started": archive.started, "ended": archive.ended}
    place = {"shift_ms": verdict.shift_ms, "duration_ms": archive.duration_ms}
    return known.but(adopted=not verdict.against, **place, **times), verdict.against


def kept(state: Published, made: Broadcast) -> Published:
    """What is known of a channel once it was decided.

    An archive that is not taken is one of the former videos, so that taking the session back, or
    removing it, concerns it too.
    """
    own = made.into(state.own)
    former = [str(one) for one in own.get("former", ())]
    if not made.adopted and made.id not in former:
        own["former"] = [*former, made.id]
    return state.model_copy(update={"own": own})


def _log(live: Live, made: Broadcast) -> None:
    live.folder.log("broadcast", id=made.id, did="adopt" if made.adopted else "refuse")


def settled(
    folder: SessionFolder,
    target: YouTubeTarget,
    state: Published,
    keep_state: Keep,
    calls_of: Callable[[Live], LiveCalls],
    *,
    look_only: bool = False,
) -> Published:
    """The state once it is decided whether the archive of the broadcast becomes the replay.

    Nothing is asked where there was no broadcast, it was decided before, or the house adopts none.
    Raises NoBroadcastError while the broadcast goes on: what is uploaded meanwhile would be a
    second copy.
    """
    known, own = Broadcast.of(state.own), state.own
    decided = known.adopted or known.id in own.get("former", ()) or bool(own.get("video"))
    if not known.id or decided or not target.adopt_live:
        return state
    live = live_of(folder, target.name)
    calls = calls_of(live)
    if standing(live, calls).life not in ("live", "complete"):
        return state  # it was never on air, or YouTube has removed it
    made, against = judged(live, calls, destination_of(live).name)
    state = kept(state, made)
    if not look_only:
        if against:
            hide(calls, made)
        keep_state(state)
        _log(live, made)
    return state


def _video(calls: LiveCalls, known: Broadcast) -> dict[str, object]:
    part = "id,status,contentDetails,liveStreamingDetails"
    items = calls.read("videos.list", part=part, id=known.id).get("items", [])
    return dict(items[0]) if items else {}


def _sitting(live: Live, destination: str) -> Sitting:
    folder = live.folder
    if not folder.file("replay/timeline.json").is_file():
        raise NoBroadcastError(
            _("there is no replay yet that the archive could be compared with"),
            remedy=_("Make it with: archiver process {folder}").format(folder=folder.path),
        )
    return Sitting(
        runs=folder.runs(),
        marks=read_marks(folder),
        planned=planned_of(live.settings.session),
        timeline=folder.read("replay/timeline.json", Timeline),
        delay_ms=live.settings.preset.capture.outgoing_delay_ms,
        dropped_ms=_dropped(live, destination),
        hidden=hidden_passages(read_corrections(folder)),
    )


def _dropped(live: Live, destination: str) -> int:
    """How much did not go out, as the recorder said last; all of it where it said nothing."""
    path = live.folder.file(_STATE)
    try:
        state = LiveState.model_validate_json(path.read_bytes())
    except (OSError, ValueError):
        return live.folder.runs().duration_ms
    found = [b for b in state.beside if b.kind == "destination" and b.name == destination]
    return found[0].dropped_ms if found else state.session_ms


def for_youtube(
    folder: SessionFolder, replay: Replay, state: Published, scratch: Path
) -> tuple[Replay, Published]:
    """What the publisher of a channel is to be given: the replay as it is, or in an archive's time.

    Where the archive was adopted, `state` says that the video is there already: only captions,
    chapters and texts are sent. Captions are written in `scratch`, which must last until then.
    """
    state = taken(state, replay)
    if not is_taken(state, replay):
        return replay, state
    known, timeline = Broadcast.of(state.own), folder.read("replay/timeline.json", Timeline)
    return in_archive(replay, timeline, known.shift_ms, known.duration_ms, scratch), state
