"""Which devices of one's own account a group vouches for."""

from sync.core.kin import added_at, certificates, revoked, vouched
from sync.core.ops import DeviceAdd
from sync.core.removing import remove_payload, revoke_payload
from tests.support.people import added, person

ALICE, BOB = person("alice"), person("bob")
PHONE, TABLET = ALICE.another_device("phone"), ALICE.another_device("tablet")


def test_devices_are_known_by_their_newest_certificate() -> None:
    room = ALICE.found()
    room.author(added(BOB), ALICE.writer, 1_001)
    room.author(DeviceAdd(PHONE.certificate), ALICE.writer, 1_002)
    newer = ALICE.renewed(created=9)
    room.author(DeviceAdd(newer.certificate), ALICE.writer, 1_003)
    found = certificates(room.membership, ALICE.account)
    assert found == {ALICE.device: newer.certificate, PHONE.device: PHONE.certificate}
    assert certificates(room.membership, person("carol").account) == {}
    assert (added_at(room.membership, PHONE.device), added_at(room.membership, ALICE.device)) == (1_002, 1_000)
    assert added_at(room.membership, TABLET.device) == 0


def test_trust_goes_from_device_to_device() -> None:
    room = ALICE.found()
    room.author(DeviceAdd(PHONE.certificate), ALICE.writer, 1_001)
    phones = PHONE.room(room.group_id)
    phones.receive([node.op.raw for node in room.graph.nodes], 1_002)
    phones.author(DeviceAdd(TABLET.certificate), PHONE.writer, 1_003)
    membership = phones.membership
    assert vouched(membership, ALICE.account, {ALICE.device}) == {PHONE.device, TABLET.device}
    assert vouched(membership, ALICE.account, {PHONE.device}) == {TABLET.device}
    assert vouched(membership, ALICE.account, {TABLET.device}) == set()


def test_what_was_revoked_is_known_and_no_longer_vouched_for() -> None:
    room = ALICE.found()
    room.author(added(BOB), ALICE.writer, 1_001)
    room.author(DeviceAdd(PHONE.certificate), ALICE.writer, 1_002)
    room.author(revoke_payload(room, PHONE.device, ALICE.account_key), ALICE.writer, 1_003)
    assert revoked(room.membership, ALICE.account) == {PHONE.device}
    assert revoked(room.membership, BOB.account) == set()
    assert vouched(room.membership, ALICE.account, {ALICE.device}) == set()
    room.author(remove_payload(room, BOB.account), ALICE.writer, 1_004)
    assert certificates(room.membership, BOB.account) == {}
