"""Who is in, told as stories, and as properties over random histories."""

import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sync.core.ids import LogKind
from sync.core.limits import MAX_CLOCK_STEP, MAX_CONTROL_OPERATIONS
from sync.core.membership import Membership, resolve
from sync.core.ops import (
    AssistantState,
    ControlPayload,
    Cut,
    DeviceAdd,
    DeviceRevoke,
    InviteRevoke,
    Policy,
    Profile,
    Remove,
    RoleChange,
    Settings,
)
from sync.core.seniority import REVOKE_DEVICE, Assumptions, Authority, revocation_bytes
from sync.core.settings import resolve_settings
from sync.core.signing import MAX_COUNTER
from sync.core.writing import own_log
from sync.views import Role
from tests.support.pens import Book
from tests.support.people import Person, added, invited, offer, person

ALICE, BOB, CAROL, DAVE, ERIN = (person(name) for name in ("alice", "bob", "carol", "dave", "erin"))
ADMINS_ONLY = Policy(invite="admins", settings="admins")
SECRET = b"s" * 16


def group(*others: Person, policy: Policy | None = None) -> Book:
    """Return a group of alice's with others added by her."""
    book = Book(ALICE, policy)
    for each in others:
        book.write(ALICE, added(each))
    return book


def promoted(who: Person) -> RoleChange:
    return RoleChange(account=who.account, role="admin")


def demoted(who: Person) -> RoleChange:
    return RoleChange(account=who.account, role="member")


def removed(who: Person, *cuts: Cut) -> Remove:
    return Remove(account=who.account, cuts=cuts)


def revoked(book: Book, device: Person, key: Person | None = None) -> DeviceRevoke:
    signature = (key or device).account_key.sign(REVOKE_DEVICE, revocation_bytes(book.group, device.device, ()))
    return DeviceRevoke(device=device.device, cuts=(), account_signature=signature)


def roles(membership: Membership) -> dict[str, str]:
    """Return the members' roles by name, the most senior first."""
    return {member.name: member.role.value for member in membership.members.values()}


# --- joining and renaming


def test_the_founder_owns_the_group() -> None:
    book = group()
    assert roles(book.membership()) == {"alice": "owner"}
    assert book.membership().owner() == ALICE.account
    assert resolve([], book.group).members == {}


def test_members_add_members_if_the_policy_says_so() -> None:
    for policy, outcome in ((Policy(), True), (ADMINS_ONLY, False)):
        book = group(BOB, policy=policy)
        op = book.write(BOB, added(CAROL))
        assert book.membership().is_member(CAROL.account) is outcome
        assert (book.why(op) is None) is outcome


def test_a_stranger_adds_nobody() -> None:
    book = group()
    book.write(DAVE, added(DAVE))
    assert roles(book.membership()) == {"alice": "owner"}
    assert book.membership().device_account(DAVE.device) is None


def test_each_renames_only_themselves() -> None:
    book = group(BOB)
    book.write(BOB, Profile(name="Robert"))
    assert roles(book.membership()) == {"alice": "owner", "Robert": "member"}
    assert book.membership().name_of(BOB.account) == "Robert"
    assert book.membership().name_of(DAVE.account) == ""


def test_of_two_names_the_later_wins() -> None:
    book = group(BOB)
    second = BOB.reincarnated()
    book.write(second, Profile(name="late"), knowing=book.ops[:2], lamport=9)
    book.write(BOB, Profile(name="early"), knowing=book.ops[:2], lamport=8)
    assert "late" in roles(book.membership())


# --- who commands whom


def test_nobody_commands_somebody_more_senior() -> None:
    book = group(BOB, CAROL, DAVE)
    book.write(ALICE, promoted(BOB))
    book.write(ALICE, promoted(CAROL))
    for author, payload in (
        (DAVE, removed(ALICE)), (DAVE, promoted(DAVE)), (BOB, removed(ALICE)), (BOB, demoted(ALICE)),
        (CAROL, removed(BOB)), (CAROL, demoted(BOB)), (DAVE, removed(CAROL)), (ALICE, demoted(ALICE)),
        (ALICE, removed(ERIN)),
    ):  # fmt: skip
        assert book.why(book.write(author, payload)) is not None
    assert roles(book.membership()) == {"alice": "owner", "bob": "admin", "carol": "admin", "dave": "member"}
    assert book.why(book.write(BOB, demoted(CAROL))) is None
    assert book.why(book.write(BOB, removed(CAROL))) is None
    assert roles(book.membership()) == {"alice": "owner", "bob": "admin", "dave": "member"}
    assert book.membership().may(BOB.account, "remove", DAVE.account)
    assert not book.membership().may(BOB.account, "role", ALICE.account)


def test_a_demoted_admin_commands_no_more() -> None:
    book = group(BOB, CAROL)
    book.write(ALICE, promoted(BOB))
    book.write(ALICE, demoted(BOB))
    assert book.why(book.write(BOB, removed(CAROL))) is not None
    book.write(ALICE, promoted(BOB))
    assert book.why(book.write(BOB, removed(CAROL))) is None


def test_of_two_admins_who_remove_each_other_the_senior_stays() -> None:
    book = group(BOB, CAROL)
    book.write(ALICE, promoted(BOB))
    shared = [book.write(ALICE, promoted(CAROL))]
    book.write(CAROL, removed(BOB), knowing=shared)
    book.write(BOB, removed(CAROL), knowing=shared)
    assert roles(book.membership()) == {"alice": "owner", "bob": "admin"}


def test_what_a_removed_admin_does_meanwhile_is_void_and_so_is_all_that_rests_on_it() -> None:
    book = group(BOB, CAROL)
    before = [book.write(ALICE, promoted(BOB))]
    book.write(BOB, promoted(CAROL), knowing=before)
    friend = book.write(BOB, added(DAVE))
    book.write(CAROL, removed(ALICE))
    book.write(DAVE, added(ERIN))
    book.write(ALICE, removed(BOB), knowing=before)
    assert roles(book.membership()) == {"alice": "owner", "carol": "member"}
    assert book.why(friend) is not None


def test_what_was_done_before_the_removal_stays() -> None:
    book = group(BOB)
    book.write(BOB, added(CAROL))
    book.write(ALICE, removed(BOB))
    assert roles(book.membership()) == {"alice": "owner", "carol": "member"}
    assert book.membership().was_removed(BOB.device)
    assert not book.membership().left_by_itself(BOB.account)


def test_a_removal_beats_a_concurrent_addition_but_not_a_later_one() -> None:
    book = group(BOB, CAROL)
    shared = [book.ops[-1]]
    removal = book.write(ALICE, removed(BOB), knowing=shared)
    again = book.write(CAROL, added(BOB), knowing=shared)
    assert not book.membership().is_member(BOB.account)
    book.write(CAROL, added(BOB), knowing=[removal, again])
    assert book.membership().is_member(BOB.account)
    assert book.why(book.write(BOB, Profile(name="back"))) is None


def test_a_junior_cannot_remove_whom_a_senior_promotes_meanwhile() -> None:
    book = group(BOB, CAROL, DAVE)
    book.write(ALICE, promoted(BOB))
    shared = [book.write(BOB, promoted(CAROL))]
    book.write(ALICE, promoted(DAVE), knowing=shared)
    removal = book.write(CAROL, removed(DAVE), knowing=shared)
    assert book.why(removal) is not None
    assert roles(book.membership())["dave"] == "admin"


def test_a_promotion_confirms_a_membership_that_would_otherwise_fall() -> None:
    book = group(BOB, DAVE)
    before = [book.write(ALICE, promoted(DAVE))]
    joined = book.write(BOB, added(CAROL), knowing=before)
    book.write(ALICE, promoted(CAROL))
    removal = book.write(DAVE, removed(BOB), knowing=before)
    assert book.why(joined) is not None
    assert roles(book.membership()) == {"alice": "owner", "dave": "admin", "carol": "admin"}
    assert CAROL.device in book.membership().active_devices()
    assert removal.id not in book.membership().rejected


# --- leaving


def test_when_the_owner_leaves_the_most_senior_admin_owns() -> None:
    book = group(BOB, CAROL, DAVE)
    book.write(ALICE, promoted(CAROL))
    book.write(ALICE, promoted(BOB))
    book.write(ALICE, removed(ALICE))
    assert roles(book.membership()) == {"carol": "owner", "bob": "admin", "dave": "member"}
    assert book.membership().left_by_itself(ALICE.account)


def test_without_an_admin_the_most_senior_member_owns_and_commands() -> None:
    book = group(BOB, CAROL, DAVE)
    book.write(ALICE, removed(ALICE))
    assert roles(book.membership()) == {"bob": "owner", "carol": "member", "dave": "member"}
    assert book.why(book.write(CAROL, removed(BOB))) is not None
    assert book.why(book.write(BOB, promoted(DAVE))) is None
    assert book.why(book.write(BOB, removed(CAROL))) is None
    book.write(BOB, removed(BOB))
    assert roles(book.membership()) == {"dave": "owner"}


def test_an_heir_who_is_leaving_too_is_passed_over() -> None:
    book = group(BOB, CAROL)
    shared = [book.ops[-1]]
    book.write(BOB, removed(BOB), knowing=shared)
    book.write(ALICE, removed(ALICE), knowing=shared)
    assert roles(book.membership()) == {"carol": "owner"}
    assert book.why(book.write(CAROL, Settings(policy=ADMINS_ONLY))) is None


def test_leaving_from_two_devices_at_once_still_leaves_an_heir() -> None:
    book = group(BOB)
    second = ALICE.another_device()
    shared = [book.write(ALICE, DeviceAdd(certificate=second.certificate))]
    book.write(ALICE, removed(ALICE), knowing=shared)
    book.write(second, removed(ALICE), knowing=shared)
    assert roles(book.membership()) == {"bob": "owner"}
    assert book.why(book.write(BOB, promoted(BOB))) == "nobody changes their own role"


def test_leaving_ends_commands_of_other_devices_at_once_but_undoes_no_additions() -> None:
    book = group(BOB)
    second = ALICE.another_device()
    shared = [book.write(ALICE, DeviceAdd(certificate=second.certificate))]
    command = book.write(second, removed(BOB), knowing=shared)
    addition = book.write(second, added(CAROL), knowing=shared)
    book.write(ALICE, removed(ALICE), knowing=shared)
    assert book.why(command) is not None
    assert book.why(addition) is None
    assert roles(book.membership()) == {"bob": "owner", "carol": "member"}
    assert book.why(book.write(ALICE, Profile(name="ghost"))) is not None


def test_whoever_was_removed_cannot_undo_what_the_removal_left_standing() -> None:
    book = group(BOB, policy=ADMINS_ONLY)
    second = BOB.another_device()
    book.write(ALICE, promoted(BOB))
    known = [book.write(BOB, DeviceAdd(certificate=second.certificate))]
    book.write(second, added(CAROL), knowing=known)
    book.write(ALICE, removed(BOB))
    book.write(BOB.reincarnated(), removed(BOB), knowing=known)
    book.write(BOB.reincarnated("once more"), revoked(book, second), knowing=known)
    assert roles(book.membership()) == {"alice": "owner", "carol": "member"}


def test_only_members_leave() -> None:
    book = group(BOB)
    before = [book.ops[-1]]
    ghost = book.write(BOB, added(CAROL), knowing=before)
    leave = book.write(CAROL, removed(CAROL), knowing=[ghost])
    book.write(ALICE, removed(BOB), knowing=before)
    assert book.why(leave) is not None


def test_the_last_member_can_leave() -> None:
    book = group()
    book.write(ALICE, removed(ALICE))
    assert book.membership().members == {}
    assert book.membership().owner() is None


def test_nobody_voids_what_a_senior_decided_once_that_one_has_left() -> None:
    book = group(BOB, CAROL)
    before = [book.write(ALICE, promoted(BOB))]
    decided = book.write(ALICE, promoted(CAROL))
    book.write(ALICE, removed(ALICE))
    revenge = book.write(BOB, removed(ALICE), knowing=before)
    assert book.why(revenge) == "concerns somebody more senior"
    assert book.why(decided) is None
    assert roles(book.membership()) == {"bob": "owner", "carol": "admin"}


# --- settings and policy


def test_only_admins_change_the_policy() -> None:
    book = group(BOB)
    assert book.why(book.write(BOB, Settings(name="Room"))) is None
    assert book.why(book.write(BOB, Settings(policy=Policy()))) is not None
    book.write(ALICE, Settings(policy=ADMINS_ONLY))
    assert book.why(book.write(BOB, Settings(name="No"))) is not None
    assert book.membership().policy == ADMINS_ONLY
    book.write(ALICE, Settings(policy=Policy()))
    assert book.why(book.write(BOB, Settings(assistant=AssistantState(True, "Sage", "", "off", "")))) is None


def test_settings_that_do_not_count_change_nothing() -> None:
    book = group(BOB, policy=ADMINS_ONLY)
    book.write(ALICE, Settings(name="ours"))
    book.write(BOB, Settings(name="mine"))
    membership = book.membership()
    assert resolve_settings(membership.graph, membership).name == "ours"


def test_what_may_be_done() -> None:
    book = group(BOB, policy=ADMINS_ONLY)
    membership = book.membership()
    assert [membership.may(ALICE.account, each) for each in ("invite", "settings", "policy", "role")] == [True] * 4
    assert [membership.may(BOB.account, each) for each in ("invite", "settings", "policy", "role")] == [False] * 4
    assert not membership.may(DAVE.account, "invite")
    assert membership.may(BOB.account, "remove", BOB.account)
    assert membership.role(BOB.account) is Role.MEMBER
    assert membership.role(DAVE.account) is None


# --- invites


def test_any_member_admits_who_holds_an_invite() -> None:
    book = group(BOB, policy=ADMINS_ONLY)
    book.write(ALICE, offer(SECRET))
    assert book.why(book.write(BOB, invited(CAROL, SECRET, book.group))) is None
    invite = book.membership().invites[offer(SECRET).invite]
    assert (invite.uses, invite.revoked, invite.created_by) == (1, False, ALICE.account)
    assert invite.open(0)
    assert not invite.open(10**15)


def test_an_invite_must_be_known_right_and_not_withdrawn() -> None:
    book = group(BOB, policy=ADMINS_ONLY)
    assert book.why(book.write(BOB, offer(SECRET))) is not None
    assert book.why(book.write(BOB, invited(CAROL, SECRET, book.group))) == "by an unknown invite"
    assert book.why(book.write(BOB, InviteRevoke(invite=offer(SECRET).invite))) is not None
    book.write(ALICE, offer(SECRET))
    assert book.why(book.write(BOB, InviteRevoke(invite=offer(SECRET).invite))) is not None
    book.write(ALICE, InviteRevoke(invite=offer(SECRET).invite))
    assert book.why(book.write(BOB, invited(CAROL, SECRET, book.group))) == "by a revoked invite"
    assert book.membership().invites[offer(SECRET).invite].revoked


def test_an_invite_ends_with_the_removal_of_its_maker() -> None:
    book = group(BOB, CAROL)
    book.write(BOB, offer(SECRET))
    book.write(ALICE, removed(BOB))
    assert book.why(book.write(CAROL, invited(DAVE, SECRET, book.group))) is not None


def test_who_was_removed_comes_back_only_by_an_invite_made_since() -> None:
    book = group(BOB)
    book.write(ALICE, offer(SECRET))
    book.write(BOB, invited(CAROL, SECRET, book.group))
    book.write(ALICE, removed(CAROL))
    assert book.why(book.write(BOB, invited(CAROL, SECRET, book.group))) == "by an invite from before the removal"
    book.write(ALICE, offer(b"t" * 16))
    assert book.why(book.write(BOB, invited(CAROL, b"t" * 16, book.group))) is None
    book.write(CAROL, removed(CAROL))
    assert book.why(book.write(BOB, invited(CAROL, b"t" * 16, book.group))) is None


def test_an_invite_with_approval_needs_an_admin() -> None:
    book = group(BOB)
    book.write(BOB, offer(SECRET, approval=True))
    assert book.why(book.write(BOB, invited(CAROL, SECRET, book.group))) is not None
    assert book.why(book.write(ALICE, invited(CAROL, SECRET, book.group))) is None


def test_an_invite_is_used_up_but_not_by_the_same_person_twice() -> None:
    book = group(BOB)
    known = [book.write(ALICE, offer(SECRET, max_uses=1))]
    book.write(BOB, invited(CAROL, SECRET, book.group), knowing=known)
    assert book.why(book.write(ALICE, invited(CAROL, SECRET, book.group), knowing=known)) is None
    assert book.why(book.write(BOB, invited(DAVE, SECRET, book.group))) == "the invite was used up"
    assert roles(book.membership()) == {"alice": "owner", "bob": "member", "carol": "member"}


def test_the_last_place_goes_to_the_admission_of_the_more_senior() -> None:
    book = group(BOB, CAROL)
    known = [book.write(ALICE, offer(SECRET, max_uses=1))]
    lost = book.write(CAROL, invited(DAVE, SECRET, book.group), knowing=known)
    book.write(BOB, invited(ERIN, SECRET, book.group), knowing=known)
    book.write(DAVE, Profile(name="nobody"), knowing=[lost])
    assert roles(book.membership()) == {"alice": "owner", "bob": "member", "carol": "member", "erin": "member"}
    book.write(ALICE, invited(DAVE, SECRET, book.group), knowing=known)
    assert "dave" in roles(book.membership()) or "nobody" in roles(book.membership())
    assert "erin" not in roles(book.membership())


def test_of_two_offers_of_one_invite_the_first_counts() -> None:
    book = group(BOB)
    book.write(ALICE, offer(SECRET, max_uses=1))
    book.write(BOB, offer(SECRET, max_uses=100))
    assert book.membership().invites[offer(SECRET).invite].offer.max_uses == 1


# --- devices


def test_a_second_device_speaks_for_its_account_until_it_is_revoked() -> None:
    book = group(BOB)
    second = BOB.another_device()
    known = [book.write(BOB, DeviceAdd(certificate=second.certificate))]
    assert set(book.membership().members[BOB.account].devices) == {BOB.device, second.device}
    assert book.why(book.write(second, Profile(name="two"))) is None
    late = book.write(second, Profile(name="thief"), knowing=known)
    book.write(BOB, revoked(book, second), knowing=known)
    assert book.why(late) == "written by a revoked device"
    assert book.why(book.write(second, removed(BOB), knowing=known)) == "written by a revoked device"
    assert book.why(book.write(second, revoked(book, BOB))) == "written by a revoked device"
    assert book.membership().was_removed(second.device)
    assert set(book.membership().active_devices()) == {ALICE.device, BOB.device}
    assert book.membership().devices_at(-1) == {ALICE.device, BOB.device}
    assert book.membership().devices_at(1) == {ALICE.device}


def test_only_the_account_revokes_its_devices() -> None:
    book = group(BOB, CAROL)
    assert book.why(book.write(CAROL, revoked(book, BOB))) == "not a device of the author's account"
    assert book.why(book.write(BOB, revoked(book, BOB, key=CAROL))) == "not signed by the account"
    assert book.why(book.write(BOB, DeviceAdd(certificate=DAVE.certificate))) is not None
    assert book.membership().device_account(DAVE.device) is None
    book.write(ALICE, removed(BOB))
    assert book.why(book.write(BOB, revoked(book, BOB))) is not None


def test_a_renewed_certificate_replaces_the_old_one() -> None:
    book = group(BOB)
    book.write(BOB, DeviceAdd(certificate=BOB.renewed().certificate))
    devices = book.membership().members[BOB.account].devices
    assert [each.hpke_key for each in devices.values()] == [BOB.renewed().hpke.public_bytes]


def test_keys_of_another_suite_are_not_let_in() -> None:
    book = group(BOB)
    hybrid = person("hybrid", suite=2)
    assert book.why(book.write(ALICE, added(hybrid))) is not None
    second = person("bob", "bob hybrid", BOB.account_key, suite=2)
    assert book.why(book.write(BOB, DeviceAdd(certificate=second.certificate))) is not None


def test_a_device_in_two_accounts_belongs_to_the_first() -> None:
    book = group()
    twin = person("twin", device_key=BOB.device_key)
    book.write(ALICE, added(BOB))
    book.write(ALICE, added(twin))
    assert book.membership().device_account(BOB.device) == BOB.account


def test_a_device_that_does_not_count_stands_in_nobodys_way() -> None:
    book = group(BOB)
    second, hybrid = BOB.another_device(), person("bob", "bob hybrid", BOB.account_key, suite=2)
    known = [book.write(BOB, DeviceAdd(certificate=second.certificate))]
    book.write(BOB, DeviceAdd(certificate=hybrid.certificate))
    book.write(second, DeviceAdd(certificate=BOB.another_device("third").certificate), knowing=known)
    book.write(BOB, revoked(book, second), knowing=known)
    book.write(DAVE, added(BOB.another_device("fourth")), knowing=known)
    membership = book.membership()
    assert membership.devices_at(-1) == membership.active_devices().keys() == {ALICE.device, BOB.device}


def test_nobody_brings_back_an_old_certificate() -> None:
    book = group(BOB, CAROL)
    before = book.ops[:1]
    newer = BOB.renewed(2)
    book.write(BOB, DeviceAdd(certificate=newer.certificate))
    book.write(ALICE, added(BOB), knowing=before, lamport=99)
    assert book.why(book.write(CAROL, added(BOB))) == "that account is a member already"
    devices = book.membership().members[BOB.account].devices
    assert [each.hpke_key for each in devices.values()] == [newer.hpke.public_bytes]


def test_nobody_but_its_own_devices_adds_a_device_to_a_member() -> None:
    book = group(BOB)
    book.write(ALICE, offer(SECRET))
    stolen = BOB.another_device("of whoever has the key")
    assert book.why(book.write(ALICE, invited(stolen, SECRET, book.group))) is not None
    assert set(book.membership().members[BOB.account].devices) == {BOB.device}


def test_a_leave_that_comes_too_late_changes_nothing_after_one_is_back() -> None:
    book = group(BOB)
    shared = [book.ops[-1]]
    leave = book.write(BOB, removed(BOB), knowing=shared)
    removal = book.write(ALICE, removed(BOB), knowing=shared)
    book.write(ALICE, added(BOB), knowing=[removal])
    book.write(ALICE, Profile(name="alice"), knowing=[leave, book.ops[-1]])
    membership = book.membership()
    assert membership.is_member(BOB.account)
    assert membership.devices_at(-1) == membership.active_devices().keys()


def test_leaving_what_one_never_joined_ends_nothing() -> None:
    book = group(BOB, policy=ADMINS_ONLY)
    stray = book.write(BOB, added(CAROL))
    leave = book.write(CAROL, removed(CAROL), knowing=[stray])
    book.write(ALICE, added(CAROL), knowing=[book.ops[1]])
    assert book.why(leave) is not None
    assert book.membership().is_member(CAROL.account)


def test_a_revocation_that_undoes_what_it_rests_on_is_void() -> None:
    book = group(BOB, CAROL, DAVE)
    second = BOB.another_device()
    book.write(BOB, DeviceAdd(certificate=second.certificate))
    book.write(ALICE, promoted(BOB))
    known = [book.write(ALICE, promoted(CAROL))]
    ousting = book.write(BOB, removed(CAROL), knowing=known)
    demotion = book.write(ALICE, demoted(BOB), knowing=[ousting])
    backing = book.write(CAROL, promoted(DAVE), knowing=known)
    book.write(DAVE, removed(BOB), knowing=[demotion, backing])
    revocation = book.write(second, revoked(book, BOB), knowing=known)
    membership = book.membership()
    assert (revocation.id in membership.rejected) is (BOB.device not in membership.revoked)
    assert "dave" in roles(membership)


def test_what_still_contradicts_itself_in_the_end_is_void() -> None:
    book = group(BOB)
    leave = book.write(BOB, removed(BOB))
    graph = book.membership().graph
    index = graph.by_id[leave.id].index
    authority = Authority(graph, Assumptions(void=frozenset({index})), settled=True)
    assert index in authority.refusals
    assert not authority.endings[BOB.account]


def test_an_invite_is_not_given_out_again_by_what_a_loser_did() -> None:
    book = group(BOB, CAROL)
    known = [book.write(ALICE, offer(SECRET, max_uses=1))]
    lost = book.write(CAROL, invited(DAVE, SECRET, book.group), knowing=known)
    late = book.write(CAROL, invited(ERIN, SECRET, book.group), knowing=[lost])
    book.write(ALICE, invited(person("frank"), SECRET, book.group), knowing=known)
    assert book.why(late) == "the invite was used up"
    assert book.membership().invites[offer(SECRET).invite].uses == 1
    assert "frank" in roles(book.membership())


def test_whoever_got_no_place_is_nobodys_heir() -> None:
    book = group()
    second = ALICE.another_device()
    book.write(ALICE, DeviceAdd(certificate=second.certificate))
    known = [book.write(ALICE, offer(SECRET, max_uses=1))]
    first = book.write(ALICE, invited(BOB, SECRET, book.group), knowing=known)
    lost = book.write(second, invited(CAROL, SECRET, book.group), knowing=[*known], lamport=99)
    book.write(second, removed(ALICE), knowing=[lost])
    book.write(ALICE, removed(ALICE), knowing=[first])
    assert roles(book.membership()) == {"bob": "owner"}


def test_an_invite_is_its_most_senior_makers() -> None:
    book = group(BOB)
    before = book.ops[:2]
    book.write(ALICE, offer(SECRET, approval=True))
    book.write(BOB, offer(SECRET), knowing=before)
    state = book.membership().invites[offer(SECRET).invite]
    assert (state.created_by, state.offer.approval) == (ALICE.account, True)


def test_whoever_was_let_in_while_everybody_left_may_command() -> None:
    book = group()
    second = ALICE.another_device()
    shared = [book.write(ALICE, DeviceAdd(certificate=second.certificate))]
    addition = book.write(second, added(BOB), knowing=shared)
    leave = book.write(ALICE, removed(ALICE), knowing=shared)
    assert roles(book.membership()) == {"bob": "owner"}
    assert book.why(book.write(BOB, Settings(policy=ADMINS_ONLY), knowing=[addition, leave])) is None


# --- what can never be part of the group


def test_what_contradicts_its_own_past_does_not_count_at_all() -> None:
    book = group(BOB)
    stranger = book.write(DAVE, Profile(name="stranger"))
    backwards = book.write(BOB, Profile(name="past"), lamport=1)
    other = Book(CAROL)
    ops = [*book.ops, other.genesis]
    membership = resolve(ops, book.group)
    assert roles(membership) == {"alice": "owner", "bob": "member"}
    assert not {stranger.id, backwards.id, other.genesis.id} & membership.rejected.keys()


@pytest.mark.parametrize("step", [MAX_CLOCK_STEP, MAX_CLOCK_STEP + 1, MAX_COUNTER])
def test_a_clock_cannot_be_pushed_to_the_end_of_its_range(step: int) -> None:
    book = group(BOB)
    now = max(op.header.lamport for op in book.ops)
    book.write(BOB, Profile(name="last"), lamport=min(now + step, MAX_COUNTER))
    assert roles(book.membership()) == {"alice": "owner", "last" if step == MAX_CLOCK_STEP else "bob": "member"}


# --- content that does not count


def test_content_beyond_a_cut_is_void() -> None:
    book = group(BOB, CAROL)
    log = own_log(BOB.writer, LogKind.CONTENT)
    known = (book.ops[-1].id,)
    removal = book.write(ALICE, removed(BOB, Cut(log=log, seq=5, id=book.genesis.id)))
    membership = book.membership()
    assert membership.cuts == {log: 5}
    assert not membership.void(BOB.device, log, 5, known)
    assert membership.void(BOB.device, log, 6, known)
    assert membership.void(BOB.device, log, 4, (removal.id,))
    assert membership.void(BOB.device, log, 6, (CAROL.device,))
    assert membership.void(DAVE.device, log, 0, known)
    again = book.write(CAROL, added(BOB))
    assert not book.membership().void(BOB.device, log, 7, (again.id,))
    assert book.membership().void(BOB.device, log, 7, known)


def test_content_of_a_revoked_device_beyond_the_cut_is_void() -> None:
    book = group(BOB)
    second = BOB.another_device()
    known = (book.write(BOB, DeviceAdd(certificate=second.certificate)).id,)
    book.write(BOB, revoked(book, second))
    log = own_log(second.writer, LogKind.CONTENT)
    assert book.membership().void(second.device, log, 0, known)
    assert not book.membership().void(BOB.device, own_log(BOB.writer, LogKind.CONTENT), 0, known)


# --- properties

PEOPLE = (ALICE, BOB, CAROL, DAVE, ERIN)
SECONDS = tuple(each.another_device() for each in PEOPLE)
DEEDS: tuple[Callable[[Book, Person, Person], ControlPayload], ...] = (
    lambda book, author, target: added(target),
    lambda book, author, target: removed(target),
    lambda book, author, target: removed(author),
    lambda book, author, target: promoted(target),
    lambda book, author, target: demoted(target),
    lambda book, author, target: offer(SECRET, max_uses=1),
    lambda book, author, target: invited(target, SECRET, book.group),
    lambda book, author, target: InviteRevoke(invite=offer(SECRET).invite),
    lambda book, author, target: Settings(policy=ADMINS_ONLY),
    lambda book, author, target: Settings(name=target.name),
    lambda book, author, target: Profile(name=f"{author.name}!"),
    lambda book, author, target: DeviceAdd(certificate=SECONDS[PEOPLE.index(author)].certificate),
    lambda book, author, target: revoked(book, SECONDS[PEOPLE.index(author)]),
)


@st.composite
def histories(draw: st.DrawFn) -> Book:
    """Return a group in which anybody did anything, knowing any of what was done before."""
    book = group(BOB, CAROL)
    for _ in range(draw(st.integers(1, 14))):
        author, target = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(PEOPLE))
        payload = draw(st.sampled_from(DEEDS))(book, author, target)
        writer = author if draw(st.booleans()) or draw(st.booleans()) else SECONDS[PEOPLE.index(author)]
        knowing = draw(st.lists(st.sampled_from(book.ops), min_size=1, max_size=3, unique_by=lambda op: op.id))
        book.write(writer, payload, knowing=None if draw(st.booleans()) else knowing)
    return book


def summary(membership: Membership) -> Sequence[object]:
    """Return everything about a membership that must not depend on the order of arrival."""
    return [
        membership.members, membership.former, membership.invites, membership.rejected, membership.policy,
        membership.cuts, list(membership.members),
    ]  # fmt: skip


@settings(max_examples=100)
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_membership(book: Book, dice: random.Random) -> None:
    shuffled = list(book.ops)
    dice.shuffle(shuffled)
    assert summary(resolve(shuffled, book.group)) == summary(book.membership())


@settings(max_examples=100)
@given(histories(), st.randoms(use_true_random=False))
def test_a_room_comes_to_the_same_by_any_split_of_any_order(book: Book, dice: random.Random) -> None:
    raws = [op.raw for op in book.ops]
    dice.shuffle(raws)
    room = ERIN.room(book.group)
    while raws:
        size = dice.randint(1, len(raws))
        room.receive(raws[:size], 0)
        del raws[:size]
    assert summary(room.membership) == summary(book.membership())
    assert {node.op.id for node in room.graph.nodes} >= book.membership().rejected.keys()


@settings(max_examples=100)
@given(histories())
def test_what_always_holds(book: Book) -> None:
    membership = book.membership()
    owners = [each for each in membership.members.values() if each.role is Role.OWNER]
    assert len(owners) == (1 if membership.members else 0)
    assert not membership.members.keys() & membership.former.keys()
    assert membership.devices_at(-1) == membership.active_devices().keys()
    assert all(each.uses <= each.offer.max_uses for each in membership.invites.values())
    assert [each.rank for each in membership.members.values()] == list(range(len(membership.members)))


@settings(max_examples=60)
@given(histories(), st.sampled_from(PEOPLE[1:]), st.booleans())
def test_nothing_that_somebody_removed_by_the_owner_pretends_to_have_done_counts(
    book: Book, target: Person, other_device: bool
) -> None:
    known = [op for op in book.ops if op.header.log[:32] == ALICE.device][-1:]
    removal = book.write(ALICE, removed(target))
    before = book.membership()
    assume(before.owner() == ALICE.account)
    assume(removal.id not in before.rejected)
    assume(not before.is_member(target.account))
    author = SECONDS[PEOPLE.index(target)] if other_device else target.reincarnated()
    for deed in DEEDS:
        book.write(author, deed(book, target, CAROL), knowing=known)
    now = book.membership()
    assert now.members == before.members
    assert now.invites == before.invites
    assert now.policy == before.policy


def test_a_full_history_of_five_thousand_operations_is_resolved() -> None:
    book = group(BOB, CAROL)
    for index in range(4_997):
        book.write(PEOPLE[index % 3], Profile(name=f"{index}"), knowing=book.ops[-2:])
    room = ALICE.room(book.group)
    room.receive([op.raw for op in book.ops[:-1]], 0)
    room.receive([book.ops[-1].raw], 0)
    assert len(room.graph.nodes) == MAX_CONTROL_OPERATIONS
    assert set(roles(room.membership)) == {"4994", "4995", "4996"}
    late = book.write(ALICE, Profile(name="late"))
    assert list(room.receive([late.raw], 0).refused) == [late.id]
