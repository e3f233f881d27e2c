"""Other people's devices: what each is known to have stored, where it was reached, whose it is."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import aliased
from sqlmodel import col

from sync.core.ids import AccountId, DeviceId, GroupId, LogId
from sync.store.database import Db
from sync.store.refs import core, find, intern, is_ref, places
from sync.store.rows import AddressRow, ContactRow, DeviceHeadRow
from sync.store.statements import run, run_for_each
from sync.store.tables import Addresses, Contacts, Deliveries, Logs, Refs

MAX_ADDRESSES = 512
"""As many as are dialled at the start: a member who makes up devices fills no disk by it."""


# Text, because they run every few messages.
_LOGS: Final = "SELECT log, id FROM logs WHERE group_ref = ? AND log IN "
_NOTED: Final = "SELECT log_ref, device_ref, seq FROM deliveries WHERE log_ref IN {logs} AND device_ref IN {devices}"
_NOTE: Final = (
    "INSERT INTO deliveries (log_ref, device_ref, seq) VALUES (?, ?, ?)"
    " ON CONFLICT (log_ref, device_ref) DO UPDATE SET seq = max(seq, excluded.seq)"
)


def put_heads(db: Db, group: GroupId, rows: Sequence[DeviceHeadRow]) -> list[DeviceHeadRow]:
    """Note what devices have stored, never less than noted before; logs not stored here are passed over.

    Returns what was noted before of the same devices and logs.
    """
    group_ref = find(db, [group]).get(group)
    if not rows or group_ref is None:
        return []
    wanted = {row.log for row in rows}
    logs: dict[LogId, int] = dict(run(db, _LOGS + places(len(wanted)), (group_ref, *wanted)))
    rows = [row for row in rows if row.log in logs]
    devices = intern(db, {row.device for row in rows})
    noted = _NOTED.format(logs=places(len(logs)), devices=places(len(devices)))
    before = {(log, device): seq for log, device, seq in run(db, noted, (*logs.values(), *devices.values()))}
    keys = [(logs[row.log], devices[row.device]) for row in rows]
    run_for_each(db, _NOTE, [(*key, row.seq) for key, row in zip(keys, rows, strict=True)])
    return [
        DeviceHeadRow(row.device, row.log, before[key]) for key, row in zip(keys, rows, strict=True) if key in before
    ]


def heads(db: Db, group: GroupId) -> list[DeviceHeadRow]:
    """Return what each device is known to have of the group."""
    device = aliased(Refs)
    query = (
        select(col(device.key), col(Logs.log), col(Deliveries.seq))
        .join(Logs, col(Logs.id) == col(Deliveries.log_ref))
        .join(device, col(device.id) == col(Deliveries.device_ref))
        .where(is_ref(Logs.group_ref, group))
    )
    return [
        DeviceHeadRow(DeviceId(device_id), LogId(log), seq) for device_id, log, seq in db.connection().execute(query)
    ]


def put_address(db: Db, row: AddressRow) -> None:
    """Remember where a device was reached; of MAX_ADDRESSES devices at most, the latest."""
    values = {"address": row.address, "seen": row.seen}
    statement = insert(core(Addresses)).values(device=row.device, **values)
    table = core(Addresses)
    db.connection().execute(statement.on_conflict_do_update(index_elements=["device"], set_=values))
    kept = select(table.c.device).order_by(table.c.seen.desc()).limit(MAX_ADDRESSES)
    db.connection().execute(delete(table).where(table.c.device.not_in(kept)))


def addresses(db: Db) -> list[AddressRow]:
    """Return where devices were last reached, the latest first."""
    query = select(col(Addresses.device), col(Addresses.address), col(Addresses.seen)).order_by(
        col(Addresses.seen).desc()
    )
    return [AddressRow(DeviceId(device), address, seen) for device, address, seen in db.connection().execute(query)]


def put_contact(db: Db, row: ContactRow) -> None:
    """Store what is known of a person."""
    values = {"name": row.name, "blocked": row.blocked, "verified": row.verified}
    statement = insert(core(Contacts)).values(account=row.account, **values)
    db.connection().execute(statement.on_conflict_do_update(index_elements=["account"], set_=values))


def contacts(db: Db) -> dict[AccountId, ContactRow]:
    """Return everybody known."""
    query = select(col(Contacts.account), col(Contacts.name), col(Contacts.blocked), col(Contacts.verified))
    return {
        AccountId(account): ContactRow(AccountId(account), name, blocked, verified)
        for account, name, blocked, verified in db.connection().execute(query)
    }
