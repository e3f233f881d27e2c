"""Logs that two copies of a device wrote: what the store is asked, and what people are told (PROTOCOL.md, "Forks")."""

from collections.abc import Iterable

from sync.core.ids import INCARNATION_SIZE, DeviceId, LogId, LogKind, OpId, log_device, log_kind, make_log_id
from sync.core.logs import Fork, run_tips
from sync.core.room import Received, Room
from sync.core.settling import Lines, line, questions
from sync.runtime.context import Context
from sync.runtime.storing import Warn
from sync.store import ops as op_store

OWN_CLONE = "own_clone"
CLONE_DETECTED = "clone_detected"
NOBODY = "somebody"


async def settle(context: Context, room: Room, received: Received) -> None:
    """Let the room decide about operations that lie beside what its logs end with.

    Honest peers send some twice: then the newest of each run is stored, and so is all that it continues.
    """
    if not received.beside:
        return
    group, beside = room.group_id, received.beside
    tips = {op.id for op in run_tips(beside)}
    stored = await context.store.read(lambda db: op_store.places(db, group, tips))
    if stored.keys() == tips:
        received.duplicates += len(beside)
        received.beside = []
        return
    accepted = {each.op.id: (each.op.header.log, each.op.header.seq) for each in received.accepted}
    cuts = {tip for op in beside for tip in room.membership.cut_tips(op.header.log)}
    asked = (questions(beside) | cuts) - accepted.keys()
    stored = await context.store.read(lambda db: op_store.places(db, group, asked))
    room.settle(received, stored | accepted)


async def lines(context: Context, room: Room) -> Lines:
    """Return what cuts leave standing of logs with branches, for judging again what is stored."""
    cut = _cut_branches(room)
    if not cut:
        return {}
    return await context.store.read(
        lambda db: {each: line(tips, op_store.predecessors(db, room.group_id, each)) for each, tips in cut.items()}
    )


def _cut_branches(room: Room) -> dict[LogId, frozenset[OpId]]:
    content = (each for each in room.branches if log_kind(each) is LogKind.CONTENT)
    return {each: tips for each in content if (tips := room.membership.cut_tips(each))}


def unsettles(room: Room, received: Received) -> bool:
    """Return whether stored messages may be void, or not, because of what was received on logs that were cut."""
    cut = _cut_branches(room)
    return bool(cut) and (
        any(fork.log in cut for fork in received.forks)
        or any(each.op.id in cut.get(each.op.header.log, ()) for each in received.accepted)
    )


def is_cloned(room: Room, log: LogId) -> bool:
    """Return whether a log, or its twin, is known to be forked."""
    return not room.closed.isdisjoint({log, _twin(log)})


def _twin(log: LogId) -> LogId:
    """Return the log of the other kind that a device writes under the same incarnation."""
    kind = LogKind.CONTENT if log_kind(log) is LogKind.CONTROL else LogKind.CONTROL
    return make_log_id(log_device(log), kind, log[-INCARNATION_SIZE:])


def warnings(room: Room, forks: Iterable[Fork], me: DeviceId, group_name: str) -> list[Warn]:
    """Return what people are to be told of logs just found forked: once for a log and its twin."""
    told: dict[Warn, None] = {}
    for fork in forks:
        if _twin(fork.log) not in room.closed or _twin(fork.log) in {each.log for each in forks}:
            told[_warning(room, log_device(fork.log), me, group_name)] = None
    return list(told)


def _warning(room: Room, device: DeviceId, me: DeviceId, group_name: str) -> Warn:
    account = room.membership.device_account(device)
    if device == me:
        return Warn(
            OWN_CLONE,
            f"Another copy of this device has written to “{group_name}”. That happens when a profile is copied, or "
            "restored from a backup, and both are used. Nothing is lost, and you can go on here. Remove the other "
            "copy; if you made none, somebody else may have your keys: revoke this device and link a new one.",
            account,
        )
    name = (room.membership.name_of(account) if account is not None else "") or NOBODY
    return Warn(
        CLONE_DETECTED,
        f"Two copies of a device of {name} have written to “{group_name}”. That happens when a profile is copied, or "
        f"restored from a backup, and both are used. Ask {name} to remove one; if they made no copy, somebody else may "
        "have their device, and they should revoke it.",
        account,
    )
