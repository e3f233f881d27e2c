"""A provider that says what a test tells it to, without any network."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from desktop.assistant.choice import ApiStyle, ModelInfo
from desktop.assistant.failures import ProviderFailure
from desktop.assistant.providers import Connection, PromptEntry, Schema, Usage

Step = str | ProviderFailure | asyncio.Event | Usage


@dataclass
class ScriptedModel:
    """Opens providers that follow `script`: text is said, failures raised, events awaited."""

    script: list[Step] = field(default_factory=lambda: ["Hello ", "there.", Usage(10, 2)])
    decisions: list[str | ProviderFailure] = field(default_factory=list[str | ProviderFailure])
    listed: tuple[ModelInfo, ...] = (ModelInfo("demo"),)
    prompts: list[tuple[PromptEntry, ...]] = field(default_factory=list[tuple[PromptEntry, ...]])
    asked_models: list[str] = field(default_factory=list[str])
    judged: list[tuple[PromptEntry, ...]] = field(default_factory=list[tuple[PromptEntry, ...]])
    connections: list[Connection] = field(default_factory=list[Connection])
    open: int = 0

    async def __call__(self, connection: Connection) -> "ScriptedProvider":
        """Open a provider."""
        self.open += 1
        self.connections.append(connection)
        return ScriptedProvider(self, connection)


class ScriptedProvider:
    """A provider of a ScriptedModel."""

    def __init__(self, model: ScriptedModel, connection: Connection) -> None:
        self._model = model
        self.connection = connection
        self.style = ApiStyle.CHAT

    async def stream(self, prompt: Sequence[PromptEntry], model: str, reply: int) -> AsyncGenerator[str | Usage, None]:
        """Follow the script; a failure is used up once raised."""
        del reply
        self._model.prompts.append(tuple(prompt))
        self._model.asked_models.append(model)
        for step in tuple(self._model.script):
            if isinstance(step, ProviderFailure):
                self._model.script.remove(step)
                raise step
            if isinstance(step, asyncio.Event):
                await step.wait()
            else:
                yield step

    async def decide(self, prompt: Sequence[PromptEntry], model: str, reply: int, schema: Schema) -> str:
        """Return the next decision."""
        del model, reply, schema
        self._model.judged.append(tuple(prompt))
        decision = self._model.decisions.pop(0)
        if isinstance(decision, ProviderFailure):
            raise decision
        return decision

    async def models(self) -> tuple[ModelInfo, ...]:
        """List the models."""
        return self._model.listed

    async def close(self) -> None:
        """Count the closing."""
        self._model.open -= 1
