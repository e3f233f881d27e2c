"""Completing "@name" while it is typed."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop.viewmodels import composer_words
from desktop.viewmodels.composer_completion import Completion
from desktop.viewmodels.utf16 import characters, units
from sync.core.ids import GroupId
from sync.core.limits import MAX_MESSAGE_CHARACTERS
from sync.views import AssistantSettings, GroupState, Respond
from tests.support.fake_seed import member
from tests.support.fake_state import make_group

PEOPLE = (member("Ana", you=True), member("Bo", online=True), member("Béa Martin"), member("Sam"))
GROUP = make_group(GroupId(bytes(32)), "Room", PEOPLE, AssistantSettings())


def names(text: str) -> list[str]:
    return [offer.name for offer in Completion.at(text, len(text), GROUP).offers]


def test_the_assistant_comes_first_and_oneself_never() -> None:
    assert names("@") == ["Sage", "Bo", "Béa Martin", "Sam"]


def test_accents_case_and_second_words_are_understood() -> None:
    assert names("hello @be") == ["Béa Martin"]
    assert names("@mar") == ["Béa Martin"]
    assert names("@S") == ["Sage", "Sam"]


def test_nothing_is_offered_where_nobody_is_meant() -> None:
    for text in ("", "ana@bo", "@ ", "@zzz", "@sage", "@a\nb", "no at all"):
        assert names(text) == []


def test_a_name_replaces_what_was_typed_of_it() -> None:
    completion = Completion.at("hi @be, look", 6, GROUP)
    assert completion.accepted("hi @be, look", -1) == ("hi @Béa Martin , look", 15)
    completion = Completion.at("@s plan", 2, GROUP)
    assert completion.accepted("@s plan", 1) == ("@Sam plan", 5)


def test_the_choice_goes_round() -> None:
    completion = Completion.at("@S", 2, GROUP)
    assert [completion.moved(step).index for step in (1, 2, -1)] == [1, 0, 1]
    assert Completion().moved(1) == Completion()


@given(st.text(alphabet="@ abBoSage\n😀é", max_size=30), st.integers(0, 30))
def test_any_text_and_cursor_are_fine(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    completion = Completion.at(text, cursor, GROUP)
    if completion.offers:
        written, place = completion.accepted(text, -1)
        assert written.startswith(text[: completion.start])
        assert written.endswith(text[cursor:])
        assert 0 <= place <= len(written)


@given(st.text(max_size=20))
def test_positions_go_to_qt_and_back(text: str) -> None:
    for number in range(len(text) + 1):
        assert characters(text, units(text[:number])) == number
    assert units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


def test_a_text_over_the_limit_is_told_by_how_much() -> None:
    assert composer_words.too_long("a" * MAX_MESSAGE_CHARACTERS) == ""
    assert "1 characters too long" in composer_words.too_long("a" * (MAX_MESSAGE_CHARACTERS + 1))
    assert composer_words.too_long("😀" * 15_000) != ""
    assert composer_words.too_long("\ud800") == ""


def test_when_the_assistant_answers_is_said() -> None:
    hints = [composer_words.assistant_hint(replace(GROUP.assistant, respond=respond)) for respond in Respond]
    assert len(set(hints)) == 3
    assert composer_words.assistant_hint(AssistantSettings(enabled=False)) == ""


def test_a_closed_group_says_why() -> None:
    reasons = {state: composer_words.closed_reason(replace(GROUP, state=state)) for state in GroupState}
    assert reasons.pop(GroupState.JOINED) == ""
    assert len(set(reasons.values())) == 4
