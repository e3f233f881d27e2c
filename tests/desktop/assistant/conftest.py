"""A small room, scripted models and services for the assistant's tests."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from desktop.assistant.choice import HostChoice, HostKind, Sponsor
from desktop.assistant.clock import Timing
from desktop.assistant.service import AssistantService
from tests.support.fake_clock import FakeClock
from tests.support.fake_room import FakeRoom, World
from tests.support.scripted_model import ScriptedModel

AT_ONCE = Timing(coalesce=0.0)

Start = Callable[..., Awaitable[AssistantService]]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def world(clock: FakeClock) -> World:
    return World(clock)


@pytest.fixture
async def start(clock: FakeClock) -> AsyncIterator[Start]:
    """Start a device's assistant, with a scripted model unless there is none."""
    async with AsyncExitStack() as stack:

        async def begin(
            room: FakeRoom,
            model: ScriptedModel | None = None,
            *,
            sponsor: Sponsor = Sponsor.MEMBERS,
            cap: int = 0,
            opener: ScriptedModel | None = None,
        ) -> AssistantService:
            service = AssistantService(room, opener=opener or model or ScriptedModel(), clock=clock, timing=AT_ONCE)
            await stack.enter_async_context(service)
            if model is not None:
                choice = HostChoice(HostKind.COMPATIBLE, "http://127.0.0.1:9/v1", "demo", sponsor, cap)
                await service.configure(choice)
            return service

        yield begin
