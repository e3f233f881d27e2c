"""What people mistype and machines refuse: a sentence each, and nothing lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.core.ids import GroupId, MessageId
from sync.engine import Engine, EngineConfig, Surroundings
from sync.errors import (
    EmptyText,
    InvalidInput,
    InviteMalformed,
    NoAccount,
    NoSuchGroup,
    NoSuchMessage,
    ProfileInUse,
    TooLarge,
)
from tests.support.engines import Stage, joined, reads, stage
from tests.support.memory_keyring import MemoryKeyring

NOWHERE = GroupId(bytes(32))
NOTHING = MessageId(bytes(32))


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\u200b", "\u202e", "\x00"])
async def test_a_message_with_nothing_to_see(scene: Stage, text: str) -> None:
    ana = await scene.start("ana")
    group = await scene.group(ana)
    with pytest.raises(EmptyText):
        await ana.messages.send(group, text)
    assert await ana.messages.list(group) == []


async def test_a_message_of_a_hundred_thousand_characters(scene: Stage) -> None:
    ana = await scene.start("ana")
    group = await scene.group(ana)
    with pytest.raises(TooLarge, match=r"100,000.*20,000"):
        await ana.messages.send(group, "x" * 100_000)
    await ana.messages.send(group, "é" * 20_000)
    assert len((await ana.messages.list(group))[0].text) == 20_000


async def test_names_with_controls_and_direction_marks(scene: Stage) -> None:
    ana = await scene.start("ana")
    group = await ana.groups.create("\u202eGar\x07den\u200b  \n weekend\u2066")
    assert (await ana.groups.get(group)).name == "Garden weekend"
    with pytest.raises(EmptyText):
        await ana.groups.create("\u200b\x00 ")
    with pytest.raises(TooLarge):
        await ana.groups.create("n" * 65)
    with pytest.raises(EmptyText):
        await ana.accounts.rename("\u202e")


async def test_codes_as_people_paste_them(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    code = (await ana.invites.create(group)).code
    wrapped = "\n".join(code[at : at + 20] for at in range(0, len(code), 20))
    for pasted in (wrapped, f"  “{code.upper()}” ", f"causerie:join/{code}", f"« {code} »."):
        preview = await bo.invites.preview(pasted)
        assert preview.group_id == group
        assert preview.group_name is None  # nothing is known before joining
    wrong = code[:-1] + ("q" if code[-1] != "q" else "p")
    for pasted in ("", "hello", code[:60], wrong, "https://chat.example/join/abc", "\x00\xff" * 40):
        with pytest.raises(InviteMalformed) as caught:
            await bo.invites.join(pasted)
        assert caught.value.message.endswith(".")
    assert await bo.groups.list() == []
    await bo.invites.join(wrapped)
    await joined(bo, group)


async def test_things_that_are_not_there(scene: Stage) -> None:
    ana = await scene.start("ana")
    group = await scene.group(ana)
    with pytest.raises(NoSuchGroup):
        await ana.messages.send(NOWHERE, "hello")
    with pytest.raises(NoSuchMessage):
        await ana.messages.send(group, "hello", reply_to=NOTHING)
    with pytest.raises(NoSuchMessage):
        await ana.messages.list(group, before=NOTHING)
    for uses, seconds in ((0, 3600), (1, 1), (10_000, 3600)):
        with pytest.raises(InvalidInput):
            await ana.invites.create(group, max_uses=uses, expires_in=seconds)


async def test_nothing_works_without_an_account_and_says_so(tmp_path: Path, scene: Stage) -> None:
    surroundings = Surroundings(
        network=scene.hub.network("dan"), discovery=scene.hub.discovery("dan"), keyring=MemoryKeyring()
    )
    async with Engine(EngineConfig(tmp_path / "dan"), surroundings) as dan:
        assert await dan.accounts.get() is None
        assert await dan.groups.list() == []
        with pytest.raises(NoAccount):
            await dan.groups.create("Garden")


async def test_a_second_start_names_who_holds_the_profile(scene: Stage) -> None:
    await scene.start("ana")
    with pytest.raises(ProfileInUse, match=r"causerie \(process \d+\)"):
        await Engine(EngineConfig(scene.folder("ana"))).__aenter__()


@pytest.mark.parametrize("query", ['"', "AND OR NOT", "*", "garden*) NEAR(", "🌱", "''; DROP TABLE", "x" * 5_000])
async def test_any_text_is_safe_to_search_for(scene: Stage, query: str) -> None:
    ana = await scene.start("ana")
    group = await scene.group(ana)
    await ana.messages.send(group, "L'été au jardin 🌱")
    assert isinstance(await ana.messages.search(query), list)
    assert [hit.message.text for hit in await ana.messages.search("ete jar")] == ["L'été au jardin 🌱"]


async def test_a_message_is_still_there_after_the_program_ends(scene: Stage) -> None:
    ana = await scene.start("ana")
    group = await scene.group(ana)
    await ana.messages.send(group, "kept")
    ana = await scene.restart("ana")
    await reads(ana, group, "kept")


async def test_interfaces_that_name_nothing_are_refused(tmp_path: Path) -> None:
    config = EngineConfig(tmp_path / "dan").with_environment({"CAUSERIE_INTERFACES": " , "})
    with pytest.raises(InvalidInput, match="No interface"):
        await Engine(config, Surroundings(keyring=MemoryKeyring())).__aenter__()
