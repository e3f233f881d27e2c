"""The model this device hosts: chosen, tested, kept open while used, closed cleanly. The key stays in here."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.assistant.builtin import CONTEXT_TOKENS, MODEL_NAME, REPLY_TOKENS, BuiltinServer, find_model
from desktop.assistant.choice import (
    ApiStyle,
    HostChoice,
    HostKind,
    KeyTest,
    ModelInfo,
    StoredHost,
    effective_url,
    stored_host,
    with_model,
)
from desktop.assistant.connecting import BUILTIN_NAME, cleaned, connection_for, name_of, tested_sentence
from desktop.assistant.failures import (
    NoModelHere,
    ProviderAuth,
    ProviderFailure,
    ProviderModelGone,
    ProviderNoModels,
    ProviderUnreachable,
)
from desktop.assistant.providers import Connection, Limits, Opener, Provider
from desktop.assistant.room_api import Room
from sync.errors import InvalidInput

HOST_KEY = "assistant.host"
SECRET_NAME = "assistant.api_key"  # noqa: S105 - a name, not a secret
"""The one place the key is kept: the engine's secret store, which is the OS keyring or under the passphrase."""
CONTEXT = {HostKind.OPENAI: 16_384, HostKind.COMPATIBLE: 4_096, HostKind.BUILTIN: CONTEXT_TOKENS}
"""Tokens sent at most where a server does not say what it reads. Ollama's own default is 4,096, and it cuts silently;
at a paid provider the limit is about cost, not ability."""
LARGEST_CONTEXT = 16_384
TEST_SECONDS = 20.0
"""For listing the models: a person waits for the outcome."""
REPLY = {HostKind.OPENAI: 4_096, HostKind.COMPATIBLE: 1_024, HostKind.BUILTIN: REPLY_TOKENS}
"""Reasoning models spend most of a reply's tokens before its first word."""


@dataclass(slots=True)
class _Opened:
    """An open provider with how many answers use it, and the child process behind the built-in model."""

    provider: Provider
    server: BuiltinServer | None = None
    users: int = 0
    retired: bool = False

    @property
    def alive(self) -> bool:
        return self.server is None or self.server.running

    async def close(self) -> None:
        await self.provider.close()
        if self.server is not None:
            await self.server.close()


class ModelHost:
    """What this device can answer with. A change of mind never cuts an answer that is running."""

    def __init__(self, room: Room, opener: Opener) -> None:
        self._room = room
        self._opener = opener
        self._stored = StoredHost()
        self._opened: _Opened | None = None
        self._lock = asyncio.Lock()

    async def load(self) -> None:
        """Read what was chosen; nothing is opened yet."""
        self._stored = stored_host(await self._room.preferences.get(HOST_KEY, None))

    @property
    def choice(self) -> HostChoice:
        """What is chosen."""
        return self._stored.choice

    @property
    def ready(self) -> bool:
        """Whether a model is chosen."""
        return self.choice.kind is not HostKind.NONE

    @property
    def models(self) -> tuple[str, ...]:
        """The models the server listed when it was last tested."""
        return tuple(model.name for model in self._stored.models)

    @property
    def has_key(self) -> bool:
        """Whether a key is kept for the chosen server."""
        url = effective_url(self.choice)
        return bool(url) and self._stored.key_for == url

    @property
    def model_label(self) -> str:
        """The chosen model as shown to people; never the path of a file."""
        if self.choice.kind is HostKind.BUILTIN:
            return Path(self.choice.model).stem if self.choice.model else MODEL_NAME
        return self.choice.model

    def model_for(self, preferred: str) -> str:
        """Return the model to ask: the group's preferred one where the server has it, else the chosen one."""
        return preferred if preferred and preferred in self.models else self.choice.model

    def limits(self, model: str) -> Limits:
        """Return how much `model` reads and writes."""
        kind = self.choice.kind
        known = next((info.context for info in self._stored.models if info.name == model), 0)
        context = min(known, LARGEST_CONTEXT) if known and kind is not HostKind.BUILTIN else CONTEXT[kind]
        return Limits(context, min(REPLY[kind], context // 4))

    async def test(self, choice: HostChoice, api_key: str | None) -> KeyTest:
        """Try `choice` without keeping anything; every outcome is a sentence."""
        try:
            stored, opened = await self._try(choice, api_key)
        except (ProviderFailure, InvalidInput) as failure:
            return KeyTest(False, f"{failure.message} {failure.hint}".strip(), failure.code)
        await opened.close()
        key = await self._key_for(stored.choice, api_key)
        return KeyTest(True, tested_sentence(stored.choice, key, stored.models), "", stored.models)

    async def configure(self, choice: HostChoice, api_key: str | None) -> str:
        """Test `choice` and keep it; returns a sentence. Raises ProviderFailure or InvalidInput and keeps the old one.

        `api_key` None leaves the key as it is; a key is only ever sent to the server it was entered for.
        """
        if choice.kind is HostKind.NONE:
            await self._keep(replace(self._stored, choice=cleaned(choice), models=()), None, None)
            return "This device answers no questions."
        stored, opened = await self._try(choice, api_key)
        try:
            key = await self._key_for(stored.choice, api_key)
            await self._keep(stored, opened, api_key)
        except BaseException:
            if self._opened is not opened:
                await opened.close()
            raise
        return tested_sentence(stored.choice, key, stored.models)

    @asynccontextmanager
    async def use(self) -> AsyncGenerator[Provider, None]:
        """Hold the provider open for one answer. Raises ProviderFailure when it cannot be opened."""
        if not self.ready:
            raise NoModelHere
        async with self._lock:
            if self._opened is None or not self._opened.alive:
                await self._retire()
                self._opened = await self._open(self.choice, await self._key_for(self.choice, None), self._stored.style)
            opened = self._opened
            opened.users += 1
        try:
            yield opened.provider
        finally:
            opened.users -= 1
            if opened.retired and opened.users == 0:
                await opened.close()
            else:
                await self._learn(opened.provider.style)

    async def close(self) -> None:
        """Close the provider and end the child process."""
        async with self._lock:
            await self._retire()

    async def _try(self, choice: HostChoice, api_key: str | None) -> tuple[StoredHost, _Opened]:
        """Open `choice`, list its models, and return it with a model filled in."""
        choice = cleaned(choice)
        key = await self._key_for(choice, api_key)
        if choice.kind is HostKind.OPENAI and not key:
            raise ProviderAuth(name_of(choice), missing=True)
        same_server = effective_url(choice) == effective_url(self.choice)
        style = self._stored.style if same_server else ApiStyle.UNKNOWN
        opened = await self._open(choice, key, style)
        try:
            async with asyncio.timeout(TEST_SECONDS):
                models = await opened.provider.models()
            listed = {model.name for model in models}
            if choice.kind is HostKind.OPENAI and choice.model and choice.model not in listed:
                raise ProviderModelGone(name_of(choice), choice.model)
            if choice.kind is not HostKind.BUILTIN:
                choice = with_model(choice, models)
                if not choice.model:
                    raise ProviderNoModels(name_of(choice))
        except TimeoutError:
            await opened.close()
            raise ProviderUnreachable(name_of(choice)) from None
        except BaseException:
            await opened.close()
            raise
        key_for = effective_url(choice) if api_key else ("" if api_key == "" else self._stored.key_for)
        return StoredHost(choice, key_for, style, _kept_models(choice, models)), opened

    async def _open(self, choice: HostChoice, api_key: str, style: ApiStyle) -> _Opened:
        if choice.kind is not HostKind.BUILTIN:
            return _Opened(await self._opener(connection_for(choice, api_key, style)))
        server = await BuiltinServer.start(find_model(choice.model))
        local = Connection(
            choice.kind, server.base_url, choice.model or MODEL_NAME, BUILTIN_NAME, ApiStyle.CHAT, server.api_key
        )
        try:
            return _Opened(await self._opener(local), server)
        except BaseException:
            await server.close()
            raise

    async def _key_for(self, choice: HostChoice, api_key: str | None) -> str:
        """Return the key to send for `choice`: the one given, else the kept one if it was entered for this server."""
        if api_key is not None:
            return api_key
        url = effective_url(choice)
        if not url or self._stored.key_for != url:
            return ""
        return await asyncio.to_thread(self._room.secrets.get, SECRET_NAME) or ""

    async def _keep(self, stored: StoredHost, opened: _Opened | None, api_key: str | None) -> None:
        """Make `stored` the choice from now on."""
        if api_key:
            await asyncio.to_thread(self._room.secrets.set, SECRET_NAME, api_key)
        elif api_key == "":
            await asyncio.to_thread(self._room.secrets.delete, SECRET_NAME)
        await self._room.preferences.set(HOST_KEY, stored.to_json())
        async with self._lock:
            await self._retire()
            self._stored = stored
            self._opened = opened

    async def _retire(self) -> None:
        """Let go of the open provider: now, or when the last answer that uses it ends."""
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.retired = True
            if opened.users == 0:
                await opened.close()

    async def _learn(self, style: ApiStyle) -> None:
        """Remember which interface the server speaks, so that it is asked only once."""
        if style is not ApiStyle.UNKNOWN and style is not self._stored.style and self.ready:
            self._stored = replace(self._stored, style=style)
            await self._room.preferences.set(HOST_KEY, self._stored.to_json())


def _kept_models(choice: HostChoice, models: tuple[ModelInfo, ...]) -> tuple[ModelInfo, ...]:
    """Return what is worth keeping of a list that may be long: the chosen model and the newest ones."""
    if choice.kind is HostKind.BUILTIN:
        return ()
    return tuple(sorted(models, key=lambda model: model.name != choice.model)[:200])
