"""The engine and the assistant of a running app. Loading this takes half a second: see `app.SERVICES`."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from desktop.assistant.service import AssistantService
from desktop.bridge import Services
from desktop.command_line import Options
from sync.engine import Engine, EngineConfig


@asynccontextmanager
async def run_services(options: Options, passphrase: str | None) -> AsyncGenerator[Services]:
    """Run the engine, and the assistant on it; raises what entering an `Engine` raises."""
    config = EngineConfig(
        profile=options.profile, interfaces=options.interfaces, passphrase=passphrase, program="the Causerie window"
    )
    async with Engine(config) as engine, AssistantService(engine) as assistant:
        yield Services(engine, assistant)
