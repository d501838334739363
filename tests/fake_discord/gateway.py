"""The WebSocket side: sessions, shards, intents, events, and RESUME with what was missed."""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fake_discord.log import Log
from tests.fake_discord.models import ChannelType, Json
from tests.fake_discord.world import World

GUILDS, MEMBERS, PRESENCES, GUILD_MESSAGES, DM_MESSAGES, MESSAGE_CONTENT = (
    1 << 0,
    1 << 1,
    1 << 8,
    1 << 9,
    1 << 12,
    1 << 15,
)
PRIVILEGED = MEMBERS | PRESENCES | MESSAGE_CONTENT
_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME, _MEMBERS_REQUEST, _HELLO, _ACK = 0, 1, 2, 6, 8, 10, 11
INVALID_SESSION, RECONNECT = 9, 7
_IGNORED_OPS = frozenset({3, 4})  # presence and voice state: nothing here depends on them


@dataclass
class Session:
    """One shard's session. `events` are kept, so that a RESUME replays what was missed."""

    id: str
    intents: int
    shard: tuple[int, int]
    sequence: int = 0
    events: list[Json] = field(default_factory=list)
    socket: Socket | None = None


class Socket:
    """One WebSocket, with zlib-stream when asked for."""

    def __init__(self, web_socket: web.WebSocketResponse, *, is_compressed: bool) -> None:
        self.web_socket = web_socket
        self._deflate = zlib.compressobj() if is_compressed else None
        self.is_stranded = False  # it stands, and nothing arrives any more

    async def send(self, op: int, d: object = None, *, s: int | None = None, t: str | None = None) -> None:
        raw = json.dumps({"op": op, "d": d, "s": s, "t": t}, separators=(",", ":")).encode()
        if self.web_socket.closed or self.is_stranded:
            return
        with contextlib.suppress(ConnectionError):
            if self._deflate is None:
                await self.web_socket.send_str(raw.decode())
            else:
                await self.web_socket.send_bytes(self._deflate.compress(raw) + self._deflate.flush(zlib.Z_SYNC_FLUSH))


class Gateway:
    """All sessions. Faults: `drop`, `reconnect`, `invalidate`, `strand`, `is_deaf`, `is_mute`, `refuse_identify`."""

    def __init__(self, world: World, log: Log, token: str, wake: Callable[[], None]) -> None:
        self._world = world
        self._log = log
        self._token = token
        self._wake = wake
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.shards = 1
        self.heartbeat_ms = 41250
        self.identifies = 0
        self.resumes = 0
        self.replayed = 0  # events that a RESUME made good
        self.allowed_privileged = 0
        self.is_deaf = False  # a zombie: the connection stands, heartbeats go unanswered
        self.is_mute = False  # events of messages are lost on their way
        self.refuse_identify: int | None = None  # a close code for the next IDENTIFY

    # -- connections

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one WebSocket to its end."""
        web_socket = web.WebSocketResponse(max_msg_size=4096, compress=False)
        await web_socket.prepare(request)
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            self._log.violation("gateway", "connect", f"query {dict(request.query)}")
            await web_socket.close(code=4012)
            return web_socket
        socket = Socket(web_socket, is_compressed=request.query.get("compress") == "zlib-stream")
        await socket.send(_HELLO, {"heartbeat_interval": self.heartbeat_ms, "_trace": []})
        async for message in web_socket:
            if message.type == WSMsgType.TEXT:
                await self._receive(socket, json.loads(message.data))
        for session in self.sessions.values():
            if session.socket is socket:
                session.socket = None
        self._wake()
        return web_socket

    async def _receive(self, socket: Socket, frame: Json) -> None:
        op: int = frame["op"]
        d: Any = frame.get("d")
        if op == _HEARTBEAT:
            if not self.is_deaf:
                await socket.send(_ACK)
        elif op == _IDENTIFY:
            await self._identify(socket, d)
        elif op == _RESUME:
            await self._resume(socket, d)
        elif op == _MEMBERS_REQUEST:
            await self._members(socket, d)
        elif op not in _IGNORED_OPS:
            self._log.violation("gateway", f"op {op}", "unknown opcode")
        self._wake()

    async def _identify(self, socket: Socket, d: Json) -> None:
        self.identifies += 1
        self._log.note(f"bot ⇒ IDENTIFY shard {d.get('shard')} intents {d['intents']}")
        if self.refuse_identify is not None:
            code, self.refuse_identify = self.refuse_identify, None
            await socket.web_socket.close(code=code)
        elif d["token"] != self._token:
            await socket.web_socket.close(code=4004, message=b"Authentication failed.")
        elif d["intents"] & PRIVILEGED & ~self.allowed_privileged:
            await socket.web_socket.close(code=4014, message=b"Disallowed intent(s).")
        else:
            number, count = d.get("shard") or (0, 1)
            session = Session(f"session{self._world.snowflake()}", d["intents"], (number, count), socket=socket)
            self.sessions = {key: old for key, old in self.sessions.items() if old.shard != session.shard}
            self.sessions[session.id] = session
            await self._greet(session)

    async def _greet(self, session: Session) -> None:
        world = self._world
        taken_in = filter(world.has_bot, world.guilds.values())
        mine = [guild for guild in taken_in if self._shard_of(guild.id, session) == session.shard[0]]
        await self._emit(
            session,
            "READY",
            {
                "v": 10,
                "user": world.bot,
                "guilds": [{"id": guild.id, "unavailable": True} for guild in mine],
                "session_id": session.id,
                "resume_gateway_url": self.url,
                "shard": list(session.shard),
                "application": {"id": world.app_id, "flags": 0},
                "_trace": [],
            },
        )
        for guild in mine:
            if not guild.is_unavailable and session.intents & GUILDS:
                members = bool(session.intents & MEMBERS)
                await self._emit(session, "GUILD_CREATE", world.guild_create(guild, with_members=members))

    async def _resume(self, socket: Socket, d: Json) -> None:
        session = self.sessions.get(d["session_id"])
        self._log.note(f"bot ⇒ RESUME from {d['seq']}")
        if session is None or d["token"] != self._token or d["seq"] is None:
            await socket.send(INVALID_SESSION, d=False)
            return
        self.resumes += 1
        session.socket = socket
        missed = [event for event in session.events if event["s"] > d["seq"]]
        self.replayed += len(missed)
        for event in missed:
            await socket.send(_DISPATCH, event["d"], s=event["s"], t=event["t"])
        # `d` must be an object here: discord.py writes into it.
        await self._emit(session, "RESUMED", {"_trace": []})

    async def _members(self, socket: Socket, d: Json) -> None:
        session = next(session for session in self.sessions.values() if session.socket is socket)
        guild = self._world.guilds[str(d["guild_id"])]
        await self._emit(
            session,
            "GUILD_MEMBERS_CHUNK",
            {
                "guild_id": guild.id,
                "members": list(guild.members.values()),
                "chunk_index": 0,
                "chunk_count": 1,
                "nonce": d.get("nonce"),
            },
        )

    # -- events

    def _shard_of(self, guild_id: str, session: Session) -> int:
        return (int(guild_id) >> 22) % session.shard[1]

    async def _emit(self, session: Session, event: str, payload: Json) -> None:
        session.sequence += 1
        session.events.append({"s": session.sequence, "t": event, "d": payload})
        if session.socket is not None:
            await session.socket.send(_DISPATCH, payload, s=session.sequence, t=event)

    async def dispatch(self, event: str, payload: Json, *, guild_id: str | None = None) -> None:
        """Send an event to the shard of its guild (of direct messages: the first)."""
        # A copy: what the client is told must not change under it when the world moves on.
        payload = json.loads(json.dumps(payload))
        for session in list(self.sessions.values()):
            shard = self._shard_of(guild_id, session) if guild_id else 0
            if shard == session.shard[0]:
                await self._emit(session, event, payload)

    async def dispatch_message(self, event: str, message: Json, channel: Json, **extra: object) -> None:
        """Send a message's event to the sessions whose intents cover it, without content where it is privileged."""
        guild_id = channel.get("guild_id")
        if self.is_mute or not self._world.has_bot(self._world.guild_of(channel)):
            return
        needed = GUILD_MESSAGES if guild_id else DM_MESSAGES
        told = json.loads(json.dumps({**message, "channel_type": channel["type"], **extra}))
        if guild_id:
            told["guild_id"] = guild_id
        for session in list(self.sessions.values()):
            shard = self._shard_of(guild_id, session) if guild_id else 0
            if shard != session.shard[0] or not session.intents & needed:
                continue
            await self._emit(session, event, told if self._sees(session, message, channel) else _without_content(told))

    def _sees(self, session: Session, message: Json, channel: Json) -> bool:
        return bool(
            session.intents & MESSAGE_CONTENT
            or channel["type"] == ChannelType.DM
            or message["author"]["id"] == self._world.app_id
            or any(user["id"] == self._world.app_id for user in message["mentions"])
        )

    # -- faults

    async def drop(self, code: int = 4000, shard: int | None = None) -> None:
        """Close the connections with a code; the sessions stay and gather events."""
        for session in self.sessions.values():
            socket = session.socket
            if socket is not None and shard in {None, session.shard[0]}:
                session.socket = None
                await socket.web_socket.close(code=code)

    def strand(self) -> None:
        """Let the connections stand while nothing arrives on them, until the client makes new ones."""
        for session in self.sessions.values():
            if session.socket is not None:
                session.socket.is_stranded = True

    async def reconnect(self) -> None:
        """Ask the client to reconnect (op 7)."""
        await self._send_all(RECONNECT)

    async def invalidate(self, *, is_resumable: bool) -> None:
        """Call the sessions invalid (op 9)."""
        await self._send_all(INVALID_SESSION, d=is_resumable)
        if not is_resumable:
            self.sessions.clear()

    async def _send_all(self, op: int, d: object = None) -> None:
        for session in list(self.sessions.values()):
            if session.socket is not None:
                await session.socket.send(op, d)


def _without_content(message: Json) -> Json:
    return {**message, "content": "", "embeds": [], "attachments": [], "components": []}
