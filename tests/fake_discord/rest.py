"""The HTTP front door: the description, the rules, rate limits and faults, then the route."""

from __future__ import annotations

import json
import zlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser
from typing import Any

from aiohttp import web

from tests.fake_discord.errors import ApiError, form_error, rate_limited
from tests.fake_discord.faults import Drop, Faults, Late, Outcome, Slow
from tests.fake_discord.log import Log
from tests.fake_discord.rules import NEVER_SENT
from tests.fake_discord.spec import Mismatch, Operation, Spec
from tests.fake_discord.world import World

API = "/api/v10"
_NO_LOGIN = ("/interactions/", "/webhooks/")
_THREADS = frozenset({"/channels/{channel_id}/threads", "/channels/{channel_id}/messages/{message_id}/threads"})
_OK, _CREATED, _NO_CONTENT = 200, 201, 204


@dataclass
class Call:
    """One request, read."""

    method: str
    path: str
    parameters: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: list[tuple[str, bytes]] = field(default_factory=list)


Route = Callable[[Call], Awaitable[Any]]


class Buckets:
    """Rate limits as Discord's, one window a route and its main parameter; wide open unless a test narrows them."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.limit = 10_000
        self.window_seconds = 1.0
        self._used: dict[str, tuple[float, int]] = {}

    def take(self, key: str) -> dict[str, str]:
        """Count a request and return its headers; raises a 429 when the bucket is empty."""
        now = self._now()
        since, used = self._used.get(key, (now, 0))
        if now - since >= self.window_seconds:
            since, used = now, 0
        self._used[key] = (since, used + 1)
        reset_after = max(0.0, since + self.window_seconds - now)
        headers = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - used - 1)),
            "X-RateLimit-Reset": f"{now + reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
            "X-RateLimit-Bucket": f"{zlib.crc32(key.encode()):08x}",
        }
        if used >= self.limit:
            error = rate_limited(reset_after)
            error.headers |= headers
            raise error
        return headers


class FrontDoor:
    """Takes every request under `/api/v10`."""

    def __init__(self, world: World, log: Log, token: str, spec: Spec | None, wake: Callable[[], None]) -> None:
        self._world = world
        self._log = log
        self._token = token
        self._spec = spec
        self._wake = wake
        self.faults = Faults()
        self.buckets = Buckets(world.clock.timestamp)
        self.routes: dict[tuple[str, str], Route] = {}
        self._patterns: list[tuple[str, str, list[str]]] | None = None

    @property
    def has_spec(self) -> bool:
        """Tell whether Discord's description is there to check against."""
        return self._spec is not None

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; a dropped connection gets none."""
        if request.path in self._world.files:
            return self._file(request)
        if not request.path.startswith(API):
            return web.Response(status=404)
        path = request.path[len(API) :]
        fault = self.faults.next_for(request.method, path)
        if fault is Drop.BEFORE:
            return self._hang_up(request, path)
        if isinstance(fault, Slow):
            self._wake()
            await self._world.clock.sleep(fault.seconds)
        headers = {"Via": "1.1 fake"}
        call = Call(request.method, path, {}, dict(request.query))
        operation: Operation | None = None
        answer: Any = None
        code = 0
        try:
            await _read(request, call)
            operation = self._operation(call)
            status, answer = await self._serve(request, call, operation, headers, fault)
        except ApiError as error:
            status, answer, code = error.status, error.payload, error.code
            headers |= error.headers
            self._check_answer(operation, status, answer)
        except Exception as error:
            template = path if operation is None else operation.template
            self._log.violation("the fake crashed", f"{call.method} {template}", repr(error))
            raise
        template = path if operation is None else operation.template
        self._log.request(call.method, path, template, call.body, 0 if fault is Drop.AFTER else status, code)
        self._wake()
        if fault is Drop.AFTER:
            return self._hang_up(request, None)
        if answer is None:
            return web.Response(status=status, headers=headers)
        # Exactly `application/json`: with a charset discord.py hands back a string.
        body = json.dumps(answer).encode()
        return web.Response(status=status, body=body, content_type="application/json", headers=headers)

    async def _serve(
        self,
        request: web.Request,
        call: Call,
        operation: Operation,
        headers: dict[str, str],
        fault: Outcome | None,
    ) -> tuple[int, Any]:
        if isinstance(fault, ApiError):
            raise fault
        where = f"{call.method} {operation.template}"
        if not call.path.startswith(_NO_LOGIN) and request.headers.get("Authorization") != f"Bot {self._token}":
            raise ApiError(401, 0, "401: Unauthorized")
        if not call.path.startswith("/interactions/"):
            headers |= self.buckets.take(_bucket_key(call, operation))
        if self._spec and (wrong := self._wrong_in(call, operation, self._spec)):
            self._log.violation("request", where, wrong)
            raise form_error(wrong.path, "BASE_TYPE_INVALID", wrong.message)
        route = self.routes.get((call.method, operation.template))
        if route is None:
            self._log.violation("not built", where, "in the description, but not in the fake")
            raise ApiError(501, 0, f"fake: {where} is not built")
        call.parameters = operation.parameters
        answer = await self._carried_out(route, call, where)
        is_new = call.method == "POST" and operation.template in _THREADS
        status = _NO_CONTENT if answer is None else _CREATED if is_new else _OK
        self._check_answer(operation, status, answer)
        if isinstance(fault, Late):
            raise fault.error
        return status, answer

    @staticmethod
    def _wrong_in(call: Call, operation: Operation, spec: Spec) -> Mismatch | None:
        if wrong := spec.check_query(operation, call.query):
            return wrong
        return None if call.body is None else spec.check_request(operation, call.body)

    def _check_answer(self, operation: Operation | None, status: int, answer: object) -> None:
        """Look at the fake's own answer, a refusal like any other."""
        if self._spec and operation and (wrong := self._spec.check_response(operation, status, answer)):
            self._log.violation("answer", f"{operation.method} {operation.template} {status}", wrong)

    async def _carried_out(self, route: Route, call: Call, where: str) -> object:
        """Carry a request out; what no bot should ever send is refused as Discord does, and is a violation."""
        try:
            return await route(call)
        except ApiError as error:
            if error.code in NEVER_SENT:
                self._log.violation("rule", where, error)
            raise

    def _operation(self, call: Call) -> Operation:
        operation = self._spec.find(call.method, call.path) if self._spec else self._match_routes(call)
        if operation is None:
            self._log.violation("unknown route", f"{call.method} {call.path}", "not in the description")
            raise ApiError(404, 0, "404: Not Found")
        return operation

    def _match_routes(self, call: Call) -> Operation | None:
        """Without the description the routes that are built are all that is known."""
        if self._patterns is None:
            templates = sorted(self.routes, key=lambda route: route[1].count("{"))
            self._patterns = [(method, template, template.split("/")) for method, template in templates]
        parts = call.path.split("/")
        for method, template, wanted in self._patterns:
            if method != call.method or len(wanted) != len(parts):
                continue
            if all(want.startswith("{") or want == part for want, part in zip(wanted, parts, strict=True)):
                named = {want[1:-1]: part for want, part in zip(wanted, parts, strict=True) if want.startswith("{")}
                return Operation(method, template, {}, named)
        return None

    def _file(self, request: web.Request) -> web.StreamResponse:
        """Answer a request for an upload; it may go wrong like any other."""
        fault = self.faults.next_for(request.method, request.path)
        if isinstance(fault, Drop):
            return self._hang_up(request, request.path)
        if isinstance(fault, ApiError | Late):
            return web.Response(status=(fault.error if isinstance(fault, Late) else fault).status)
        return web.Response(body=self._world.files[request.path])

    def _hang_up(self, request: web.Request, path: str | None) -> web.StreamResponse:
        if path is not None:
            self._log.request(request.method, path, path, None, 0)
            self._wake()
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


def _bucket_key(call: Call, operation: Operation) -> str:
    of = operation.parameters
    major = of.get("channel_id") or of.get("guild_id") or f"{of.get('webhook_id')}/{of.get('webhook_token')}"
    return f"{call.method} {operation.template} {major}"


async def _read(request: web.Request, call: Call) -> None:
    raw = await request.read() if request.can_read_body else b""
    if request.content_type == "multipart/form-data":
        for name, filename, content in _parts(request.headers["Content-Type"], raw):
            if name == "payload_json":
                call.body = json.loads(content)
            else:
                call.files.append((filename or "file", content))
    elif raw:
        call.body = json.loads(raw)


def _parts(content_type: str, raw: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, file name and content of a form's parts (RFC 7578).

    aiohttp's own reader warns of itself, and fails under `-W error`, whenever a chunk happens to end at a bad place.
    """
    kind = Message()
    kind["Content-Type"] = content_type
    boundary = f"\r\n--{kind.get_boundary()}".encode()
    for part in (b"\r\n" + raw).split(boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        fields = HeaderParser().parsestr(head.decode())
        yield str(fields.get_param("name", header="Content-Disposition")), fields.get_filename() or "", content
