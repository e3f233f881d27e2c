"""What scenario tests ask about members: who is who, who is in, and what a device's store holds."""

# pyright: reportPrivateUsage=false
from sync.core.ids import AccountId, GroupId, OpId, log_device
from sync.core.ops import Operation
from sync.core.signing import parse_operation
from sync.engine import Engine
from sync.runtime.live_room import LiveRoom
from sync.store import ops as op_store
from sync.store.database import Db
from sync.views import GroupState, Member
from tests.support.engines import state, until


async def account(engine: Engine) -> AccountId:
    """The account's id."""
    own = await engine.accounts.get()
    assert own is not None
    return own.account_id


def live(engine: Engine, group: GroupId) -> LiveRoom:
    """The engine's room of the group."""
    return engine.groups._rooms.get(group)


async def members(engine: Engine, group: GroupId) -> dict[str, Member]:
    """The members by name."""
    return {member.name: member for member in (await engine.groups.get(group)).members}


async def sees(engine: Engine, group: GroupId, *names: str) -> None:
    """Wait until exactly these people are members."""

    async def condition() -> bool:
        return set(await members(engine, group)) == set(names)

    await until(condition, f"members {names}")


async def roles(engine: Engine, group: GroupId, **expected: str) -> None:
    """Wait until exactly these people are members, in these roles."""

    async def condition() -> bool:
        return {name: member.role.value for name, member in (await members(engine, group)).items()} == expected

    await until(condition, f"roles {expected}")


async def stands(engine: Engine, group: GroupId, expected: GroupState) -> None:
    """Wait until the engine stands so with the group."""

    async def condition() -> bool:
        return await state(engine, group) is expected

    await until(condition, expected.value)


async def alone(engine: Engine) -> None:
    """Wait until no device is connected."""

    async def condition() -> bool:
        return not await engine.peers.list()

    await until(condition, "no connections")


async def together(*engines: Engine) -> None:
    """Wait until all are connected with each other."""

    async def condition() -> bool:
        counts = [sum(peer.state == "connected" for peer in await each.peers.list()) for each in engines]
        return counts == [len(engines) - 1] * len(engines)

    await until(condition, "all connected")


async def stored(engine: Engine, group: GroupId) -> set[OpId]:
    """The ids of all operations of the group in the engine's store."""
    return {op.id for op in await _operations(engine, group)}


async def written(engine: Engine, group: GroupId) -> set[OpId]:
    """The ids of those that this engine wrote."""
    device = live(engine, group).room.device
    return {op.id for op in await _operations(engine, group) if log_device(op.header.log) == device}


async def _operations(engine: Engine, group: GroupId) -> list[Operation]:
    def read(db: Db) -> list[bytes]:
        return [*op_store.control(db, group), *(raw for _, raw in op_store.content(db, group, 0, 10_000))]

    return [parse_operation(raw) for raw in await engine.groups._context.store.read(read)]
