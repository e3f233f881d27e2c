"""Inviting with an admin's yes, and what became of the invites."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication

from sync.core.ids import InviteId
from sync.errors import NotAllowed
from sync.views import GroupRights, Invite
from tests.desktop.window.conftest import OpenWindow
from tests.desktop.window.test_dialogs import pill
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import group_id_of, seeded_engine
from tests.support.fake_state import CODE, account_of, fake_id
from tests.support.window_driver import WindowDriver

GARDEN = group_id_of("Garden weekend")
STUDIO = group_id_of("Studio 4")
DAY = 86_400_000


def invite(who: str, code: str = "", *, uses: int = 0, days: float = 1, approval: bool = False) -> Invite:
    """Return an invite for 20 by somebody, lasting that many days."""
    until = int(time.time() * 1000 + days * DAY)
    identity = InviteId(fake_id(f"invite by {who} {uses} {days}"))
    return Invite(identity, GARDEN, code, code, account_of(who), until, 20, uses, approval, revoked=False)


def invited(*invites: Invite) -> FakeEngine:
    """Return Ana's engine with invites to the garden."""
    engine = seeded_engine()
    engine.state.invites[GARDEN] = list(invites)
    return engine


def rows(driver: WindowDriver) -> list[str]:
    """Return what the rows of the list say."""
    found = [node for node in driver.nodes() if node.object() is not None]
    return [node.text(QAccessible.Text.Name) for node in found if node.object().objectName() == "inviteRow"]


def test_asking_before_somebody_joins_makes_another_code(open_window: OpenWindow) -> None:
    """One for each combination of choices, and each only once."""
    engine = seeded_engine()
    driver = open_window(engine)
    driver.click("inviteButton")
    driver.wait(lambda: driver.value("invite.code"))
    driver.click("approvalSwitch")
    driver.wait(lambda: driver.value("invite.approval") and not driver.value("invite.busy"))
    assert driver.says("Whoever pastes it into Causerie asks to be let in, and an admin decides.")
    pill(driver, "usesPills", "Once")
    driver.wait(lambda: driver.value("invite.uses") == "1" and not driver.value("invite.busy"))
    pill(driver, "usesPills", "20 times")
    driver.wait(lambda: driver.value("invite.uses") == "20" and not driver.value("invite.busy"))
    driver.click("approvalSwitch")
    driver.wait(lambda: not driver.value("invite.approval") and not driver.value("invite.busy"))
    made = engine.state.invites[GARDEN]
    assert [(one.max_uses, one.approval) for one in made] == [(20, False), (20, True), (1, True)]


def test_who_is_no_admin_reads_who_will_be_asked(open_window: OpenWindow) -> None:
    """Ana is a plain member of the studio."""
    driver = open_window(seeded_engine())
    driver.app.conversations.choose(STUDIO)
    driver.wait(lambda: driver.value("details.name") == "Studio 4")
    driver.click("inviteButton")
    driver.item("approvalSwitch")
    assert driver.says("Ask an admin before somebody joins")
    assert driver.says("You are not one.")


def test_the_list_says_whose_until_when_how_often_and_whether_somebody_is_asked(open_window: OpenWindow) -> None:
    """What can no longer be used is not in it."""
    ended = (invite("Bo", uses=20), invite("Bo", days=-1))
    driver = open_window(invited(invite("Bo", uses=3, approval=True), *ended, invite("Ana", CODE), invite("Eve")))
    driver.wait(lambda: len(rows(driver)) == 3)
    former, own, bo = rows(driver)
    assert former.startswith("By a former member")
    assert own.startswith("By you, 0 of 20 used, until ")
    assert bo.startswith("By \u2068Bo\u2069, 3 of 20 used, until ")
    assert bo.endswith("needs approval")


def test_a_code_this_device_knows_can_be_copied_again(open_window: OpenWindow, qapp: QGuiApplication) -> None:
    """Others' codes are not here to be copied."""
    driver = open_window(invited(invite("Bo"), invite("Ana", CODE)))
    driver.wait(lambda: len(rows(driver)) == 2)
    copies = [item for item in driver.items() if item.objectName() == "copyInviteButton"]
    assert len(copies) == 1
    driver.click_item(copies[0])
    assert qapp.clipboard().text() == CODE
    qapp.clipboard().clear()


def test_withdrawing_is_asked_twice_and_makes_the_dialog_forget_the_code(open_window: OpenWindow) -> None:
    """Nobody is handed a code that lets nobody in."""
    engine = seeded_engine()
    driver = open_window(engine)
    driver.click("inviteButton")
    driver.wait(lambda: driver.value("invite.code"))
    driver.press(Qt.Key.Key_Escape)
    driver.wait(lambda: len(rows(driver)) == 1)
    driver.click("withdrawButton")
    driver.wait(lambda: driver.says("Nobody can join by this code any more. People who are in stay."))
    driver.click("refuseButton")
    assert not engine.state.invites[GARDEN][0].revoked
    driver.click("withdrawButton")
    driver.click("confirmButton")
    driver.wait(lambda: driver.says("No invite is open."))
    assert engine.state.invites[GARDEN][0].revoked
    driver.click("inviteButton")
    driver.wait(lambda: len(engine.state.invites[GARDEN]) == 2)


def test_what_keeps_an_invite_from_being_withdrawn_is_said_there(open_window: OpenWindow) -> None:
    """And it stays in the list."""
    engine = invited(invite("Bo"))

    async def refuse(group_id: object, invite_id: object) -> Invite:
        raise NotAllowed("Only the group's admins can withdraw invites.")

    engine.invites.revoke = refuse  # type: ignore[method-assign]
    driver = open_window(engine)
    driver.click("withdrawButton")
    driver.click("confirmButton")
    driver.wait(lambda: driver.says("Only the group's admins can withdraw invites."))
    assert len(rows(driver)) == 1


@pytest.mark.parametrize("may", [True, False])
def test_only_those_who_may_invite_see_the_list(open_window: OpenWindow, may: bool) -> None:
    """A group can leave that to its admins."""
    engine = invited(invite("Bo"))
    engine.state.groups[GARDEN] = replace(engine.state.groups[GARDEN], rights=GroupRights(invite=may))
    driver = open_window(engine)
    driver.wait(lambda: driver.value("details.memberCount") == 3)
    driver.settle()
    assert driver.shown("invitesSection") is may
