"""An account handed over: sealed to one device, in order, within limits."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.codec import encode
from sync.core.handover import (
    MAX_VERIFIED_BYTES,
    PORTION_CONTACTS,
    PORTION_GROUPS,
    PORTION_SECRETS,
    LinkContact,
    LinkGroup,
    LinkIdentity,
    LinkPortion,
    Parcel,
    portions,
    seal_portions,
)
from sync.core.ids import AccountId, EpochId
from sync.core.limits import FRAME_BYTES
from sync.core.link_frames import LINK_PORTIONS, LinkGrant
from sync.core.linking import Applicant, check_ask
from sync.core.ops import EpochSecret
from sync.errors import HostileInput
from tests.support.identities import group_id, identity
from tests.sync.core.test_linking import NEW, OLD, SECRET, WIRES, new_device

IDENTITY = LinkIdentity(OLD.account_key.to_bytes(), b"s" * 64, "Ana", (OLD.certificate,), ())


def applicant() -> Applicant:
    return check_ask(NEW.ask(), SECRET, OLD.account, WIRES)


def epochs(count: int) -> tuple[EpochSecret, ...]:
    return tuple(EpochSecret(EpochId(number.to_bytes(32, "big")), b"k" * 32) for number in range(count))


def group(name: str, secrets: int = 1) -> LinkGroup:
    return LinkGroup(group_id(name), "group", name, epochs(secrets))


def contact(name: str) -> LinkContact:
    return LinkContact(identity(name).account, name, True, b"")


def opened(found: Sequence[LinkPortion]) -> Parcel:
    """Return what the new device gets of these portions."""
    who = applicant()
    parcel = Parcel(who.request, NEW.hpke, OLD.account)
    ends = [parcel.take(grant) for grant in seal_portions(who, found)]
    assert ends == [False] * (len(found) - 1) + [True]
    return parcel


def test_what_is_handed_over_arrives() -> None:
    groups = [group("garden", 3), LinkGroup(group_id("d"), "direct", "Bo", ())]
    parcel = opened(portions(IDENTITY, groups, [contact("bob")]))
    assert parcel.identity == IDENTITY
    assert parcel.groups == groups
    assert parcel.contacts == [contact("bob")]


@given(st.lists(st.integers(0, 3), max_size=12))
def test_groups_of_any_number_of_epochs_arrive_whole(counts: list[int]) -> None:
    sizes = [count * PORTION_SECRETS // 2 for count in counts]
    found = portions(IDENTITY, [group(str(index), size) for index, size in enumerate(sizes)], [])
    arrived: dict[bytes, int] = {}
    for portion in found:
        assert sum(len(each.secrets) for each in portion.groups) <= PORTION_SECRETS
        for each in portion.groups:
            arrived[each.group] = arrived.get(each.group, 0) + len(each.secrets)
    assert arrived == {group_id(str(index)): size for index, size in enumerate(sizes)}


def test_many_groups_and_contacts_take_several_portions() -> None:
    many = [group(str(index)) for index in range(PORTION_GROUPS + 1)]
    found = portions(IDENTITY, many, [contact("bob")] * (PORTION_CONTACTS + 1))
    assert [len(each.groups) for each in found] == [0, PORTION_GROUPS, 1, 0, 0]
    assert [len(each.contacts) for each in found] == [0, 0, 0, PORTION_CONTACTS, 1]
    assert len(portions(IDENTITY, [], [contact("bob")] * (PORTION_CONTACTS * LINK_PORTIONS))) == LINK_PORTIONS


def test_the_largest_portions_fit_a_frame() -> None:
    long = "\U0001f331" * 64
    widest = [LinkGroup(group_id(str(index)), "direct", long, epochs(8)) for index in range(PORTION_GROUPS)]
    people = [LinkContact(AccountId(b"a" * 32), long, True, b"v" * MAX_VERIFIED_BYTES)] * PORTION_CONTACTS
    for portion in portions(IDENTITY, [*widest, group("full", PORTION_SECRETS)], people):
        (grant,) = seal_portions(applicant(), [portion])
        assert len(encode(grant)) < FRAME_BYTES
        assert msgspec.msgpack.decode(encode(grant), type=LinkGrant) == grant


def grants(
    found: Sequence[LinkPortion] = (LinkPortion(IDENTITY, (), ()), LinkPortion(None, (), ())),
) -> list[LinkGrant]:
    return list(seal_portions(applicant(), found))


@pytest.mark.parametrize(
    ("taken", "why"),
    [
        ([grants()[1]], "out of order"),
        ([grants()[0], grants()[0]], "out of order"),
        ([grants()[0], msgspec.structs.replace(grants()[1], parts=3)], "out of order"),
        ([msgspec.structs.replace(grants()[0], parts=0)], "out of order"),
        ([msgspec.structs.replace(grants()[0], parts=1)], "not sealed"),
        ([msgspec.structs.replace(grants()[0], sealed=b"x" * 100)], "not sealed"),
        (grants([LinkPortion(None, (), ())]), "wrong place"),
        (grants([LinkPortion(IDENTITY, (), ()), LinkPortion(IDENTITY, (), ())]), "wrong place"),
        (grants([LinkPortion(msgspec.structs.replace(IDENTITY, account_key=b"m" * 32), (), ())]), "another account"),
    ],
)
def test_what_is_out_of_place_is_hostile(taken: list[LinkGrant], why: str) -> None:
    parcel = Parcel(applicant().request, NEW.hpke, OLD.account)
    for grant in taken[:-1]:
        parcel.take(grant)
    with pytest.raises(HostileInput, match=why):
        parcel.take(taken[-1])


def test_nobody_else_can_open_it() -> None:
    parcel = Parcel(applicant().request, new_device("thief").hpke, OLD.account)
    with pytest.raises(HostileInput, match="not sealed"):
        parcel.take(grants()[0])


def test_too_much_of_anything_is_hostile() -> None:
    for portion in (
        LinkPortion(IDENTITY, tuple(group(str(index)) for index in range(PORTION_GROUPS + 1)), ()),
        LinkPortion(IDENTITY, (), (contact("bob"),) * (PORTION_CONTACTS + 1)),
        LinkPortion(msgspec.structs.replace(IDENTITY, devices=(OLD.certificate,) * 65), (), ()),
    ):
        parcel = Parcel(applicant().request, NEW.hpke, OLD.account)
        with pytest.raises(HostileInput, match="well-formed"):
            parcel.take(grants([portion])[0])
