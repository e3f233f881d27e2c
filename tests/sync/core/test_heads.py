"""What new operations refer to when somebody floods a group with heads."""

from sync.core.heads import choose_heads
from sync.core.limits import MAX_DEPS
from sync.core.ops import DeviceAdd, InviteRevoke, Message, Policy, Profile, Settings
from sync.core.removing import remove_payload, revoke_payload
from sync.core.renewing import MAX_RENEWALS, renewals
from sync.core.room import Room
from tests.support.pens import Book
from tests.support.people import Person, added, meet, offer, person, raws

ALICE, BOB, CAROL, DAVE = (person(name) for name in ("alice", "bob", "carol", "dave"))


def three() -> tuple[Room, Room, Room]:
    """Return the rooms of alice, who may remove anybody, bob and carol."""
    home = ALICE.found()
    home.author(added(BOB), ALICE.writer, 1)
    home.author(added(CAROL), ALICE.writer, 1)
    away, third = BOB.room(home.group_id), CAROL.room(home.group_id)
    meet(home, away, third)
    return home, away, third


def flood(room: Room, who: Person, heads: int) -> None:
    """Write operations that decide nothing, each in a log of its own that knows only how the group began."""
    for number in range(heads):
        alone = who.room(room.group_id)
        alone.receive(raws(room)[:5], 1)
        alone.lamport = 1_000 + number
        op = alone.author(Profile(name="flood"), who.another_log(f"{number}"), 1)
        room.receive([op.raw], 1)


def test_a_flood_hides_nothing_that_matters() -> None:
    home, away, third = three()
    home.author(remove_payload(home, CAROL.account), ALICE.writer, 1)
    home.author(offer(b"s" * 16), ALICE.writer, 1)
    away.receive(raws(home), 1)
    flood(away, BOB, 4 * MAX_DEPS)
    assert len(away.graph.heads) > 4 * MAX_DEPS
    (renewed,) = [away.author(each, BOB.writer, 1) for each in renewals(away, BOB.writer.random, 1)]
    assert len(renewed.header.deps) == MAX_DEPS
    known = away.graph.by_id[renewed.id]
    assert all(known.knows(node) for node in home.graph.nodes)
    assert not away.needs_rekey(1)
    assert away.author(Message(text="still here"), BOB.writer, 1)
    meet(home, away, third)
    assert home.epochs.sending() == away.epochs.sending()


def test_what_concerns_invites_comes_before_the_newest() -> None:
    home, away, _ = three()
    terms = offer(b"s" * 16)
    home.author(terms, ALICE.writer, 1)
    home.author(InviteRevoke(invite=terms.invite), ALICE.writer, 1)
    home.author(Settings(policy=Policy(invite="admins")), ALICE.writer, 1)
    away.receive(raws(home), 1)
    flood(away, BOB, 2 * MAX_DEPS)
    latest = [node.op.id for node in home.graph.nodes if node.op.id in away.graph.heads]
    chosen = choose_heads(away.graph, away.membership, (), 3)
    assert len(chosen) == 3
    assert set(latest) <= set(chosen)
    assert set(choose_heads(away.graph, away.membership, (), 1)) == set(latest)


def test_devices_that_come_and_go_are_known_of() -> None:
    home, away, _ = three()
    second = ALICE.another_device()
    home.author(DeviceAdd(certificate=second.certificate), ALICE.writer, 1)
    home.author(revoke_payload(home, second.device, ALICE.account_key), ALICE.writer, 1)
    away.receive(raws(home), 1)
    flood(away, BOB, 2 * MAX_DEPS)
    chosen = choose_heads(away.graph, away.membership, (), 2)
    past, _ = away.graph.past_of(chosen)
    assert all(past >> away.graph.by_id[node.op.id].index & 1 for node in home.graph.nodes)


def test_where_keys_never_suffice_rekeying_ends() -> None:
    book = Book(ALICE)
    room = ALICE.room(book.group)
    room.receive([op.raw for op in book.ops], 1)
    assert len(list(renewals(room, ALICE.writer.random, 1))) == MAX_RENEWALS
