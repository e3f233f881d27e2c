"""A member who breaks every rule his keys let him break: it costs him his connection at most, the others nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from sync.core.codec import encode
from sync.core.frames import Operations, SessionFrame
from sync.core.ids import GroupId, LogKind, MessageId, OpId
from sync.core.ops import Answer, ContentPayload, Message, Operation, Usage
from sync.core.sealing import seal_content
from sync.core.signing import build_operation
from sync.core.turns import turn_id
from sync.core.writing import Draft, _header, own_log
from sync.engine import Engine
from sync.runtime.live_room import LiveRoom
from sync.runtime.sessions import PeerSession
from tests.support.engines import Stage, reads, stage


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


class Rogue:
    """A real engine whose owner writes operations and frames by hand."""

    def __init__(self, engine: Engine, group: GroupId) -> None:
        self.engine = engine
        self.group = group

    @property
    def live(self) -> LiveRoom:
        live = self.engine.groups._rooms.find(self.group)
        assert live is not None
        return live

    @property
    def session(self) -> PeerSession:
        """The connection to the only other one."""
        return next(iter(self.engine.groups._registry))

    def send(self, *frames: SessionFrame) -> None:
        for frame in frames:
            self.session.send(frame)

    def write(self, payload: ContentPayload, **header: object) -> Operation:
        """Return a signed operation with `payload` as it is, limits or none."""
        room, writer = self.live.room, self.live.writer()
        epoch = room.epochs.sending()
        assert epoch is not None
        head = room.vector.get(own_log(writer, LogKind.CONTENT))
        draft = Draft(self.group, head, room.lamport, 1_800_000_000_000, (), room.control_heads())
        given = msgspec.structs.replace(_header(draft, payload, writer, epoch), **header)
        secret = room.epochs.secrets[epoch]
        sealed = seal_content(secret, encode(given), given.log, given.seq, given.salt, encode(payload))
        return build_operation(given, sealed, writer.signing_key)

    def push(self, payload: ContentPayload, **header: object) -> Operation:
        """Write and send."""
        operation = self.write(payload, **header)
        self.live.room._append(operation)
        self.send(Operations(group=self.group, operations=(operation.raw,), live=True, last=True))
        return operation


async def pair(scene: Stage) -> tuple[Engine, Rogue]:
    """Return somebody honest and somebody dishonest in a group of two, connected."""
    ana, mo = await scene.start("ana"), await scene.start("mo")
    return ana, Rogue(mo, await scene.group(ana, mo))


def message(text: str) -> Message:
    return Message(text=text)


def answer(rogue: Rogue, trigger: OpId, text: str = "", **more: object) -> Answer:
    device = rogue.live.writer().signing_key.public
    fields = {
        "turn": turn_id(MessageId(trigger), device, 0), "trigger": MessageId(trigger), "attempt": 0, "rank": 0,
        "name": "Sage", "provider": "p", "model": "m", "status": "complete", "text": text, "usage": None,
        "error": None, "receipt": b"",
    }  # fmt: skip
    return Answer(**{**fields, **more})


async def test_text_that_cannot_be_shown_does_not_stop_what_follows(scene: Stage) -> None:
    ana, mo = await pair(scene)
    mo.push(message("\u200b" * 5_000 + "\u754c" * 14_500))
    mo.push(message("after"))
    await reads(ana, mo.group, "", "after")


@pytest.mark.parametrize("usage", [Usage(2**63, 0), Usage(0, 0, 2**64 - 1), Usage(-1, 0)])
async def test_figures_beyond_the_database_do_not_stop_what_follows(scene: Stage, usage: Usage) -> None:
    ana, mo = await pair(scene)
    asked = mo.push(message("asked"))
    mo.push(answer(mo, asked.id, usage=usage))
    mo.push(message("after"))
    await reads(ana, mo.group, "asked", "after")
