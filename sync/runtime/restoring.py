"""At the start: has this database written less than this device has? (PROTOCOL.md, "Identifiers")."""

import logging
from collections.abc import Iterable, Mapping

from sync.changes import Notice
from sync.core.ids import INCARNATION_SIZE, DeviceId, GroupId, Head, LogId, OpId, log_device
from sync.errors import CauserieError
from sync.identity.mirror import MirrorState
from sync.runtime.context import Context
from sync.runtime.live_room import LiveRoom
from sync.runtime.mirroring import Mirroring
from sync.store import groups as group_store
from sync.store import notices as notice_store
from sync.store import ops as op_store
from sync.store.database import Db

log = logging.getLogger(__name__)

RESTORED = "restored"
RESTORED_TEXT = (
    "This profile was put back to an older state, as happens when a backup is restored. What you wrote since then "
    "comes back from the other members as soon as they are connected. If you did not restore a backup, somebody else "
    "has changed the files of this profile."
)


async def check(context: Context, mirroring: Mirroring, rooms: Iterable[LiveRoom]) -> None:
    """Go on under new logs where the database is older than the mirror, or where there is none to compare it with."""
    me = context.who().device
    written = {live: own for live in rooms if (own := _own_logs(live, me))}
    if not written:
        return
    state = mirroring.mirror.state
    if state is MirrorState.READ:
        outdated = await _outdated(context, mirroring, written)
        if outdated:
            log.warning("the database is older than what this device has written; it goes on under new logs")
            await _renew(context, outdated, told=True)
    else:
        if state is MirrorState.DAMAGED:
            log.warning("the mirror of the logs cannot be read; this device goes on under new logs")
        else:
            log.info("there is no mirror of the logs here, as after moving a profile; it goes on under new logs")
        await _renew(context, list(written), told=False)
    for live, own in written.items():
        mirroring.mirror.note(live.group_id, own)
    if state is not MirrorState.READ:
        await mirroring.save()


def _own_logs(live: LiveRoom, me: DeviceId) -> dict[LogId, Head]:
    """Return the heads of the logs that this device would go on with."""
    mine = live.row.incarnation
    return {
        each: head for each, head in live.vector.items() if log_device(each) == me and each[-INCARNATION_SIZE:] == mine
    }


async def _outdated(
    context: Context, mirroring: Mirroring, written: Mapping[LiveRoom, Mapping[LogId, Head]]
) -> list[LiveRoom]:
    """Return the groups whose own logs are not, or not all, what the mirror says."""
    behind: dict[LiveRoom, None] = {}
    lagging: dict[LiveRoom, set[OpId]] = {}
    for live in written:
        mine = live.row.incarnation
        for each, noted in mirroring.mirror.heads(live.group_id).items():
            head = live.vector.get(each)
            if each[-INCARNATION_SIZE:] != mine or each in live.room.closed:
                continue
            if head is None or head.seq < noted.seq or (head.seq == noted.seq and head.id != noted.id):
                behind[live] = None
            elif head.seq > noted.seq:
                lagging.setdefault(live, set()).add(noted.id)
    ids: dict[GroupId, set[OpId]] = {live.group_id: each for live, each in lagging.items()}
    stored = await context.store.read(lambda db: {group: op_store.places(db, group, ids[group]) for group in ids})
    behind.update({live: None for live, each in lagging.items() if stored[live.group_id].keys() != each})
    return list(behind)


async def _renew(context: Context, outdated: list[LiveRoom], *, told: bool) -> None:
    """Draw new incarnations, on disk before anything else; if that fails, with the first operation under them."""
    for live in outdated:
        live.renew()
    now = context.clock()

    def write(db: Db) -> int:
        for live in outdated:
            group_store.put(db, live.row)
        return notice_store.add(db, RESTORED, RESTORED_TEXT, now) if told else 0

    try:
        number = await context.store.write(write, durable=True)
    except CauserieError as error:
        log.warning("new logs could not be noted yet: %s", error.code)
        return
    if number:
        context.hub.publish(Notice(RESTORED, RESTORED_TEXT, notice_id=number))
