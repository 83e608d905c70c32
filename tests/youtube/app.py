"""One request from its bytes to its answer: who asks, what, what it costs, what goes wrong."""

import contextlib
import time

from tests.youtube import control, oauth, quota, registry, uploads
from tests.youtube.document import Method, check_body, checked, route
from tests.youtube.errors import ApiError
from tests.youtube.faults import Fault, Faults, Log
from tests.youtube.registry import Call
from tests.youtube.wire import DroppedError, Reply, Request
from tests.youtube.world import World


class App:
    """The whole server but its sockets."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults = Faults(world)
        self.log = Log(world.folder)
        registry.load()

    def answer(self, request: Request) -> Reply:
        """The reply to a request; DroppedError where the connection is to be reset."""
        if request.path == control.PATH:
            return control.answer(self.world, self.faults, request)
        names = self._names(request)
        size, fault = request.left, self.faults.pick(names)
        said = {"verb": request.verb, "path": request.path, "names": sorted(names), "size": size}
        said |= {"fault": fault.do, "rule": fault.on} if fault else {}
        said |= {"upload": request.query["upload_id"][-1]} if _of_session(request) else {}
        try:
            reply = self._befallen(request, names, fault)
        except DroppedError:
            self.log.write(**said, status=0)
            raise
        except ApiError as error:
            self.log.write(**said, status=error.code, reason=error.reason)
            return Reply.error(error)
        self.log.write(**said, status=reply.status)
        return reply

    def _names(self, request: Request) -> frozenset[str]:
        """What faults know this request by."""
        if request.path in oauth.PATHS:
            return frozenset({"token"})
        if _of_session(request):
            return uploads.session_names(self.world, request)
        try:
            method, _, media = route(request.verb, request.path)
        except ApiError:
            return frozenset({"call"})
        kind = "media" if media else "call"
        return frozenset({"start" if _resumable(request) else kind, method.id})

    def _befallen(self, request: Request, names: frozenset[str], fault: Fault | None) -> Reply:
        """The answer, with the fault that befalls it."""
        do = fault.do if fault else ""
        if fault and do == "slow":
            time.sleep(fault.seconds)
        error = fault.error() if fault else None
        if not names & {"chunk", "status"}:
            if do == "reset":
                request.read(request.left // 2)
                raise DroppedError
            if error:
                raise error
        reply = self._done(request, fault)
        if do in ("lost", "lost-expired"):
            raise DroppedError
        return reply

    def _done(self, request: Request, fault: Fault | None) -> Reply:
        if request.path in oauth.PATHS:
            with self.world.store.changing():
                return oauth.answer(self.world, request)
        if _of_session(request):
            return self._chunk(request, fault)
        return self._call(request)

    def _chunk(self, request: Request, fault: Fault | None) -> Reply:
        """A session's address is a secret of its own; a bearer that comes with it must be good."""
        method = _method_of_session(request)
        if "Authorization" in request.headers:
            oauth.who(self.world, request.headers["Authorization"], method)
        if request.verb == "DELETE":
            return uploads.give_up(self.world, request)
        return uploads.put(self.world, request, fault)

    def _call(self, request: Request) -> Reply:
        method, path, media = route(request.verb, request.path)
        query = dict(request.query)
        bearer = request.headers.get("Authorization", "")
        bearer = bearer or "Bearer " + query.pop("access_token", [""])[-1]
        who = oauth.who(self.world, bearer, method)
        if "fields" in query:
            raise ApiError(501, "notImplemented", "`fields` is not answered by this test server")
        params = checked(method, query, path)
        with self.world.store.changing():
            quota.charge(self.world, who.project, method)
        call = Call(self.world, method, params, {}, who, headers=dict(request.headers.items()))
        return self._media(call, request) if media else self._plain(call, request)

    def _plain(self, call: Call, request: Request) -> Reply:
        call.body.update(request.json())
        if call.method.request:
            check_body(call.method, call.body, call.parts)
        with self.world.store.changing():
            registry.check(call)
            return uploads.reply(registry.answer(call))

    def _media(self, call: Call, request: Request) -> Reply:
        content, kind = b"", request.type
        if _resumable(request):
            call.body.update(request.json())
        elif kind.startswith("multipart/"):
            body, content, kind = uploads.multipart(request)
            call.body.update(body)
        else:
            content = request.read()
        if call.method.request and call.body:
            check_body(call.method, call.body, call.parts)
        with self.world.store.changing():
            if _resumable(request):
                return uploads.start(call, request)
            return uploads.whole(call, content, kind)


def _of_session(request: Request) -> bool:
    return request.verb in ("PUT", "DELETE") and "upload_id" in request.query


def _resumable(request: Request) -> bool:
    kinds = request.query.get("uploadType", request.query.get("upload_protocol", []))
    return kinds[-1:] == ["resumable"]


def _method_of_session(request: Request) -> Method:
    """A session's address bears the path of its method, whatever verb began it."""
    for verb in ("POST", "PUT"):
        with contextlib.suppress(ApiError):
            return route(verb, request.path)[0]
    raise ApiError(404, "notFound", "Not Found")
