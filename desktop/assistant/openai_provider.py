"""The provider over the `openai` package: the Responses API, or Chat Completions where a server has only that."""

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import cast
from urllib.parse import urlsplit

import httpx2
from openai import AsyncOpenAI, DefaultAsyncHttpxClient, OpenAIError

from desktop.assistant import chat_api, responses_api
from desktop.assistant.choice import ApiStyle, HostKind, ModelInfo
from desktop.assistant.events import JsonObject, as_count, as_list, as_object, as_text
from desktop.assistant.failures import ProviderAuth, ProviderBadAnswer, ProviderNotThere
from desktop.assistant.openai_errors import endpoint_missing, failure_of, is_elsewhere
from desktop.assistant.providers import Connection, PromptEntry, Schema, Usage

CONNECT_SECONDS = 5.0
READ_SECONDS = 150.0
"""A last resort above the assistant's own patience (`Timing.first_token`)."""
CONTEXT_FIELDS = ("n_ctx", "max_model_len", "context_length", "max_context_length", "context_window")
"""How llama.cpp, vLLM, OpenRouter, LM Studio and others say how much a model can read."""
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
NO_KEY = "none"
"""The package insists on a key; servers that need none ignore it."""


class OpenAIProvider:
    """One AsyncOpenAI client and what was learnt of its server."""

    def __init__(self, connection: Connection, client: AsyncOpenAI) -> None:
        self._connection = connection
        self._client = client
        self._style = connection.style

    @property
    def connection(self) -> Connection:
        """Where this provider talks to."""
        return self._connection

    @property
    def style(self) -> ApiStyle:
        """Which interface the server turned out to speak."""
        return self._style

    async def stream(self, prompt: Sequence[PromptEntry], model: str, reply: int) -> AsyncGenerator[str | Usage, None]:
        """Yield text as it comes, at most `reply` tokens, and the usage where known. Raises ProviderFailure."""
        shown = False
        try:
            for style in self._styles():
                source = responses_api.stream if style is ApiStyle.RESPONSES else chat_api.stream
                try:
                    async with aclosing(source(self._client, prompt, model, reply, self._connection.who)) as pieces:
                        async for piece in pieces:
                            self._style = style
                            shown = True
                            yield piece
                    return
                except OpenAIError as error:
                    if style is ApiStyle.CHAT or shown or not self._may_lack_responses(error):
                        raise
        except OpenAIError as error:
            # `from None`: the package's errors carry the request, whose headers carry the key.
            raise failure_of(error, self._connection, model, shown=shown) from None
        except (ValueError, httpx2.HTTPError):
            raise ProviderBadAnswer(self._connection.who) from None

    async def decide(self, prompt: Sequence[PromptEntry], model: str, reply: int, schema: Schema) -> str:
        """Return JSON text meant to follow `schema`; small models may break it. Raises ProviderFailure."""
        # llama.cpp, for one, has the Responses API but ignores the schema there; it holds to it in Chat Completions.
        openai = self._connection.kind is HostKind.OPENAI
        asks = (responses_api.decide,) if openai else (chat_api.decide, responses_api.decide)
        try:
            for ask in asks:
                try:
                    return await ask(self._client, prompt, model, reply, schema, self._connection.who)
                except OpenAIError as error:
                    if ask is asks[-1] or not endpoint_missing(error):
                        raise
        except OpenAIError as error:
            raise failure_of(error, self._connection, model, shown=False) from None
        except (ValueError, httpx2.HTTPError):
            pass
        raise ProviderBadAnswer(self._connection.who)

    async def models(self) -> tuple[ModelInfo, ...]:
        """List the models, newest first. Raises ProviderFailure."""
        try:
            page = await self._client.models.list()
            listed: object = page.to_dict(mode="json", warnings=False).get("data")
        except OpenAIError as error:
            if is_elsewhere(error):
                raise ProviderNotThere(self._connection.who) from None
            raise failure_of(error, self._connection, self._connection.model, shown=False) from None
        except (ValueError, AttributeError, httpx2.HTTPError):
            raise ProviderNotThere(self._connection.who) from None
        if not isinstance(listed, list):
            raise ProviderNotThere(self._connection.who)
        entries = [as_object(entry) for entry in as_list(cast("object", listed))]
        found = [_model_info(entry) for entry in entries if as_text(entry.get("id"))]
        return tuple(sorted(found, key=lambda model: (-model.created, model.name)))

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()

    def _styles(self) -> tuple[ApiStyle, ...]:
        if self._style is ApiStyle.CHAT:
            return (ApiStyle.CHAT,)
        if self._connection.kind is HostKind.OPENAI:
            return (ApiStyle.RESPONSES,)
        return (ApiStyle.RESPONSES, ApiStyle.CHAT)

    def _may_lack_responses(self, error: OpenAIError) -> bool:
        return self._connection.kind is not HostKind.OPENAI and endpoint_missing(error)


def connect(connection: Connection) -> OpenAIProvider:
    """Return a provider for `connection`; nothing is sent yet. Raises ProviderAuth for a key no header can carry."""
    key = connection.api_key
    if not (key.isascii() and key.isprintable()):
        raise ProviderAuth(connection.who)
    # These loggers would write the conversation at DEBUG, and full addresses at INFO.
    for name in ("openai", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)
    local = urlsplit(connection.base_url).hostname in LOOPBACK_HOSTS
    client = AsyncOpenAI(
        api_key=key or NO_KEY,
        base_url=connection.base_url,
        max_retries=0,  # retries are ours: visible, cancellable, and never after the first word
        timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        http_client=_local_client() if local else DefaultAsyncHttpxClient(follow_redirects=False),
    )
    # Taken from the environment by the package; meant for OpenAI at most, and never chosen in Causerie.
    client.organization = None
    client.project = None
    client.admin_api_key = None
    return OpenAIProvider(connection, client)


def _local_client() -> httpx2.AsyncClient:
    """Return a client for this machine's own servers.

    A proxy set for the internet cannot reach them. And llama.cpp closes about one connection in eight after a stream
    without saying so, which the next request would pay for; a new connection costs less than a millisecond here.
    """
    return DefaultAsyncHttpxClient(
        trust_env=False, follow_redirects=False, limits=httpx2.Limits(max_keepalive_connections=0)
    )


def _model_info(entry: JsonObject) -> ModelInfo:
    """Return what a server says of one model; fields beyond OpenAI's own are read where known."""
    sources = (entry, as_object(entry.get("meta")))
    contexts = (as_count(source.get(name)) for source in sources for name in CONTEXT_FIELDS)
    return ModelInfo(
        name=str(entry["id"]),
        created=as_count(entry.get("created")),
        context=next((value for value in contexts if value), 0),
        shutdown=as_text(entry.get("shutdown_date")),
    )
