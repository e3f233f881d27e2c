"""What a method is: the shape of its parameters and the coroutine that carries it out."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Generic, Protocol, TypeAlias, TypeVar

import msgspec

from desktop.assistant.choice import HostChoice, HostStatus
from desktop.headless.rpc import INVALID_PARAMS, RpcError
from desktop.ports import EnginePort
from sync.core.ids import GroupId, MessageId
from sync.views import MessageView, Upload

HexId: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
"""An id: 32 bytes as lower-case hexadecimal digits."""


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Base of every method's parameters."""


class Nothing(Params, frozen=True):
    """For methods without parameters."""


class OneGroup(Params, frozen=True):
    """For methods that only name a group."""

    group_id: HexId


class OneAccount(Params, frozen=True):
    """For methods that only name an account."""

    account_id: HexId


class OneMessage(Params, frozen=True):
    """For methods that name a message."""

    group_id: HexId
    message_id: HexId


class Assistant(Protocol):
    """What methods ask of the assistant's service."""

    async def send(
        self,
        group_id: GroupId,
        text: str,
        reply_to: MessageId | None = None,
        not_for_ai: bool = False,
        attachments: Sequence[Upload] = (),
    ) -> MessageView:
        """Send a message, planning who answers it."""
        ...

    async def configure(self, choice: HostChoice, api_key: str | None = None) -> HostStatus:
        """Host a model from now on."""
        ...

    async def stop(self, group_id: GroupId, message_id: MessageId) -> None:
        """Stop an answer."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """What methods work with; `stop` ends the program after what is under way."""

    engine: EnginePort
    assistant: Assistant
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
