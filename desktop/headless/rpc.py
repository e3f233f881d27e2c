"""JSON-RPC 2.0 in its own words: requests in, responses and notifications out. Pure: bytes and values only."""

from dataclasses import dataclass
from typing import Final, TypeAlias, cast

import msgspec

from sync.errors import CauserieError

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
UNKNOWN_METHOD: Final = -32601
INVALID_PARAMS: Final = -32602
INTERNAL_ERROR: Final = -32603
REFUSED: Final = -32000
"""Every error of Causerie's own; `data.code` says which."""

LONGEST_BATCH: Final = 100

Id: TypeAlias = str | int | float | None


@dataclass(frozen=True, slots=True)
class Request:
    """A request, or a notification where `answer` is False."""

    method: str
    params: dict[str, object]
    id: Id
    answer: bool


class RpcError(Exception):
    """A request that is wrong by itself: `code` is JSON-RPC's, `id` the request's where it could be read."""

    def __init__(self, code: int, message: str, id: Id = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.id = id


def parse(line: bytes) -> object:
    """Return the JSON value on `line`; raises RpcError."""
    try:
        return msgspec.json.decode(line)
    except RecursionError:
        raise RpcError(PARSE_ERROR, "This line is nested too deeply.") from None
    except msgspec.MsgspecError as error:
        raise RpcError(PARSE_ERROR, f"This line is not JSON: {error}.") from None


def read_request(value: object) -> Request:
    """Return the request that `value` is; raises RpcError (JSON-RPC 2.0, section 4)."""
    if not isinstance(value, dict):
        raise RpcError(INVALID_REQUEST, "A request is a JSON object.")
    fields = cast(dict[str, object], value)
    number = fields.get("id")
    if isinstance(number, bool) or not isinstance(number, str | int | float | None):
        raise RpcError(INVALID_REQUEST, '"id" is a text or a number.')
    if fields.get("jsonrpc") != "2.0":
        raise RpcError(INVALID_REQUEST, 'A request says "jsonrpc": "2.0".', number)
    method = fields.get("method")
    if not isinstance(method, str):
        raise RpcError(INVALID_REQUEST, '"method" is a text.', number)
    params = fields.get("params", {})
    if not isinstance(params, dict):
        raise RpcError(INVALID_PARAMS, '"params" is an object: parameters are given by name.', number)
    return Request(method, cast(dict[str, object], params), number, answer="id" in fields)


def success(id: Id, result: object) -> dict[str, object]:
    """Return the response to a request that succeeded."""
    return {"jsonrpc": "2.0", "id": id, "result": result}


def failure(id: Id, error: CauserieError | RpcError) -> dict[str, object]:
    """Return the response to a request that failed."""
    if isinstance(error, RpcError):
        return {"jsonrpc": "2.0", "id": id, "error": {"code": error.code, "message": error.message}}
    data = {"code": error.code, "fault": error.fault.value, "hint": error.hint}
    return {"jsonrpc": "2.0", "id": id, "error": {"code": REFUSED, "message": error.message, "data": data}}


def event(type: str, fields: dict[str, object]) -> dict[str, object]:
    """Return the notification of an event."""
    return {"jsonrpc": "2.0", "method": "event", "params": {"type": type, **fields}}


def write(value: object) -> bytes:
    """Return `value` as one line."""
    return msgspec.json.encode(value) + b"\n"
