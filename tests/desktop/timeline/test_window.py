"""The window of messages: pages come and go, and changes leave what a fresh page would show."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtTest import QAbstractItemModelTester

from desktop.text.markdown import parse
from desktop.viewmodels.timeline_pages import PAGE, QUICK_CHARACTERS, fetch
from desktop.viewmodels.timeline_window import LIMIT
from sync.changes import AnswerDelta, DeliveryUpdated, MessageAdded, MessageRemoved
from sync.core.ids import MessageId
from sync.errors import NoSuchMessage
from sync.views import AnswerHost, AnswerStatus, Delivery
from tests.desktop.timeline.rooms import Room
from tests.support.fake_state import account_of, device_of

HOST = AnswerHost(device_of("Bo"), account_of("Bo"), "Bo")


async def opened(messages: int) -> Room:
    room = Room(messages)
    room.subscription._queue.clear()
    QAbstractItemModelTester(room.model, QAbstractItemModelTester.FailureReportingMode.Fatal, room.parent)
    room.window.choose(room.group)
    await room.window.open()
    return room


async def test_opening_shows_the_newest_page() -> None:
    room = await opened(120)
    assert room.texts() == [f"message {number}" for number in range(120 - PAGE, 120)]
    assert room.window.has_older
    assert not room.window.has_newer


async def test_the_window_never_holds_the_whole_history() -> None:
    room = await opened(800)
    while room.window.has_older:
        await room.window.older()
        assert len(room.model.rows) <= LIMIT
    assert room.texts()[0] == "message 0"
    assert room.window.has_newer
    while room.window.has_newer:
        await room.window.newer()
        assert len(room.model.rows) <= LIMIT
    assert room.texts() == [f"message {number}" for number in range(800 - LIMIT, 800)]


async def test_messages_beyond_the_window_are_counted_and_not_added() -> None:
    room = await opened(800)
    while not room.window.has_newer:
        await room.window.older()
    before = room.texts()
    room.say(801)
    room.pump()
    assert room.texts() == before
    assert room.arrivals.others == 1


async def test_going_to_a_message_far_away_brings_its_surroundings() -> None:
    room = await opened(800)
    wanted = room.engine.state.messages[room.group][100]
    row = await room.window.round(wanted.message_id)
    assert room.model.rows[row].view == wanted
    assert room.window.has_newer
    assert room.window.has_older
    with pytest.raises(NoSuchMessage):
        await room.window.round(MessageId(bytes(32)))


async def test_what_changes_while_a_page_is_on_its_way_comes_after_it() -> None:
    room = Room(10)
    room.subscription._queue.clear()
    room.bridge.pause = asyncio.Event()
    room.window.choose(room.group)
    opening = asyncio.create_task(room.window.open())
    await asyncio.sleep(0)
    room.say(11, "meanwhile")
    room.pump()
    assert room.texts() == []
    room.bridge.pause.set()
    await opening
    assert room.texts()[-1] == "meanwhile"
    assert len(room.texts()) == 11


async def test_a_page_of_a_conversation_left_meanwhile_is_dropped() -> None:
    room = Room(10)
    room.bridge.pause = asyncio.Event()
    room.window.choose(room.group)
    opening = asyncio.create_task(room.window.open())
    await asyncio.sleep(0)
    room.window.choose(None)
    room.bridge.pause.set()
    assert await opening is None
    assert room.texts() == []


async def test_a_long_message_keeps_its_place_while_a_worker_reads_it() -> None:
    room = await opened(3)
    room.say(3, "long **word** " * (QUICK_CHARACTERS // 10))
    room.say(4, "short")
    room.pump()
    await room.settle()
    assert room.texts()[-1] == "short"
    assert room.model.rows[1].blocks == parse(room.model.rows[1].view.text)


async def test_an_answer_grows_and_ends_without_being_read_again() -> None:
    room = await opened(2)
    trigger = room.model.rows[0].view.message_id
    turn = room.engine.turns.begin(room.group, trigger, "Sage", HOST, "x", "gemma")
    room.pump()
    assert room.model.data(room.model.index(0), _role(room, "thinking")) == "\u2068Sage\u2069 is thinking"
    for word in ("Dry ", "from **no", "on**\n\n", "- a\n"):
        await room.engine.turns.append(room.group, turn, word)
    room.pump()
    blocks = room.model.rows[0].blocks
    assert blocks == parse("Dry from **noon**\n\n- a\n")
    await room.engine.turns.finish(room.group, turn, status=AnswerStatus.COMPLETE)
    room.pump()
    assert room.model.rows[0].blocks is blocks
    assert room.model.data(room.model.index(0), _role(room, "status")) == "complete"


async def test_words_of_an_unknown_answer_are_ignored() -> None:
    room = await opened(2)
    room.take(
        [AnswerDelta(room.group, MessageId(b"?" * 32), "words", 0), MessageRemoved(room.group, MessageId(b"?" * 32))]
    )
    assert len(room.texts()) == 2


async def test_words_that_a_page_brought_already_are_not_shown_twice() -> None:
    room = await opened(2)
    trigger = room.model.rows[0].view.message_id
    turn = room.engine.turns.begin(room.group, trigger, "Sage", HOST, "x", "gemma")
    room.pump()
    for offset, text in ((0, "Good "), (0, "Good evening"), (5, "evening"), (40, "lost"), (12, ".")):
        room.take([AnswerDelta(room.group, turn, text, offset)])
    assert room.model.rows[0].view.text == "Good evening."


async def test_delivery_is_read_again_when_it_changes() -> None:
    room = await opened(3)
    own = next(row.view for row in room.model.rows if row.view.own)
    room.engine.state.delivery[own.message_id] = Delivery(4, 3)
    room.take([DeliveryUpdated(room.group, (own.message_id,))])
    await room.settle()
    index = room.model.find(own.message_id)
    assert room.model.data(room.model.index(index), _role(room, "ticks")) == "some"


async def test_a_reply_shows_what_it_replies_to_even_from_beyond_the_window() -> None:
    room = await opened(200)
    first = room.engine.state.messages[room.group][0]
    room.seed.say(room.group, "Bo", "as I **said**", 0, first.message_id)
    room.pump()
    await room.settle()
    quote = room.model.data(room.model.index(0), _role(room, "quote"))
    assert quote["text"] == "message 0"
    assert quote["author"] == "Ana"


def _role(room: Room, name: str) -> int:
    return next(role for role, found in room.model.roleNames().items() if found.data().decode() == name)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.integers(0, 9)),
        st.tuples(st.just("edit"), st.integers(0, 30)),
        st.tuples(st.just("remove"), st.integers(0, 30)),
        st.tuples(st.just("begin"), st.just(0)),
        st.tuples(st.just("append"), st.integers(0, 3)),
        st.tuples(st.just("finish"), st.integers(0, 3)),
        st.tuples(st.just("late"), st.integers(0, 30)),
        st.tuples(st.just("pump"), st.just(0)),
    ),
    max_size=40,
)


async def act(room: Room, step: str, number: int, turns: list[MessageId]) -> None:
    """Let something happen in the room."""
    state = room.engine.state
    messages = state.messages[room.group]
    if step == "say":
        room.say(number, "see @Bo **now**" if number > 5 else "")
    elif step == "edit":
        old = messages[number % len(messages)]
        if old.assistant is None:
            state.put_message(replace(old, text=f"edited {number}", edited=True))
    elif step == "remove" and len(messages) > 1:
        gone = messages.pop(number % len(messages))
        state.hub.publish(MessageRemoved(room.group, gone.message_id))
    elif step == "begin":
        turns.append(room.engine.turns.begin(room.group, messages[-1].message_id, "Sage", HOST, "x", "y"))
    elif step == "late":
        # Catching up brings messages that belong further back.
        made = state.compose(room.group, "Bo", f"late {number}", messages[-1].sent_at)
        place = number % (len(messages) + 1)
        before = messages[place - 1].position if place else b""
        made = replace(made, position=before + made.position)
        if place == len(messages) or made.position < messages[place].position:
            messages.insert(place, made)
            state.hub.publish(MessageAdded(room.group, made, live=False))
    elif step in ("append", "finish"):
        open_turns = [m for m in messages if m.message_id in turns and m.assistant]
        live = [m for m in open_turns if m.assistant and m.assistant.status is AnswerStatus.STREAMING]
        if live and step == "append":
            await room.engine.turns.append(room.group, live[number % len(live)].message_id, "- *word*\n")
        elif live:
            await room.engine.turns.finish(room.group, live[0].message_id, status=AnswerStatus.STOPPED)


@settings(max_examples=60)
@given(STEPS)
def test_changes_leave_what_a_fresh_page_would_show(steps: list[tuple[str, int]]) -> None:
    async def story() -> None:
        room = await opened(8)
        turns: list[MessageId] = []
        for step, number in steps:
            if step == "pump":
                room.pump()
            else:
                await act(room, step, number, turns)
        room.pump()
        await room.settle()
        page = await fetch(room.engine, room.group, limit=1_000)
        expected = page.rows(room.window.reader)
        assert [row.view for row in room.model.rows] == [row.view for row in expected]
        assert [row.blocks for row in room.model.rows] == [row.blocks for row in expected]
        for number in range(len(expected)):
            for role in room.model.roleNames():
                room.model.data(room.model.index(number), role)

    asyncio.run(story())


@pytest.mark.parametrize("messages", [0, 1, PAGE - 1, PAGE, PAGE + 1])
async def test_the_far_end_is_known_for_any_number_of_messages(messages: int) -> None:
    room = await opened(messages)
    while room.window.has_older:
        await room.window.older()
    assert len(room.texts()) == messages
    if messages:
        day = room.model.data(room.model.index(messages - 1), _role(room, "day"))
        assert day != ""
