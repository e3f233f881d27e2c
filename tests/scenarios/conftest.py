"""Profiles that are damaged in several modules."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.damaging import Scene, Talk, have_talk
from tests.support.engines import stage


@pytest.fixture(scope="session")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Talk:
    """Two who have talked, stopped; every test begins with a copy of their profiles."""
    return asyncio.run(have_talk(tmp_path_factory.mktemp("talk")))


@pytest.fixture
async def talked(tmp_path: Path, talk: Talk) -> AsyncIterator[Scene]:
    """A stage with ana on it, and bo's profile to be damaged."""
    async with stage(tmp_path) as begun:
        scene = Scene(begun, talk.group, set(talk.said))
        await scene.begin(talk)
        yield scene
