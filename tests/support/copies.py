"""Copied profiles and restored backups on a stage, and what has to be true afterwards."""

import shutil
from pathlib import Path

from sync.core.ids import GroupId
from sync.engine import Engine
from sync.identity.mirror import Mirror
from sync.runtime.clones import CLONE_DETECTED, OWN_CLONE
from sync.runtime.live_room import LiveRoom
from sync.runtime.restoring import RESTORED
from tests.support.engines import Stage, same_digest, texts, until

PEOPLE = ("ana", "bo", "cy")


def copy(scene: Stage, name: str, to: str, *, mirror: bool) -> None:
    """Copy a stopped profile to another machine, with what is kept outside of it or without."""
    shutil.copytree(scene.folder(name), scene.folder(to), ignore=shutil.ignore_patterns("lock"))
    scene.share_keyring(name, to)
    if mirror:
        for file in scene.state(name).iterdir():
            name_there = Mirror(scene.state(to), scene.folder(to), bytes(32)).file
            assert name_there is not None
            name_there.parent.mkdir(parents=True)
            shutil.copy(file, name_there)


def backup(scene: Stage, name: str) -> Path:
    """Return a copy of a profile's folder."""
    kept = scene.folder(f"backup of {name}")
    shutil.copytree(scene.folder(name), kept)
    return kept


def restore(scene: Stage, name: str, kept: Path) -> None:
    """Put a copy in the place of a stopped profile."""
    shutil.rmtree(scene.folder(name))
    shutil.copytree(kept, scene.folder(name))


def live(engine: Engine, group: GroupId) -> LiveRoom:
    """Return the group at work in an engine."""
    found = engine.groups._rooms.find(group)  # pyright: ignore[reportPrivateUsage]
    assert found is not None
    return found


async def notices(engine: Engine, *codes: str) -> list[str]:
    """Return the codes of lasting notices that are about copies."""
    return [
        each.code
        for each in await engine.notices.list()
        if each.code in (codes or {OWN_CLONE, CLONE_DETECTED, RESTORED})
    ]


async def show(group: GroupId, expected: set[str], *engines: Engine) -> None:
    """Wait until all show just these texts, and have the same."""

    async def condition() -> bool:
        return all([sorted(await texts(engine, group)) == sorted(expected) for engine in engines])

    try:
        await until(condition, "the same messages")
    except AssertionError:
        raise AssertionError([await texts(engine, group) for engine in engines]) from None
    await same_digest(group, *engines)


async def say(group: GroupId, text: str, engine: Engine, said: set[str]) -> None:
    """Let somebody write, and note it."""
    await engine.messages.send(group, text)
    said.add(text)


async def group_of(scene: Stage) -> tuple[GroupId, set[str]]:
    """Return a group of three in which each has said something, and what was said; cy has stopped."""
    engines = [await scene.start(name) for name in PEOPLE]
    group = await scene.group(*engines)
    said: set[str] = set()
    for name, engine in zip(PEOPLE, engines, strict=True):
        await say(group, f"{name} is here", engine, said)
    await show(group, said, *engines)
    await scene.stop("cy")
    return group, said
