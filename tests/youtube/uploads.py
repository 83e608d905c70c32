"""Media: resumable sessions (308, Range, status queries), multipart and simple uploads."""

import hashlib
import re
from email.parser import BytesParser
from email.policy import HTTP

from tests.youtube import registry
from tests.youtube.document import Method, methods
from tests.youtube.errors import ApiError, invalid
from tests.youtube.faults import Fault
from tests.youtube.registry import Call, Media, Raw, Who
from tests.youtube.store import Doc
from tests.youtube.wire import DroppedError, PartialBodyError, Reply, Request, parsed
from tests.youtube.world import World

CHUNK = 256 * 1024
"""Every chunk but the last is a multiple of this."""
_RANGE = re.compile(r"bytes (?:(\*)|(\d+)-(\d+))/(\*|\d+)")


def reply(answer: registry.Answer) -> Reply:
    """An answer on the wire."""
    if answer is None:
        return Reply(204)
    if isinstance(answer, Raw):
        return Reply(200, answer.content, {"Content-Type": answer.type})
    return Reply.json(answer)


def start(call: Call, request: Request) -> Reply:
    """Begin a session: everything is checked but the media itself."""
    kind = request.headers.get("X-Upload-Content-Type", "application/octet-stream")
    total = request.headers.get("X-Upload-Content-Length", "")
    _accepted(call.method, kind, int(total or 0))
    registry.check(call)
    id = call.world.new_id(60, "AHmUCY")
    doc = {
        "id": id,
        "method": call.method.id,
        "params": {name: list(values) for name, values in call.params.items()},
        "body": call.body,
        "who": [call.who.project, call.who.channel],
        "type": kind,
        "total": int(total) if total else None,
        "received": 0,
        "made": call.world.now(),
    }
    call.store.put("sessions", id, doc)
    call.world.media(id).write_bytes(b"")
    where = f"{call.world.address}{request.path}?uploadType=resumable&upload_id={id}"
    return Reply(200, b"", {"Location": where, "X-GUploader-UploadID": id})


def _accepted(method: Method, kind: str, size: int) -> None:
    accept = method.media.get("accept", ["*/*"])
    families = {one.split("/")[0] for one in accept if one.endswith("/*")}
    if kind not in accept and "*/*" not in accept and kind.split("/")[0] not in families:
        raise invalid(f"Media type '{kind}' is not supported. Valid media types: {accept}")
    if size > int(method.media.get("maxSize", 1 << 40)):
        raise ApiError(413, "uploadTooLarge", "Request Entity Too Large")


def multipart(request: Request) -> tuple[Doc, bytes, str]:
    """The JSON, the media and its type of a `multipart/related` body."""
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.read())
    parts = list(message.iter_parts())
    if len(parts) != 2:
        raise invalid("Media multipart request must have two parts.")
    content = [part.get_payload(decode=True) for part in parts]
    return parsed(bytes(content[0])), bytes(content[1]), parts[1].get_content_type()


def whole(call: Call, content: bytes, kind: str) -> Reply:
    """One request with all its media."""
    _accepted(call.method, kind, len(content))
    registry.check(call)
    path = call.world.media(call.world.new_id(24, "simple-"))
    path.write_bytes(content)
    media = Media(path, kind, len(content), hashlib.sha256(content).hexdigest())
    return reply(registry.answer(_with(call, media)))


def _with(call: Call, media: Media) -> Call:
    return Call(call.world, call.method, call.params, call.body, call.who, media)


def session_names(world: World, request: Request) -> frozenset[str]:
    """What faults know a request to a session by."""
    session = world.store.get("sessions", request.query["upload_id"][-1])
    method = {session["method"]} if session else set()
    if request.verb == "DELETE":
        return frozenset({"call", *method})
    asked = _RANGE.fullmatch(request.headers.get("Content-Range", ""))
    if asked and asked[1]:
        return frozenset({"status", *method})
    last = asked is None or int(asked[3]) + 1 == int(asked[4] if asked[4] != "*" else -1)
    return frozenset({"chunk", *method, *({"last"} if last else ())})


def put(world: World, request: Request, fault: Fault | None) -> Reply:
    """A chunk, or a question for what was received."""
    id, do = request.query["upload_id"][-1], fault.do if fault else ""
    asked = request.headers.get("Content-Range", "")
    if do == "expired":
        _end(world, id)
    content, whole = _received(request, fault)
    with world.store.changing():
        session = _session(world, id)
        if whole:
            answered = _take(world, session, asked, content)
        else:
            _keep_some(world, session, asked, content)
    if not whole:
        return _cut(session, fault)
    if do == "lost-expired":
        _end(world, id)
    return answered


def give_up(world: World, request: Request) -> Reply:
    """A session that its owner wants no more; Google answers 499 when it is done."""
    id = request.query["upload_id"][-1]
    _session(world, id)
    _end(world, id)
    return Reply(499)


def _received(request: Request, fault: Fault | None) -> tuple[bytes, bool]:
    """What came of the body and may be kept, and whether it is all of it and is to be taken."""
    try:
        if fault and fault.do == "reset":
            return request.read(int(request.left * fault.luck)), False
        content = request.read()
    except PartialBodyError as partial:
        return partial.got, False
    if fault and fault.do == "401":
        return b"", False
    if fault and (fault.error() or fault.do == "short"):
        return content[: int(len(content) * fault.luck)], False
    return content, True


def _cut(session: Doc, fault: Fault | None) -> Reply:
    error = fault.error() if fault else None
    if error:
        raise error
    if fault and fault.do == "short":
        return _incomplete(session)
    raise DroppedError


def _session(world: World, id: str) -> Doc:
    session = world.store.get("sessions", id)
    if not session:
        raise ApiError(404, "notFound", "Upload session not found.")
    if session.get("ended") or world.now() > session["made"] + world.settings.session_life_s:
        raise ApiError(410, "gone", "Upload session is no longer available.")
    return session


def _end(world: World, id: str) -> None:
    """The session is gone, for good."""
    with world.store.changing():
        session = world.store.get("sessions", id)
        if session:
            world.store.put("sessions", id, {**session, "ended": True})


def _incomplete(session: Doc) -> Reply:
    got = session["received"]
    return Reply(308, b"", {"Range": f"bytes=0-{got - 1}"} if got else {})


def _span(asked: str, session: Doc, length: int) -> tuple[int, int, int | None]:
    """First byte, the one after the last, and the total, of a Content-Range."""
    found = _RANGE.fullmatch(asked)
    if asked and not found:
        raise invalid("Failed to parse Content-Range header.")
    if not found:
        return 0, length, length
    first, end = int(found[2]), int(found[3]) + 1
    total = int(found[4]) if found[4] != "*" else session["total"]
    if end - first != length or (total is not None and end > total):
        raise invalid("Failed to parse Content-Range header.")
    return first, end, total


def _take(world: World, session: Doc, asked: str, content: bytes) -> Reply:
    """A chunk that came whole; the answer of the method once the file is complete."""
    if "answer" in session:
        return Reply.json(session["answer"])
    if asked.startswith("bytes */"):
        return _incomplete(session)
    first, end, total = _span(asked, session, len(content))
    if session["total"] not in (None, total):
        raise invalid("Failed to parse Content-Range header.")
    if first > session["received"]:
        raise ApiError(
            503,
            "backendError",
            f"Invalid request. According to the Content-Range header, the upload offset is {first} "
            f"byte(s), which exceeds already uploaded size of {session['received']} byte(s).",
        )
    if end != total and len(content) % CHUNK:
        raise invalid(
            "Invalid request. The number of bytes uploaded is required to be equal or greater "
            f"than {CHUNK}, except for the final request (it's recommended to be the exact "
            f"multiple of {CHUNK}). The received request contained {len(content)} bytes, which "
            "does not meet this requirement."
        )
    _append(world, session, content[session["received"] - first :])
    if session["received"] != total:
        return _incomplete(session)
    return _complete(world, session)


def _append(world: World, session: Doc, content: bytes) -> None:
    """Keep bytes; what was kept in a request that was rolled back is written over."""
    with world.media(session["id"]).open("r+b") as file:
        file.seek(session["received"])
        file.write(content)
    session["received"] += len(content)
    world.store.put("sessions", session["id"], session)


def _keep_some(world: World, session: Doc, asked: str, content: bytes) -> None:
    """Of a chunk that broke off, whole 256 KiB may have been kept."""
    found = _RANGE.fullmatch(asked)
    if not found or found[1] or "answer" in session or int(found[2]) > session["received"]:
        return
    new = content[session["received"] - int(found[2]) :]
    _append(world, session, new[: len(new) // CHUNK * CHUNK])


def _complete(world: World, session: Doc) -> Reply:
    path = world.media(session["id"])
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    params = {name: tuple(values) for name, values in session["params"].items()}
    media = Media(path, session["type"], session["received"], digest)
    method = methods()[session["method"]]
    call = Call(world, method, params, session["body"], Who(*session["who"]), media)
    session["answer"] = registry.answer(call)
    world.store.put("sessions", session["id"], session)
    return Reply.json(session["answer"])
