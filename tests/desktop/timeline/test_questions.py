"""The question that stayed without an answer: which one it is, and since when."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.text.markdown import MarkdownReader
from desktop.text.mentions import Names
from desktop.viewmodels.timeline_model import TimelineModel
from desktop.viewmodels.timeline_questions import NEAR, Questions
from desktop.viewmodels.timeline_rows import Setting, make_row
from sync.core.ids import GroupId
from sync.views import (
    AnswerHost,
    AnswerStatus,
    AssistantAnswer,
    AssistantSettings,
    Author,
    AuthorKind,
    Group,
    GroupState,
    MessageView,
    Respond,
)
from tests.support.fake_seed import member
from tests.support.fake_state import FakeState, account_of, device_of, make_group

GROUP = GroupId(bytes(32))
HOST = AnswerHost(device_of("Bo"), account_of("Bo"), "Bo")
READER = MarkdownReader(Names("Sage"))
ROOM = make_group(GROUP, "Room", (member("Ana", you=True), member("Bo")), AssistantSettings())


class Questioned:
    """A window of messages that is watched for questions."""

    def __init__(self) -> None:
        self.state = FakeState("Ana")
        self.parent = QObject()
        self.model = TimelineModel(self.parent)
        self.questions = Questions(self.model, self.parent)
        self.questions.use(ROOM, at_end=True)

    def say(self, text: str, asked: bool = True, since_ms: int = 1_000, author: str = "Bo") -> MessageView:
        """Add a message whose lifetime is over for `since_ms`."""
        view = self.state.compose(GROUP, author, text)
        if asked:
            expires = int(time.time() * 1000) - since_ms
            view = replace(view, hosts=(device_of("Bo"),), turn_expires=expires)
        return self.add(view)

    def answer(self, question: MessageView, status: AnswerStatus = AnswerStatus.COMPLETE) -> MessageView:
        """Add an answer."""
        view = self.state.compose(GROUP, "Bo", "Because.")
        answer = AssistantAnswer(HOST, "openai", "x", question.message_id, 0, status, None, None, has_receipt=False)
        author = Author(account_of("Bo"), "Sage", AuthorKind.ASSISTANT)
        return self.add(replace(view, author=author, assistant=answer, own=False))

    def add(self, view: MessageView) -> MessageView:
        """Put a message at the end of the window."""
        quoted = next((row.view for row in self.model.rows if row.view.message_id == view.reply_to), None)
        self.model.insert(0, [make_row(view, READER, quoted, None)])
        return view

    @property
    def marked(self) -> str:
        """The text of the message that is marked."""
        role = next(role for role, name in self.model.roleNames().items() if name.data() == b"unanswered")
        lines = {row.view.text: self.model.data(self.model.index(n), role) for n, row in enumerate(self.model.rows)}
        return next((text for text, line in lines.items() if line), "")


@pytest.fixture
def room(qtbot: QtBot) -> Questioned:
    return Questioned()


def test_the_newest_question_past_its_time_is_marked(room: Questioned) -> None:
    room.say("@Sage one?")
    assert room.marked == "@Sage one?"
    room.say("Sage, two?")
    room.say("yes, tell us", asked=False)
    assert room.marked == "Sage, two?"


@pytest.mark.parametrize("status", list(AnswerStatus))
def test_any_answer_in_the_window_unmarks_it(room: Questioned, status: AnswerStatus) -> None:
    question = room.say("@Sage one?")
    room.answer(question, status)
    assert room.marked == ""
    room.model.trim(0, 0)
    assert room.marked == "@Sage one?"


def test_an_answered_question_ends_the_matter_for_those_before_it(room: Questioned) -> None:
    room.say("@Sage one?")
    room.answer(room.say("@Sage two?"))
    assert room.marked == ""


def test_a_reply_to_an_answer_is_a_question_and_chatter_is_none(room: Questioned) -> None:
    told = room.answer(room.say("@Sage one?"))
    room.say("we talk among ourselves and nobody is called")
    assert room.marked == ""
    view = room.state.compose(GROUP, "Bo", "and then?", reply_to=told.message_id)
    room.add(replace(view, hosts=(device_of("Bo"),), turn_expires=1))
    assert room.marked == "and then?"


def test_a_message_nobody_was_asked_to_answer_is_not_marked(room: Questioned) -> None:
    room.say("@Sage one?", asked=False)
    assert room.marked == ""


@pytest.mark.parametrize("kind", [{"deleted": True}, {"not_for_ai": True}])
def test_what_the_assistant_may_not_see_is_not_marked(room: Questioned, kind: dict[str, bool]) -> None:
    view = room.state.compose(GROUP, "Bo", "@Sage one?")
    room.add(replace(view, hosts=(device_of("Bo"),), turn_expires=1, **kind))
    assert room.marked == ""


def _silenced(group: Group, respond: Respond) -> Group:
    return replace(group, assistant=replace(group.assistant, respond=respond))


def _blocked(group: Group) -> Group:
    return replace(group, members=tuple(replace(one, blocked=one.name == "Bo") for one in group.members))


@pytest.mark.parametrize(
    "change",
    [
        lambda group: _silenced(group, Respond.OFF),
        lambda group: replace(group, assistant=replace(group.assistant, enabled=False)),
        lambda group: replace(group, assistant=replace(group.assistant, name="Newton")),
        lambda group: replace(group, state=GroupState.LEFT),
        _blocked,
    ],
)
def test_it_goes_when_nobody_could_answer_any_more(room: Questioned, change: Callable[[Group], Group]) -> None:
    room.say("@Sage one?")
    room.questions.use(change(ROOM), at_end=True)
    assert room.marked == ""


def test_a_window_away_from_the_end_and_old_history_stay_calm(room: Questioned) -> None:
    room.say("@Sage one?")
    room.questions.use(ROOM, at_end=False)
    assert room.marked == ""
    room.questions.use(ROOM, at_end=True)
    assert room.marked == "@Sage one?"
    for number in range(NEAR):
        room.say(f"on with {number}", asked=False)
    assert room.marked == ""


def test_it_is_marked_at_the_moment_its_time_is_over(room: Questioned, qtbot: QtBot) -> None:
    room.say("@Sage one?", since_ms=-150)
    assert room.marked == ""
    qtbot.waitUntil(lambda: room.marked == "@Sage one?", timeout=5_000)


def test_the_mark_survives_a_new_page(room: Questioned) -> None:
    room.say("@Sage one?")
    room.model.reset(list(room.model.rows), Setting(), has_older=False)
    assert room.marked == "@Sage one?"
