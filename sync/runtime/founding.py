"""Making a group: its genesis and all it begins with, in one transaction."""

from sync.core.ids import GroupId
from sync.core.ops import Genesis
from sync.core.room import Writer, found
from sync.runtime.context import Context
from sync.runtime.live_room import Script
from sync.runtime.rooms import Rooms
from sync.views import GroupState


async def found_group(context: Context, rooms: Rooms, genesis: Genesis, script: Script, name: str = "") -> GroupId:
    """Found a group of this account and write what `script` yields; raises what `LiveRoom.author` raises."""
    keys = context.who().keys
    row = rooms.fresh_row(GroupId(b""), GroupState.JOINED, name=name)
    writer = Writer(keys.device_key, row.incarnation, context.random)
    room, operation = found(genesis, writer, context.clock(), context.open_box)
    live = rooms.place_new(room, row)
    try:
        await live.author(script, founding=operation)
    except BaseException:
        if not live.vector:  # cancelled at the last moment, it may have been written after all
            rooms.drop(room.group_id)
        raise
    return room.group_id
