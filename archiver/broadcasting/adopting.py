"""Whether the archive of a session's broadcast becomes its replay, and what is kept of that."""

from dataclasses import dataclass
from pathlib import Path

from archiver.broadcasting.session import (
    Live,
    NoBroadcastError,
    keep,
    made_of,
    publication_of,
    publishing,
)
from archiver.i18n import _
from archiver.marking import planned_of, read_marks
from archiver.model.live import LiveState
from archiver.model.publication import Published
from archiver.model.timeline import Timeline
from archiver.publish.interface import Replay
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
    made = known.but(adopted=not verdict.against, **place, **times)
    with publishing(live):
        if verdict.against:
            hide(calls, made)
            # So that taking the session back, or removing it, concerns this video too.
            keep(live, made, former=_former(live, made.id))
        else:
            keep(live, made)
    live.folder.log("broadcast", id=made.id, did="adopt" if made.adopted else "refuse")
    return Adoption(made, verdict.against)


def _former(live: Live, id: str) -> list[str]:
    """The videos that are not shown any more, this one among them."""
    own = publication_of(live.folder).of(live.target.name, "youtube").own
    known = [str(one) for one in own.get("former", ())]
    return known if id in known else [*known, id]


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
