"""What rows say: grouping, days, times, delivery, marks."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from desktop.text.markdown import MarkdownReader
from desktop.text.mentions import Names
from desktop.viewmodels import timeline_words as words
from desktop.viewmodels.timeline_rows import Row, Setting, describe, is_emoji, make_row
from sync.core.ids import GroupId
from sync.views import Delivery
from tests.support.fake_state import FakeState, account_of

NOON = 1_800_014_400_000
MINUTE = 60_000
STATE = FakeState("Ana")
READER = MarkdownReader(Names("Sage", ("Bo",)))


def row(author: str, minutes: float, text: str = "text") -> Row:
    return make_row(STATE.compose(GroupId(bytes(32)), author, text, NOON + int(minutes * MINUTE)), READER, None, None)


def shown(middle: Row, older: Row | None = None, newer: Row | None = None, **setting: Any) -> dict[str, Any]:
    today = middle.day if "today" not in setting else setting.pop("today")
    return describe(middle, older, newer, Setting(today=today, **setting), has_older=False)


def test_one_author_in_one_sitting_is_one_group() -> None:
    roles = shown(row("Bo", 1), row("Bo", 0), row("Bo", 2))
    assert (roles["first"], roles["last"]) == (False, False)


@pytest.mark.parametrize("older", [row("Ana", 0), row("Bo", -10), row("Bo", -24 * 60), None])
def test_another_author_a_pause_or_another_day_begins_a_group(older: Row | None) -> None:
    assert shown(row("Bo", 1), older)["first"]


def test_the_unread_line_parts_a_group_and_stands_above_the_first_unread() -> None:
    seen, fresh = row("Bo", 0), row("Bo", 1)
    roles = shown(fresh, seen, read_mark=seen.view.message_id)
    assert roles["unread"]
    assert roles["first"]
    own = row("Ana", 1)
    assert not shown(own, seen, read_mark=seen.view.message_id)["unread"]


def test_the_time_stands_once_a_minute_in_a_group() -> None:
    assert shown(row("Bo", 1), None, row("Bo", 1.2))["time"] == ""
    assert shown(row("Bo", 1), None, row("Bo", 2))["time"] != ""
    assert shown(row("Bo", 1), None, row("Ana", 1))["time"] != ""


def test_days_have_names() -> None:
    message = row("Bo", 0)
    names = [shown(message, today=message.day + timedelta(days=days))["day"] for days in (0, 1, 40, 400)]
    assert names[:2] == ["Today", "Yesterday"]
    assert str(message.day.year) not in names[2]
    assert str(message.day.year) in names[3]
    assert shown(row("Bo", 1), row("Bo", 0))["day"] == ""


def test_delivery_means_exactly_what_it_says() -> None:
    states = [None, Delivery(0, 0), Delivery(4, 0), Delivery(4, 3), Delivery(4, 4)]
    assert [words.delivery_ticks(state) for state in states] == ["", "sent", "sent", "some", "all"]
    assert "3" in words.delivery_text(Delivery(4, 3))
    assert len({words.delivery_text(state) for state in states}) == 5


@pytest.mark.parametrize("text", ["👍", "😀 😀", "👩🏽‍🚀", "❤️", "🇫🇷", "👍🏽👍🏽👍🏽"])
def test_lone_pictures_are_big(text: str) -> None:
    assert is_emoji(text)


@pytest.mark.parametrize("text", ["", "ok 👍", "👍👍👍👍", "1", "#", "©", "abc"])
def test_everything_else_is_not(text: str) -> None:
    assert not is_emoji(text)


def test_a_deleted_message_shows_nothing_of_itself() -> None:
    secret = row("Bo", 0, "secret **words**")
    gone = make_row(replace(secret.view, deleted=True), READER, None, None)
    assert "secret" not in str(shown(gone))
    reply = make_row(replace(row("Ana", 1).view, reply_to=gone.view.message_id), READER, gone.view, None)
    assert "secret" not in str(shown(reply))


def test_an_impossible_time_is_still_a_time() -> None:
    for sent_at in (-(2**53), 2**53):
        odd = make_row(replace(row("Bo", 0).view, sent_at=sent_at), READER, None, None)
        assert shown(odd)["fullTime"]


def test_reactions_are_counted_and_ours_marked() -> None:
    view = replace(row("Bo", 0).view, reactions={"🙏": (account_of("Ana"), account_of("Cy")), "😂": ()})
    roles = shown(make_row(view, READER, None, None), account=account_of("Ana"))
    assert roles["reactions"] == [{"emoji": "🙏", "count": 2, "mine": True}]


def test_a_name_cannot_turn_a_sentence_round() -> None:
    assert words.typing_text(["A\u202eB"]) == "\u2068AB\u2069 is typing"
