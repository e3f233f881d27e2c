"""What a method is: the shape of its parameters and the coroutine that carries it out."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Generic, TypeAlias, TypeVar

import msgspec

from desktop.headless.rpc import INVALID_PARAMS, RpcError
from desktop.ports import AssistantPort, EnginePort

HexId: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
"""An id: 32 bytes as lower-case hexadecimal digits."""


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Base of every method's parameters."""


class Nothing(Params, frozen=True):
    """For methods without parameters."""


class OneGroup(Params, frozen=True):
    """For methods that only name a group."""

    group_id: HexId


class OneMessage(Params, frozen=True):
    """For methods that name a message."""

    group_id: HexId
    message_id: HexId


@dataclass(frozen=True, slots=True)
class Services:
    """What methods work with; `stop` ends the program after what is under way."""

    engine: EnginePort
    assistant: AssistantPort
    stop: Callable[[], None]


P = TypeVar("P", bound=Params)

_NOT_AN_ID: Final = re.compile(r"Expected `str` matching regex '\^\[0-9a-f\]\{64\}\$' - at `\$\.(\w+)`")


@dataclass(frozen=True, slots=True)
class Method(Generic[P]):
    """A method: its parameters' type and its coroutine, which returns a JSON value."""

    params: type[P]
    carry_out: Callable[[Services, P], Awaitable[object]]

    def prepare(self, params: Mapping[str, object]) -> Callable[[Services], Awaitable[object]]:
        """Return the call with `params` checked; raises RpcError."""
        try:
            checked = msgspec.convert(params, self.params)
        except msgspec.ValidationError as error:
            raise RpcError(INVALID_PARAMS, _sentence(str(error))) from None
        return lambda services: self.carry_out(services, checked)


def _sentence(problem: str) -> str:
    if match := _NOT_AN_ID.fullmatch(problem):
        return f"`{match[1]}` is an id: 64 hexadecimal digits in lower case."
    return f"The parameters do not fit: {problem.replace(' - at `$.', ' in `')}."
