"""Members with real keys, over real connections, lie about files: it costs them the connection, and nobody a file."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from sync.changes import AttachmentUpdated
from sync.core.file_frames import ChunkAsk, ChunkData, FileAsk, FileHave
from sync.core.files import ChunkCipher, ChunkMap, chunk_count, chunk_hash, file_root
from sync.core.frames import SessionFrame
from sync.core.ids import DeviceId, GroupId, MessageId
from sync.core.limits import FILE_CHUNK_BYTES
from sync.core.ops import FileManifest, Message
from sync.engine import Engine
from sync.net.budget import Budget
from sync.runtime.file_arrivals import SHARE_OF_ROOM
from sync.runtime.file_fetching import CHUNK_SECONDS, Fetching
from sync.runtime.file_serving import Serving
from sync.runtime.file_transfer import Transfer
from sync.runtime.file_turns import FILES_AT_ONCE
from sync.runtime.sessions import PeerSession
from sync.store import files as file_store
from sync.views import FileBytes, FileState
from tests.support.dishonest import Dishonest
from tests.support.engines import until
from tests.support.files import arrived, attachment, random_bytes, stands
from tests.support.honest import Honest, honest

KEY = bytes(32)
DATA = random_bytes(2 * FILE_CHUNK_BYTES + 9)
SEALED = [
    ChunkCipher(KEY, len(DATA)).seal(index, DATA[at : at + FILE_CHUNK_BYTES])
    for index, at in enumerate(range(0, len(DATA), FILE_CHUNK_BYTES))
]
HASHES = b"".join(map(chunk_hash, SEALED))
FILE = FileManifest("film.mp4", "video/mp4", len(DATA), KEY, file_root(len(DATA), HASHES), sha256(DATA).digest())


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Honest]:
    async with honest(tmp_path) as scene:
        yield scene


@pytest.fixture
async def mallory(scene: Honest) -> AsyncIterator[Dishonest]:
    async with Dishonest("mallory") as mallory:
        await mallory.join(scene.address, await scene.code())
        yield mallory


async def named(scene: Honest, mallory: Dishonest, manifest: FileManifest = FILE) -> MessageId:
    """Let Mallory name a file in a message, and Ana begin to fetch it."""
    operation = mallory.write_content(Message(text="", attachments=(manifest,)))
    mallory.keep(operation)
    await mallory.push(operation)
    message = MessageId(operation.id)
    await arrived(scene.ana, scene.group, message)
    await scene.ana.attachments.fetch(scene.group, message, 0)
    return message


async def asked(mallory: Dishonest, kind: type[SessionFrame]) -> SessionFrame:
    """Wait until something of that kind is asked."""
    while not isinstance(frame := await mallory.receive(), kind):
        pass
    return frame


def have(scene: Honest, **changed: object) -> FileHave:
    chunks = ChunkMap(chunk_count(len(DATA)))
    chunks.fill()
    frame = FileHave(scene.group, FILE.root, len(DATA), chunks.to_bytes(), HASHES)
    return msgspec.structs.replace(frame, **changed)


async def test_an_honest_file_of_a_stranger_to_the_program_is_taken(scene: Honest, mallory: Dishonest) -> None:
    message = await named(scene, mallory)
    await asked(mallory, FileAsk)
    await mallory.send(have(scene))
    for _ in SEALED:
        ask = await asked(mallory, ChunkAsk)
        assert isinstance(ask, ChunkAsk)
        await mallory.send(ChunkData(FILE.root, ask.index, SEALED[ask.index]))
    await stands(scene.ana, scene.group, message, FileState.READY)
    assert await scene.ana.attachments.read(scene.group, message, 0, limit=len(DATA)) == DATA


async def test_only_chunks_that_came_cost_their_holder_nothing(
    scene: Honest, mallory: Dishonest, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back: list[float] = []
    monkeypatch.setattr(Budget, "refund", lambda _, seconds: given_back.append(seconds))
    await named(scene, mallory)
    await asked(mallory, FileAsk)
    await mallory.send(have(scene))
    for number in range(len(SEALED)):
        ask = await asked(mallory, ChunkAsk)
        assert isinstance(ask, ChunkAsk)
        await mallory.send(ChunkData(FILE.root, ask.index, b"" if number else SEALED[ask.index]))
    assert await mallory.still_welcome()
    assert given_back == [CHUNK_SECONDS]


async def test_hashes_that_do_not_make_the_root(scene: Honest, mallory: Dishonest) -> None:
    message = await named(scene, mallory)
    await asked(mallory, FileAsk)
    await mallory.send(have(scene, hashes=HASHES[:-1] + b"x"))
    assert await mallory.turned_out()
    assert scene.why() == "file: hashes that do not make its root"
    await stands(scene.ana, scene.group, message, FileState.WAITING)
    await scene.still_talking("")


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"size": 1}, "file: hashes that do not make its root"), ({"chunks": b"\xff"}, "file: a map of another size")],
    ids=["size", "map"],
)
async def test_another_size(scene: Honest, mallory: Dishonest, changed: dict[str, object], why: str) -> None:
    await named(scene, mallory)
    await asked(mallory, FileAsk)
    await mallory.send(have(scene, **changed))
    assert await mallory.turned_out()
    assert scene.why() == why


async def test_a_chunk_that_is_not_the_one(scene: Honest, mallory: Dishonest) -> None:
    message = await named(scene, mallory)
    await asked(mallory, FileAsk)
    await mallory.send(have(scene))
    ask = await asked(mallory, ChunkAsk)
    assert isinstance(ask, ChunkAsk)
    await mallory.send(ChunkData(FILE.root, ask.index, SEALED[ask.index][:-1] + b"x"))
    assert await mallory.turned_out()
    waiting = await stands(scene.ana, scene.group, message, FileState.WAITING)
    assert waiting.received == 0
    await scene.still_talking("")


async def test_a_chunk_that_nobody_asked_for(scene: Honest, mallory: Dishonest) -> None:
    await named(scene, mallory)
    await mallory.send(ChunkData(FILE.root, 0, SEALED[0]))
    assert await mallory.turned_out()
    assert scene.why() == "file: a chunk that nobody asked for"


async def test_a_file_whose_whole_is_not_what_was_promised(scene: Honest, mallory: Dishonest) -> None:
    message = await named(scene, mallory, msgspec.structs.replace(FILE, sha256=sha256(b"other").digest()))
    await asked(mallory, FileAsk)
    await mallory.send(have(scene))
    for _ in SEALED:
        ask = await asked(mallory, ChunkAsk)
        assert isinstance(ask, ChunkAsk)
        await mallory.send(ChunkData(FILE.root, ask.index, SEALED[ask.index]))
    damaged = await stands(scene.ana, scene.group, message, FileState.DAMAGED)
    assert damaged.received == 0
    assert await mallory.still_welcome()
    assert (await scene.ana.attachments.usage()).used == 0


async def test_naming_the_root_of_anothers_file_spoils_nothing(scene: Honest, mallory: Dishonest) -> None:
    sent = await scene.ana.messages.send(scene.group, "mine", attachments=[FileBytes("a.bin", DATA)])
    row = await scene.manifest(sent.message_id)
    for engine in (scene.ana, scene.bo):
        await arrived(engine, scene.group, sent.message_id)
    await mallory.catch_up()
    message = await named(scene, mallory, msgspec.structs.replace(row, key=KEY))
    await arrived(scene.bo, scene.group, message)
    await scene.bo.attachments.fetch(scene.group, message, 0)
    await stands(scene.bo, scene.group, message, FileState.DAMAGED)
    await scene.bo.attachments.fetch(scene.group, sent.message_id, 0)
    await stands(scene.bo, scene.group, sent.message_id, FileState.READY)
    assert (await attachment(scene.ana, scene.group, sent.message_id)).state is FileState.READY


async def test_naming_anothers_file_with_another_size_costs_no_holder_anything(
    scene: Honest, mallory: Dishonest
) -> None:
    sent = await scene.ana.messages.send(scene.group, "mine", attachments=[FileBytes("a.bin", DATA)])
    row = await scene.manifest(sent.message_id)
    await mallory.catch_up()
    message = await named(scene, mallory, msgspec.structs.replace(row, size=row.size + 1))
    await arrived(scene.bo, scene.group, message)
    before = connections(scene.bo)
    await scene.bo.attachments.fetch(scene.group, message, 0)
    await stands(scene.bo, scene.group, message, FileState.DAMAGED)
    await scene.bo.attachments.fetch(scene.group, sent.message_id, 0)
    await stands(scene.bo, scene.group, sent.message_id, FileState.READY)
    assert connections(scene.bo) == before


def connections(engine: Engine) -> set[int]:
    """The connections of a device: another one with the same device would be another number."""
    registry = engine.attachments._fetching._registry  # pyright: ignore[reportPrivateUsage]
    return {id(session) for session in registry}


async def test_asking_for_files_of_other_groups(scene: Honest, mallory: Dishonest) -> None:
    elsewhere = await scene.ana.groups.create("Elsewhere")
    sent = await scene.ana.messages.send(elsewhere, "", attachments=[FileBytes("a.bin", DATA)])
    root = (await scene.manifest(sent.message_id, elsewhere)).root
    for group in (elsewhere, scene.group):
        assert await answer(mallory, group, root) == FileHave(group, root, 0, b"", b"")
    await mallory.send(ChunkAsk(scene.group, root, 0))
    assert await asked(mallory, ChunkData) == ChunkData(root, 0, b"")


async def test_asking_after_a_removal(scene: Honest, mallory: Dishonest) -> None:
    sent = await scene.ana.messages.send(scene.group, "", attachments=[FileBytes("a.bin", DATA)])
    root = (await scene.manifest(sent.message_id)).root
    frame = await answer(mallory, scene.group, root)
    assert isinstance(frame, FileHave)
    assert frame.size == len(DATA)
    await mallory.send(ChunkAsk(scene.group, root, 2))
    last = await asked(mallory, ChunkData)
    assert isinstance(last, ChunkData)
    assert len(last.data) == 9 + 16
    await mallory.send(ChunkAsk(scene.group, root, 3))  # there is none
    assert await asked(mallory, ChunkData) == ChunkData(root, 3, b"")
    await scene.ana.members.remove(scene.group, mallory.who.account)
    heard = len(mallory.heard)
    await mallory.send(ChunkAsk(scene.group, root, 0), FileAsk(scene.group, root, want_hashes=True))
    assert await mallory.turned_out()
    given = [frame for frame in mallory.heard[heard:] if isinstance(frame, ChunkData | FileHave)]
    assert not any(frame.data if isinstance(frame, ChunkData) else frame.chunks for frame in given)


async def answer(mallory: Dishonest, group: GroupId, root: bytes) -> SessionFrame:
    await mallory.send(FileAsk(group, root, want_hashes=True))
    return await asked(mallory, FileHave)


async def test_a_holder_who_never_answers_holds_nobody_up(
    scene: Honest, mallory: Dishonest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.runtime.file_fetching.LATE_SECONDS", 0.05)
    sent = await scene.bo.messages.send(scene.group, "", attachments=[FileBytes("a.bin", random_bytes(20 * 262_144))])
    await arrived(scene.ana, scene.group, sent.message_id)
    await scene.ana.attachments.fetch(scene.group, sent.message_id, 0)
    ask = await asked(mallory, FileAsk)
    assert isinstance(ask, FileAsk)
    chunks = ChunkMap(20)
    chunks.fill()
    root = await scene.manifest(sent.message_id)
    hashes = await known_hashes(scene, root)
    await mallory.send(FileHave(scene.group, ask.root, root.size, chunks.to_bytes(), hashes))
    await stands(scene.ana, scene.group, sent.message_id, FileState.READY)
    assert await mallory.still_welcome()


async def test_a_holder_who_never_answers_holds_up_nobody_who_comes_later(
    scene: Honest, mallory: Dishonest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.runtime.file_fetching.LATE_SECONDS", 0.05)
    sent = await scene.bo.messages.send(scene.group, "", attachments=[FileBytes("a.bin", random_bytes(3 * 262_144))])
    await arrived(scene.ana, scene.group, sent.message_id)
    root = await scene.manifest(sent.message_id)
    hashes = await known_hashes(scene, root)
    give, ready = Serving.answer, asyncio.Event()

    async def answer_later(self: Serving, session: PeerSession, ask: FileAsk | ChunkAsk) -> FileHave | ChunkData:
        await ready.wait()
        return await give(self, session, ask)

    monkeypatch.setattr(Serving, "answer", answer_later)
    looked, look = asyncio.Event(), Fetching._look  # pyright: ignore[reportPrivateUsage]

    def look_once(self: Fetching, transfer: Transfer, device: DeviceId, index: int) -> None:
        look(self, transfer, device, index)
        looked.set()

    monkeypatch.setattr(Fetching, "_look", look_once)
    await scene.ana.attachments.fetch(scene.group, sent.message_id, 0)
    await asked(mallory, FileAsk)
    chunks = ChunkMap(3)
    chunks.fill()
    await mallory.send(FileHave(scene.group, root.root, root.size, chunks.to_bytes(), hashes))
    await asked(mallory, ChunkAsk)
    await looked.wait()
    ready.set()
    await stands(scene.ana, scene.group, sent.message_id, FileState.READY)


async def test_a_holder_who_never_answers_holds_up_no_other_files(
    scene: Honest, mallory: Dishonest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.runtime.file_fetching.LATE_SECONDS", 0.05)
    phantoms = [phantom(number) for number in range(FILES_AT_ONCE)]
    for manifest, hashes in phantoms:
        await named(scene, mallory, manifest)
        chunk = ChunkMap(1)
        chunk.fill()
        await mallory.send(FileHave(scene.group, manifest.root, manifest.size, chunk.to_bytes(), hashes))
        await asked(mallory, ChunkAsk)
    sent = await scene.bo.messages.send(scene.group, "", attachments=[FileBytes("a.bin", DATA)])
    await arrived(scene.ana, scene.group, sent.message_id)
    await scene.ana.attachments.fetch(scene.group, sent.message_id, 0)
    await stands(scene.ana, scene.group, sent.message_id, FileState.READY)


def phantom(number: int) -> tuple[FileManifest, bytes]:
    """A small file, and its hashes."""
    sealed = ChunkCipher(KEY, 1).seal(0, bytes([number]))
    hashes = chunk_hash(sealed)
    whole = sha256(bytes([number])).digest()
    return FileManifest("a.bin", "text/plain", 1, KEY, file_root(1, hashes), whole), hashes


async def test_pictures_that_nobody_has_do_not_fill_the_room_for_files(scene: Honest, mallory: Dishonest) -> None:
    room = 8 * len(DATA)
    await scene.ana.attachments.set_quota(room)
    phantoms = [msgspec.structs.replace(FILE, mime="image/png", root=bytes([number] * 32)) for number in range(12)]
    operation = mallory.write_content(Message(text="", attachments=tuple(phantoms)))
    mallory.keep(operation)
    await mallory.push(operation)
    message = MessageId(operation.id)
    await arrived(scene.ana, scene.group, message)
    await stands(scene.ana, scene.group, message, FileState.WAITING, 0)  # the last one to be fetched
    files = (await scene.ana.messages.get(scene.group, message)).attachments
    assert sum(each.state is FileState.WAITING for each in files) == 8 // SHARE_OF_ROOM
    await scene.ana.messages.send(scene.group, "", attachments=[FileBytes("a.bin", random_bytes(room // 2))])


@pytest.mark.expected_log("not as it was written")
async def test_a_chunk_that_cannot_be_read_for_others_is_not_missing_here(
    scene: Honest, mallory: Dishonest, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await named(scene, mallory)
    await asked(mallory, FileAsk)
    await mallory.send(have(scene))
    for index in range(len(SEALED)):
        ask = await asked(mallory, ChunkAsk)
        assert isinstance(ask, ChunkAsk)
        if index == len(SEALED) - 1:
            with monkeypatch.context() as patched:
                patched.setattr("sync.runtime.file_blobs.Blobs.read", too_many_open)
                await until(lambda: has_first(mallory, scene.group), "the first chunk is stored")
                await mallory.send(ChunkAsk(scene.group, FILE.root, 0))
                assert await asked(mallory, ChunkData) == ChunkData(FILE.root, 0, b"")
        await mallory.send(ChunkData(FILE.root, ask.index, SEALED[ask.index]))
    ready = await stands(scene.ana, scene.group, message, FileState.READY)
    assert ready.received == len(DATA)


async def has_first(mallory: Dishonest, group: GroupId) -> bool:
    told = await answer(mallory, group, FILE.root)
    return isinstance(told, FileHave) and 0 in ChunkMap(len(SEALED), told.chunks)


def too_many_open(*_: object) -> bytes:
    raise OSError(24, "Too many open files")


async def test_a_file_named_time_and_again_makes_little_work(
    scene: Honest, mallory: Dishonest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.runtime.file_transfer.MAX_NAMED", 3)
    operation = mallory.write_content(Message(text="", attachments=(FILE,) * 5))
    mallory.keep(operation)
    await mallory.push(operation)
    message = MessageId(operation.id)
    await arrived(scene.ana, scene.group, message)
    changes = scene.ana.subscribe()
    await scene.ana.attachments.fetch(scene.group, message, 0)
    await named(scene, mallory)
    scene.ana.unsubscribe(changes)
    assert len([each async for each in changes if isinstance(each, AttachmentUpdated)]) == 3


async def known_hashes(scene: Honest, manifest: FileManifest) -> bytes:
    """The hashes of a file that Bo has: nobody could make up others."""
    store = scene.bo.attachments._context.store  # pyright: ignore[reportPrivateUsage]
    rows = await store.read(lambda db: file_store.named(db, scene.group, manifest.root))
    return rows[0].hashes
