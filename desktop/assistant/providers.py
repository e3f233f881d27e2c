"""What the assistant asks of a model, whoever runs it. The `openai` package is loaded when a model is first used.

Loading `openai` takes the better part of a second and tens of megabytes, so a window that only shows conversations
never pays for it: `open_provider` imports the module that needs it on a worker thread.
"""

import asyncio
import importlib
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from desktop.assistant.choice import ApiStyle, HostKind, ModelInfo

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class PromptEntry:
    """One entry of what is sent to a model."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them."""

    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Tokens: what a request may hold in all, and how many of them are kept for the reply."""

    context: int
    reply: int


@dataclass(frozen=True, slots=True)
class Schema:
    """A JSON Schema that a structured answer must follow."""

    name: str
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Connection:
    """Everything needed to reach a model. The key is left out of its repr."""

    kind: HostKind
    base_url: str
    model: str
    who: str
    """The provider as a person knows it, for sentences."""
    style: ApiStyle = ApiStyle.UNKNOWN
    api_key: str = field(default="", repr=False)


class Provider(Protocol):
    """An open connection to a model server."""

    @property
    def connection(self) -> Connection:
        """Where it talks to."""
        ...

    @property
    def style(self) -> ApiStyle:
        """Which interface the server turned out to speak."""
        ...

    def stream(self, prompt: Sequence[PromptEntry], model: str, reply: int) -> AsyncGenerator[str | Usage, None]:
        """Yield text as it comes, at most `reply` tokens, and the usage where known. Raises ProviderFailure."""
        ...

    async def decide(self, prompt: Sequence[PromptEntry], model: str, reply: int, schema: Schema) -> str:
        """Return JSON text meant to follow `schema`; small models may break it. Raises ProviderFailure."""
        ...

    async def models(self) -> tuple[ModelInfo, ...]:
        """List the models. Raises ProviderFailure."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class Opener(Protocol):
    """Opens a provider; replaced in tests."""

    async def __call__(self, connection: Connection) -> Provider:
        """Return a provider for `connection`."""
        ...


async def open_provider(connection: Connection) -> Provider:
    """Return a provider for `connection`; nothing is sent yet. Raises ProviderAuth for a key no header can carry."""
    return await asyncio.to_thread(_connect, connection)


def _connect(connection: Connection) -> Provider:
    """Import and set up on a worker thread: the certificates alone take 50 ms to read."""
    module = importlib.import_module("desktop.assistant.openai_provider")
    connect: Callable[[Connection], Provider] = module.connect
    return connect(connection)
