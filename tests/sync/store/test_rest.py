"""Groups, what belongs to them, other people's devices, and this device's own facts."""

import msgspec
import pytest

from sync.core.ids import EpochId, InviteId
from sync.store import groups, local, messages, ops, peers
from sync.store.database import Db
from sync.store.refs import intern
from sync.store.rows import AddressRow, ContactRow, DeviceHeadRow, InviteRow, SecretRow
from sync.views import GroupState
from tests.sync.store.samples import ANNE, BEN, GROUP, OTHER_GROUP, device_of, group_row, ident, message, operation


def test_groups_are_listed_by_activity_and_change_in_place(db: Db) -> None:
    groups.put(db, msgspec.structs.replace(group_row(activity=5), code="causerie1x", joined_at=7))
    groups.touch(db, OTHER_GROUP, 9)
    groups.touch(db, GROUP, 1)
    groups.set_name(db, GROUP, "Garden")
    groups.set_state(db, GROUP, GroupState.REFUSED, "used up")
    first, second = groups.list_all(db)
    assert (first.group_id, second.group_id, second.activity) == (OTHER_GROUP, GROUP, 5)
    assert (second.name, second.state, second.notice, second.code) == (
        "Garden",
        GroupState.REFUSED,
        "used up",
        "causerie1x",
    )
    assert groups.get(db, ident("none")) is None


def test_reading_only_goes_forward(db: Db) -> None:
    early, late = message(1), message(2)
    assert group_row().read_up_to is None
    assert [groups.set_read(db, GROUP, row.position) for row in (late, early, late)] == [True, False, False]
    row = groups.get(db, GROUP)
    assert row is not None
    assert row.read_up_to == late.message_id


def test_an_epoch_secret_is_never_replaced(db: Db) -> None:
    epoch = EpochId(ident("epoch"))
    groups.put_secrets(db, GROUP, [SecretRow(epoch, b"first")])
    groups.put_secrets(db, GROUP, [SecretRow(epoch, b"second"), SecretRow(EpochId(ident("2")), b"other")])
    assert groups.secrets(db, GROUP) == {epoch: b"first", ident("2"): b"other"}
    assert groups.secrets(db, OTHER_GROUP) == {}


def test_invite_codes_are_kept_by_group(db: Db) -> None:
    invite = InviteId(ident("invite"))
    for code in ("old", "new"):
        groups.put_invite(db, InviteRow(GROUP, invite, code))
    assert groups.invites(db, GROUP) == {invite: "new"}
    assert groups.invites(db, OTHER_GROUP) == {}


def test_removing_a_group_leaves_nothing_of_it(db: Db) -> None:
    rows = [operation(ANNE, 0), operation(BEN, 0)]
    ops.append(db, GROUP, rows)
    messages.put(db, [message(1), message(1, group=OTHER_GROUP)])
    groups.put_secrets(db, GROUP, [SecretRow(EpochId(ident("epoch")), b"secret")])
    groups.put_invite(db, InviteRow(GROUP, InviteId(ident("invite")), "code"))
    peers.put_heads(db, GROUP, [DeviceHeadRow(device_of(BEN), rows[0].header.log, 0)])
    groups.remove(db, GROUP)
    assert [row.group_id for row in groups.list_all(db)] == [OTHER_GROUP]
    assert messages.count(db, OTHER_GROUP) == 1
    left = {
        table: db.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        for table in ("ops", "logs", "secrets", "codes", "deliveries")
    }
    assert set(left.values()) == {0}


def test_what_a_device_has_only_grows(db: Db) -> None:
    row = operation(ANNE, 9)
    ops.append(db, GROUP, [row])
    unknown = operation(BEN, 0).header.log
    for seq, before in ((3, []), (9, [3]), (5, [9])):
        heads = [DeviceHeadRow(device_of(BEN), row.header.log, seq), DeviceHeadRow(device_of(BEN), unknown, 1)]
        noted = peers.put_heads(db, GROUP, heads)
        assert noted == [DeviceHeadRow(device_of(BEN), row.header.log, each) for each in before]
    assert peers.put_heads(db, ident("none"), [DeviceHeadRow(device_of(BEN), row.header.log, 1)]) == []
    assert peers.heads(db, GROUP) == [DeviceHeadRow(device_of(BEN), row.header.log, 9)]
    assert peers.heads(db, OTHER_GROUP) == []


def test_addresses_and_contacts_are_replaced(db: Db) -> None:
    old, new = AddressRow(device_of(ANNE), "10.0.0.1:1", 1), AddressRow(device_of(ANNE), "10.0.0.2:2", 3)
    for row in (old, new, AddressRow(device_of(BEN), "10.0.0.3:3", 2)):
        peers.put_address(db, row)
    assert [row.address for row in peers.addresses(db)] == ["10.0.0.2:2", "10.0.0.3:3"]
    peers.put_contact(db, ContactRow(BEN, "Ben"))
    peers.put_contact(db, ContactRow(BEN, "Benny", blocked=True))
    assert peers.contacts(db) == {BEN: ContactRow(BEN, "Benny", blocked=True)}


def test_addresses_of_made_up_devices_make_room_for_each_other(db: Db) -> None:
    for number in range(peers.MAX_ADDRESSES + 3):
        peers.put_address(db, AddressRow(device_of(ident(str(number))), f"10.0.0.1:{number + 1}", number))
    kept = peers.addresses(db)
    assert len(kept) == peers.MAX_ADDRESSES
    assert (kept[0].seen, kept[-1].seen) == (peers.MAX_ADDRESSES + 2, 3)


def test_preferences_hold_what_json_holds(db: Db) -> None:
    values: dict[str, local.JsonValue] = {
        "theme": "dark",
        "size": 1.5,
        "drafts": {"a": ["x", None, True]},
        "none": None,
    }
    for key, value in values.items():
        local.set_preference(db, key, 0)
        local.set_preference(db, key, value)
    assert local.preferences(db) == values
    assert local.preference(db, "theme") == "dark"
    assert local.preference(db, "missing", 7) == 7
    local.delete_preference(db, "theme")
    assert local.preference(db, "theme") is None


def test_there_is_one_identity(db: Db) -> None:
    assert local.identity(db) is None
    for data in (b"first", b"second"):
        local.put_identity(db, data)
    assert local.identity(db) == b"second"


@pytest.mark.parametrize("count", [0, 3, 1200])
def test_a_number_stands_for_one_id_for_ever(db: Db, count: int) -> None:
    ids = [ident(number) for number in range(count)]
    numbers = intern(db, ids)
    assert len(set(numbers.values())) == count
    assert intern(db, reversed(ids)) == numbers
