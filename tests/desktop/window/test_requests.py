"""Letting people in: what an admin sees and does, and what the newcomer is told meanwhile."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from sync.core.ids import GroupId, InviteId
from sync.errors import InviteExpired, NoSuchRequest
from sync.views import AssistantSettings, GroupRights, GroupState, Invite, JoinRequest
from tests.desktop.window.conftest import OpenWindow
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import group_id_of, seeded_engine
from tests.support.fake_state import account_of, fake_id, make_group
from tests.support.window_driver import WindowDriver

GARDEN = group_id_of("Garden weekend")
INVITE = InviteId(fake_id("an invite"))
MINUTE, DAY = 60_000, 86_400_000


def now() -> int:
    """Return this moment in ms."""
    return int(time.time() * 1000)


def asked(*names: str) -> FakeEngine:
    """Return Ana's engine, with people waiting for her yes, the first for the longest."""
    engine = seeded_engine()
    by_bo = Invite(INVITE, GARDEN, "", "", account_of("Bo"), now() + DAY, 20, 3, approval=True, revoked=False)
    engine.state.invites[GARDEN] = [by_bo]
    for number, name in enumerate(names):
        engine.joins.ask(GARDEN, name, now() - (len(names) - number) * MINUTE, INVITE)
    return engine


def ask(driver: WindowDriver, engine: FakeEngine, name: str) -> JoinRequest:
    """Have somebody ask while the window is open."""

    async def work(_: object) -> JoinRequest:
        return engine.joins.ask(GARDEN, name, now(), INVITE)

    request = driver.engine(work)
    assert isinstance(request, JoinRequest)
    return request


def test_whoever_waits_is_named_above_the_messages_and_let_in_with_one_click(open_window: OpenWindow) -> None:
    """And is a member then."""
    engine = asked("Ben")
    driver = open_window(engine)
    driver.wait(lambda: driver.says("\u2068Ben\u2069 wants to join."))
    assert driver.says("Waiting to join (1)")
    assert driver.says("invited by \u2068Bo\u2069")
    driver.click("letInButton")
    driver.wait(lambda: not driver.shown("requestsBanner"))
    driver.wait(lambda: driver.value("details.memberCount") == 4)
    assert not driver.shown("requestsSection")
    assert engine.state.requests[GARDEN] == []


def test_whoever_asks_meanwhile_appears_at_once_and_goes_when_another_admin_decides(open_window: OpenWindow) -> None:
    """In the list of conversations, above the messages and in the details."""
    engine = asked()
    driver = open_window(engine)
    assert not driver.shown("requestsBanner")
    request = ask(driver, engine, "Ben")
    driver.wait(lambda: driver.shown("requestsBanner") and driver.shown("requestRow"))
    driver.wait(lambda: driver.says("waiting to join"))

    async def elsewhere(_: object) -> None:
        engine.joins.settle(GARDEN, request.request_id)

    driver.engine(elsewhere)
    driver.wait(lambda: not driver.shown("requestsBanner") and not driver.shown("requestRow"))
    driver.wait(lambda: not driver.says("waiting to join"))


def test_turning_somebody_away_is_asked_twice(open_window: OpenWindow) -> None:
    """It says what it means for them."""
    engine = asked("Ben", "Lea")
    driver = open_window(engine)
    driver.wait(lambda: driver.says("\u2068Ben\u2069 and \u2068Lea\u2069 want to join."))
    driver.click("turnAwayButton")
    driver.wait(lambda: driver.says("Turn Ben away?"))
    driver.click("refuseButton")
    assert len(engine.state.requests[GARDEN]) == 2
    driver.click("turnAwayButton")
    driver.click("confirmButton")
    driver.wait(lambda: driver.says("\u2068Lea\u2069 wants to join."))
    assert [request.name for request in engine.state.requests[GARDEN]] == ["Lea"]


def test_an_invite_that_expired_meanwhile_is_explained_beside_the_newcomer(open_window: OpenWindow) -> None:
    """With what the one who decides can do about it."""
    engine = asked("Ben")
    engine.joins.refusal = InviteExpired("This invite has expired.")
    driver = open_window(engine)
    driver.click("letInButton")
    driver.wait(lambda: driver.says("This invite has expired. Make a new one and send it to them."))
    driver.wait(lambda: driver.focused() == "Let Ben in")
    assert driver.shown("requestRow")
    driver.click("letInButton")
    driver.wait(lambda: not driver.shown("requestRow"))


def test_a_request_that_is_gone_when_it_is_answered_goes_without_a_fuss(open_window: OpenWindow) -> None:
    """Another admin was quicker."""
    engine = asked("Ben")
    driver = open_window(engine)
    driver.item("requestRow")
    engine.joins.refusal = NoSuchRequest("Nobody waits with this request any more.")
    engine.state.requests[GARDEN].clear()
    driver.click("letInButton")
    driver.wait(lambda: not driver.shown("requestRow"))
    assert driver.value("session.notice") == ""


def test_the_keyboard_reviews_and_goes_on_to_the_next(open_window: OpenWindow) -> None:
    """From the banner to the first newcomer, and on until nobody waits."""
    engine = asked("Ben", "Lea")
    driver = open_window(engine)
    driver.item("reviewButton").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    driver.press(Qt.Key.Key_Return)
    driver.wait(lambda: driver.focused() == "Let Ben in")
    driver.press(Qt.Key.Key_Space)
    driver.wait(lambda: driver.focused() == "Let Lea in")
    driver.press(Qt.Key.Key_Space)
    driver.wait(lambda: driver.value("details.memberCount") == 5)
    driver.press(Qt.Key.Key_Tab)
    assert driver.focused() not in {"", "Let Lea in"}


def test_in_a_narrow_window_review_opens_the_details(open_window: OpenWindow) -> None:
    """As a sheet, with the keyboard on the first answer."""
    driver = open_window(asked("Ben"))
    driver.main.window.resize(640, 480)
    driver.click("reviewButton")
    driver.wait(lambda: driver.focused() == "Let Ben in")


def test_with_large_text_in_a_small_window_two_buttons_leave_room_for_the_messages(open_window: OpenWindow) -> None:
    """They lead to the same."""
    engine = asked("Ben")
    engine.notices.post("new_device", "Bo uses a new device.", now(), group=GARDEN, account=account_of("Bo"))
    driver = open_window(engine)
    driver.main.window.resize(640, 480)
    driver.app.settings.setTextScale(2.0)
    driver.item("noticesShortButton")
    assert not driver.shown("requestsBanner")
    assert not driver.shown("noticeCard")
    driver.click("reviewShortButton")
    driver.wait(lambda: driver.focused() == "Let Ben in")


def test_who_may_not_decide_is_not_asked(open_window: OpenWindow) -> None:
    """Nothing of it is shown."""
    engine = asked("Ben")
    group = engine.state.groups[GARDEN]
    engine.state.groups[GARDEN] = replace(group, rights=GroupRights(invite=True))
    driver = open_window(engine)
    driver.wait(lambda: driver.value("details.memberCount") == 3)
    driver.settle()
    assert not driver.shown("requestsBanner")
    assert not driver.shown("requestsSection")


def joining(notice: str, state: GroupState) -> tuple[FakeEngine, GroupId]:
    """Return Ana's engine while she joins a group, or after that failed."""
    engine = seeded_engine()
    group_id = GroupId(fake_id("group joined"))
    engine.state.notices[group_id] = notice
    engine.state.put_group(make_group(group_id, "", (), AssistantSettings(), state))
    return engine, group_id


def test_the_newcomer_knows_that_an_admin_has_to_say_yes(open_window: OpenWindow) -> None:
    """And is not sent to look at the network."""
    engine, group_id = joining("approval", GroupState.JOINING)
    driver = open_window(engine)
    driver.app.conversations.choose(group_id)
    driver.wait(lambda: driver.says("The group knows that you are waiting. An admin has to let you in."))
    assert driver.says("Waiting to be let in")
    assert not driver.shown("addressField")
    driver.click("forgetButton")
    driver.wait(lambda: group_id not in engine.state.groups)


@pytest.mark.parametrize(
    ("code", "sentence", "way_out"),
    [
        ("join_rejected", "An admin of the group turned your request away.", "talk with somebody in the group"),
        ("invite_expired", "The invite expired before you were in.", "Ask somebody in the group for a new code."),
        ("invite_used_up", "All the places of this invite went to others.", "for a new code."),
        ("invite_revoked", "This invite was withdrawn.", "for a new code."),
        ("never_heard_of", "The group did not let you in.", "for a new code."),
    ],
)
def test_each_way_of_not_getting_in_has_its_own_sentence(
    open_window: OpenWindow, code: str, sentence: str, way_out: str
) -> None:
    """In the list and in the middle; another code is one click away."""
    engine, group_id = joining(code, GroupState.REFUSED)
    driver = open_window(engine)
    driver.app.conversations.choose(group_id)
    driver.wait(lambda: driver.says("You could not join"))
    said = [name for _, name in driver.read() if sentence in name]
    assert len(said) == 2, said
    assert driver.says(way_out)
    driver.click("anotherCodeButton")
    driver.item("joinCodeArea")
