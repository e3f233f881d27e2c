"""A model server of ours on loopback that fails on demand, in the ways real ones do, and keeps every request.

It speaks as much of `/v1/models`, `/v1/responses` and `/v1/chat/completions` as the assistant uses, over HTTP/1.1.
"""

import asyncio
import json
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

Json = dict[str, Any]
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 404: "Not Found"}


class Ending(StrEnum):
    """How a stream ends."""

    COMPLETE = "complete"
    CUT = "cut"
    """The connection drops in the middle of a chunk."""
    SHORT = "short"
    """The body ends properly, but the stream never says that it is done."""
    STALL = "stall"
    MALFORMED = "malformed"
    FAILED = "failed"
    """An error event inside the stream."""
    FILTERED = "filtered"


@dataclass(frozen=True)
class Say:
    """Answer with `text`, a piece at a time."""

    text: Sequence[str] = ("Hello ", "there.")
    ending: Ending = Ending.COMPLETE
    refusal: str = ""


@dataclass(frozen=True)
class Fail:
    """Answer with an HTTP error."""

    status: int
    code: str = ""
    message: str = "No."
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Hang:
    """Never answer."""


@dataclass(frozen=True)
class Drop:
    """Read the request and hang up."""


@dataclass(frozen=True)
class Request:
    """What arrived."""

    path: str
    headers: Mapping[str, str]
    body: Json


Reply = Say | Fail | Hang | Drop

UNAUTHORIZED = Fail(401, "invalid_api_key", "Incorrect API key provided.")
NO_CREDIT = Fail(429, "insufficient_quota", "You exceeded your current quota, please check your plan.")
PAYMENT_REQUIRED = Fail(402, "", "Payment required")
SERVER_ERROR = Fail(500, "", "The server had an error.")
MODEL_GONE = Fail(404, "model_not_found", "The model does not exist.")
TOO_LONG = Fail(400, "context_length_exceeded", "This model's maximum context length is 8192 tokens.")


def rate_limited(seconds: float | None = None) -> Fail:
    """Return a 429, with the seconds to wait."""
    headers = {} if seconds is None else {"Retry-After": f"{seconds:g}"}
    return Fail(429, "rate_limit_exceeded", "Rate limit reached.", headers)


class ProviderServer:
    """Follows `replies` one request at a time, then says hello; listing models is not scripted."""

    def __init__(self, *, responses: bool = True) -> None:
        self.replies: deque[Reply] = deque()
        self.requests: list[Request] = []
        self.models: list[Json] = [{"id": "demo", "object": "model", "created": 1, "owned_by": "us"}]
        self.models_reply: Reply | None = None
        self.responses = responses
        self.answering = asyncio.Event()
        """Set when a scripted request has arrived."""
        self.dropped = asyncio.Event()
        """Set when a client goes away before its answer has ended."""
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        """Where it listens."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    @property
    def asked(self) -> list[Request]:
        """The requests for answers."""
        return [request for request in self.requests if request.path != "/v1/models"]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._server.wait_closed()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer requests until the client, or a script, ends the connection."""
        try:
            while (request := await _read(reader)) is not None:
                self.requests.append(request)
                if not await self._answer(request, reader, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            self.dropped.set()
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Follow the script; False ends the connection."""
        if request.path == "/v1/models":
            listing = {"object": "list", "data": self.models}
            reply: Reply | None = self.models_reply
            if reply is None:
                await _send(writer, 200, listing)
                return True
        elif request.path == "/v1/responses" and not self.responses:
            reply = Fail(404, "", "Not found")
        else:
            self.answering.set()
            reply = self.replies.popleft() if self.replies else Say()
        match reply:
            case Fail():
                error = {"message": reply.message, "type": reply.code, "code": reply.code, "param": None}
                await _send(writer, reply.status, {"error": error}, reply.headers)
            case Hang():
                return await self._hang(reader)
            case Drop():
                return False
            case Say():
                return await self._say(request, reply, reader, writer)
        return True

    async def _hang(self, reader: asyncio.StreamReader) -> bool:
        await reader.read()
        self.dropped.set()
        return False

    async def _say(
        self, request: Request, say: Say, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        shape = _RESPONSES if request.path.endswith("/responses") else _CHAT
        if not request.body.get("stream"):
            await _send(writer, 200, shape.whole("".join(say.text)))
            return True
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in say.text:
            _chunk(writer, shape.delta(piece))
        if say.refusal:
            _chunk(writer, shape.refusal(say.refusal))
        await writer.drain()
        match say.ending:
            case Ending.STALL:
                return await self._hang(reader)
            case Ending.CUT:
                writer.write(b"400\r\ndata: {")
                return False
            case Ending.MALFORMED:
                _chunk(writer, "data: {not json\n\n")
            case Ending.SHORT:
                pass
            case Ending.FAILED | Ending.FILTERED | Ending.COMPLETE:
                for event in shape.last(say.ending, "".join(say.text)):
                    _chunk(writer, event)
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True


class _Responses:
    """How the Responses API says things."""

    def delta(self, text: str) -> str:
        return _event({"type": "response.output_text.delta", "delta": text, "item_id": "m", "output_index": 0})

    def refusal(self, text: str) -> str:
        return _event({"type": "response.refusal.delta", "delta": text, "item_id": "m", "output_index": 0})

    def last(self, ending: Ending, text: str) -> list[str]:
        if ending is Ending.FAILED:
            error = {"code": "server_error", "message": "Something broke."}
            return [_event({"type": "response.failed", "response": {"status": "failed", "error": error}})]
        body = self.whole(text)
        if ending is Ending.FILTERED:
            body |= {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}
        kind = "response.completed" if ending is Ending.COMPLETE else "response.incomplete"
        return [_event({"type": kind, "response": body})]

    def whole(self, text: str) -> Json:
        content: list[Json] = [{"type": "output_text", "text": text, "annotations": []}]
        message: Json = {"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": content}
        usage = {"input_tokens": 11, "output_tokens": 3, "total_tokens": 14}
        return {"id": "r", "object": "response", "status": "completed", "output": [message], "usage": usage}


class _Chat:
    """How Chat Completions says things."""

    def delta(self, text: str) -> str:
        return self._choice({"content": text})

    def refusal(self, text: str) -> str:
        return self._choice({"refusal": text})

    def last(self, ending: Ending, text: str) -> list[str]:
        del text
        if ending is Ending.FAILED:
            return [_event({"error": {"message": "Something broke.", "code": "server_error"}})]
        usage = {"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14}
        reason = "stop" if ending is Ending.COMPLETE else "content_filter"
        return [self._choice({}, reason), _event({"choices": [], "usage": usage}), "data: [DONE]\n\n"]

    def whole(self, text: str) -> Json:
        message = {"role": "assistant", "content": text}
        return {"id": "c", "object": "chat.completion", "choices": [{"index": 0, "message": message}]}

    def _choice(self, delta: Json, reason: str | None = None) -> str:
        return _event({"id": "c", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})


_RESPONSES = _Responses()
_CHAT = _Chat()


def _event(data: Json) -> str:
    name = f"event: {data['type']}\n" if "type" in data else ""
    return f"{name}data: {json.dumps(data)}\n\n"


def _chunk(writer: asyncio.StreamWriter, text: str) -> None:
    data = text.encode()
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")


async def _send(
    writer: asyncio.StreamWriter, status: int, body: Json, headers: Mapping[str, str] | None = None
) -> None:
    data = json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Error')}", "Content-Type: application/json"]
    lines += [f"Content-Length: {len(data)}", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
    await writer.drain()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    """Return the next request, None at the end of the connection."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(first.split(" ")[1], headers, json.loads(body) if body else {})
