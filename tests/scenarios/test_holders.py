"""Files come from whoever has them: several at once, somebody else when one goes, who comes later."""

# pyright: reportPrivateUsage=false

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.core.file_frames import FileAsk
from sync.engine import Engine
from sync.runtime.file_desk import FileDesk
from sync.runtime.file_serving import Serving
from sync.runtime.sessions import PeerSession
from sync.views import FileBytes, FileState
from tests.support.engines import Stage, joined, stage, until
from tests.support.files import arrived, attachment, content, pair, random_bytes, sent, stands

PIECE = 256 * 1024


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def test_a_file_comes_from_all_who_have_it(scene: Stage) -> None:
    ada, bob = await scene.start("ada"), await scene.start("bob")
    cleo = await scene.start("cleo")
    group = await scene.group(ada, bob, cleo)
    data = random_bytes(96 * PIECE)
    message = await sent(ada, group, FileBytes("film.mp4", data))
    for engine in (bob, cleo):
        await arrived(engine, group, message)
    await bob.attachments.fetch(group, message, 0)
    await stands(bob, group, message, FileState.READY)
    scene.hub.latency = 0.002
    before = {name: scene.sent_by(name) for name in ("ada", "bob")}
    await cleo.attachments.fetch(group, message, 0)
    await stands(cleo, group, message, FileState.READY)
    assert await content(cleo, group, message) == data
    assert all(scene.sent_by(name) - before[name] > 3 * PIECE for name in before)


async def test_a_file_goes_on_from_somebody_else_when_a_holder_vanishes(scene: Stage) -> None:
    ada, bob = await scene.start("ada"), await scene.start("bob")
    cleo = await scene.start("cleo")
    group = await scene.group(ada, bob, cleo)
    data = random_bytes(24 * PIECE)
    message = await sent(ada, group, FileBytes("film.mp4", data))
    for engine in (bob, cleo):
        await arrived(engine, group, message)
    scene.hub.latency = 0.005
    await cleo.attachments.fetch(group, message, 0)

    async def begun() -> bool:
        return (await attachment(cleo, group, message)).received > 2 * PIECE

    await until(begun, "something is here")
    scene.hub.partition(["ada", "bob"], ["cleo"])
    await stands(cleo, group, message, FileState.WAITING)
    await bob.attachments.fetch(group, message, 0)
    await stands(bob, group, message, FileState.READY)
    scene.hub.partition(["bob", "cleo"], ["ada"])
    await stands(cleo, group, message, FileState.READY)
    assert await content(cleo, group, message) == data


def all_but_ada_and_cleo(one: str, other: str) -> bool:
    return {one, other} != {"ada", "cleo"}


async def test_who_waits_hears_when_somebody_between_has_it(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, bob = await scene.start("ada"), await scene.start("bob")
    cleo = await scene.start("cleo")
    group = await scene.group(ada, bob, cleo)
    scene.hub.partition(["ada", "bob"], ["cleo"])
    message = await sent(ada, group, FileBytes("film.mp4", random_bytes(3 * PIECE)))
    await arrived(bob, group, message)
    monkeypatch.setattr(scene.hub, "reachable", all_but_ada_and_cleo)
    scene.hub.announce()
    await arrived(cleo, group, message)
    assert (await cleo.attachments.fetch(group, message, 0)).state is FileState.WAITING
    await bob.attachments.fetch(group, message, 0)
    await stands(cleo, group, message, FileState.READY)


async def test_newcomers_get_files_from_before(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    message = await sent(ada, group, FileBytes("a.bin", b"from before"))
    await arrived(bob, group, message)
    cleo = await scene.start("cleo")
    await cleo.invites.join((await ada.invites.create(group)).code)
    await joined(cleo, group)
    await arrived(cleo, group, message)
    await cleo.attachments.fetch(group, message, 0)
    await stands(cleo, group, message, FileState.READY)
    assert await content(cleo, group, message) == b"from before"


async def test_the_first_message_of_a_day_shows_its_file_as_it_stands(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    message = await sent(ada, group, FileBytes("film.mp4", random_bytes(PIECE)))
    await arrived(bob, group, message)
    await scene.stop("ada")
    await bob.attachments.fetch(group, message, 0)
    first = await bob.messages.first_since(group, 0)
    assert first is not None
    assert [each.state for each in first.attachments] == [FileState.WAITING]


async def test_who_asks_while_a_file_comes_is_told_of_it(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, bob, group = await pair(scene)
    message = await sent(ada, group, FileBytes("film.mp4", random_bytes(PIECE)))
    await arrived(bob, group, message)
    giving = serving(ada)
    grant = giving._grant

    async def too_early(session: PeerSession, ask: FileAsk) -> None:
        monkeypatch.setattr(giving, "_grant", grant)
        giving._more(ask.root)

    monkeypatch.setattr(giving, "_grant", too_early)
    await bob.attachments.fetch(group, message, 0)
    await stands(bob, group, message, FileState.READY)


async def test_who_finds_a_file_gone_is_told_when_it_is_back(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    message = await sent(ada, group, FileBytes("film.mp4", random_bytes(PIECE)))
    await arrived(bob, group, message)
    [path] = (scene.folder("ada") / "files").iterdir()
    aside = path.rename(scene.folder("ada") / "aside")
    giving = serving(ada)
    await bob.attachments.fetch(group, message, 0)

    async def found_gone() -> bool:
        return any(giving._waiting.values())

    await until(found_gone, "asked for what is not there")
    aside.rename(path)
    giving._more(next(root for waiting in giving._waiting.values() for root in waiting))
    await stands(bob, group, message, FileState.READY)


def serving(engine: Engine) -> Serving:
    """Return what gives an engine's files to others."""
    files = engine.groups._publisher.files
    assert isinstance(files, FileDesk)
    return files._serving
