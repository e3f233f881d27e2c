"""One answer's text from a provider: patience, retries before the first word, and a name that small models repeat."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from desktop.assistant.clock import Clock, Timing
from desktop.assistant.failures import ProviderCutOff, ProviderFailure, ProviderUnreachable
from desktop.assistant.providers import PromptEntry, Provider, Usage


async def generate(
    provider: Provider, prompt: Sequence[PromptEntry], model: str, reply: int, clock: Clock, timing: Timing
) -> AsyncGenerator[str | Usage, None]:
    """Yield the answer's text, then its usage. Raises ProviderFailure.

    A passing failure is tried again with growing pauses, or the pause the provider asks for, as long as nothing has
    come; once a word has been shown the answer either ends or breaks off.
    """
    sent = False
    for pause in (*timing.retries, None):
        shown = False
        try:
            async with aclosing(_patient(provider, prompt, model, reply, timing)) as pieces:
                async for piece in pieces:
                    shown = True
                    yield piece
            return
        except ProviderFailure as failure:
            sent = failure.sent = failure.sent or sent  # an earlier try may have got through
            if shown or not failure.passing or pause is None:
                raise
            # Spread, so that devices refused together do not come back together.
            wait = pause * (0.8 + secrets.randbelow(400) / 1000) if failure.wait is None else max(pause, failure.wait)
            if wait > timing.longest_wait:
                raise
        await clock.sleep(wait)


async def _patient(
    provider: Provider, prompt: Sequence[PromptEntry], model: str, reply: int, timing: Timing
) -> AsyncGenerator[str | Usage, None]:
    """Yield what the provider streams; a silence that lasts too long is a failure."""
    async with aclosing(provider.stream(prompt, model, reply)) as pieces:
        shown = False
        while True:
            try:
                async with asyncio.timeout(timing.next_token if shown else timing.first_token):
                    piece = await anext(pieces, None)
            except TimeoutError:
                who = provider.connection.who
                raise (ProviderCutOff(who) if shown else ProviderUnreachable(who, sent=True)) from None
            if piece is None:
                return
            shown = True
            yield piece


class NameStripper:
    """Drops "Name:" from the start of an answer: models that read a chat log like to write one."""

    def __init__(self, name: str) -> None:
        self._prefix = f"{name}:".casefold()
        self._held: str | None = ""

    def feed(self, text: str) -> str:
        """Return what of the text so far can be shown."""
        if self._held is None:
            return text
        self._held += text
        start = self._held.lstrip().casefold()
        if start.startswith(self._prefix):
            rest = self._held.lstrip()[len(self._prefix) :].lstrip()
            if rest:
                self._held = None
            return rest
        if self._prefix.startswith(start):
            return ""
        return self.flush()

    def flush(self) -> str:
        """Return what was held back; nothing is held after that."""
        held, self._held = (self._held or "").lstrip(), None
        return "" if held.casefold().startswith(self._prefix) else held
