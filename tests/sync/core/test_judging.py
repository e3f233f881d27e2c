"""Content is judged once for what is judged alike; what is remembered of it is bounded."""

from sync.core.ids import DeviceId, LogKind, OpId, make_log_id
from sync.core.judging import MOST_REMEMBERED, Judge
from sync.core.limits import MAX_CLOCK_STEP
from sync.core.ops import Message, Operation
from sync.core.room import Room
from sync.core.writing import Draft, content_operation, own_log
from tests.support.people import Person, person

ALICE, BOB = person("alice"), person("bob")


def judge(room: Room) -> Judge:
    return Judge(room.graph, room.membership, room.epochs)


def line(room: Room, who: Person, *, lamport: int = 5, heads: tuple[OpId, ...] = ()) -> Operation:
    epoch = room.epochs.sending()
    assert epoch is not None
    draft = Draft(room.group_id, None, lamport, 5_000, (), heads)
    return content_operation(Message(text="hello"), draft, who.writer, epoch, room.epochs.secrets[epoch])


def test_authors_are_those_of_the_group_however_many_logs_are_made_up() -> None:
    room = ALICE.found()
    found = judge(room)
    for number in range(MOST_REMEMBERED + 1):
        stranger = make_log_id(DeviceId(number.to_bytes(32, "big")), LogKind.CONTENT, bytes(8))
        assert found.author(stranger) is None
    assert found.author(own_log(ALICE.writer, LogKind.CONTENT)) == ALICE.account
    assert found.author(own_log(BOB.writer, LogKind.CONTENT)) is None


def test_verdicts_do_not_depend_on_what_is_remembered() -> None:
    room = ALICE.found()
    found = judge(room)
    for number in range(MOST_REMEMBERED + 1):
        header = line(room, ALICE, heads=(OpId(number.to_bytes(32, "big")),)).header
        assert not found.void(header, None)
        assert not found.void(header, None)
    assert found.void(line(room, BOB).header, None)


def test_a_glance_shows_what_members_wrote_and_takes_nothing_in() -> None:
    room = ALICE.found()
    before = room.digest
    near, far, stranger = line(room, ALICE), line(room, ALICE, lamport=MAX_CLOCK_STEP + 99), line(room, BOB)
    assert [each.op.id for each in room.glance([near, far, stranger])] == [near.id]
    assert [each.content for each in room.glance([near])] == [Message(text="hello")]
    assert room.digest == before
