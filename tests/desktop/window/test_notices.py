"""Notices that stay until they are dismissed: where they stand, and what they lead to."""

import time
from dataclasses import replace

from PySide6.QtCore import QPointF, Qt

from sync.changes import Notice, Overflow
from sync.core.ids import AccountId, GroupId
from sync.views import StoredNotice
from tests.desktop.window.conftest import OpenWindow
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import group_id_of, seeded_engine
from tests.support.fake_state import account_of
from tests.support.window_driver import WindowDriver

GARDEN = group_id_of("Garden weekend")
STUDIO = group_id_of("Studio 4")
BO = account_of("Bo")
CHANGED = "The safety number with Bo is another one now."
COPY = "Another copy of this device has written in your name."


def post(
    driver: WindowDriver,
    engine: FakeEngine,
    code: str,
    text: str,
    group: GroupId | None = None,
    account: AccountId | None = None,
) -> StoredNotice:
    """Have the engine post a notice while the window is open."""

    async def work(_: object) -> StoredNotice:
        return engine.notices.post(code, text, int(time.time() * 1000), group=group, account=account)

    notice = driver.engine(work)
    assert isinstance(notice, StoredNotice)
    return notice


def kept(*notices: tuple[str, str, GroupId | None, AccountId | None]) -> FakeEngine:
    """Return Ana's engine with notices that nobody has dismissed."""
    engine = seeded_engine()
    for code, text, group, account in notices:
        engine.notices.post(code, text, int(time.time() * 1000), group=group, account=account)
    return engine


def test_what_asked_for_a_safety_number_goes_once_it_is_compared(open_window: OpenWindow) -> None:
    """The engine dismisses it; nobody has to."""
    engine = kept(("safety_number_changed", CHANGED, None, BO))
    driver = open_window(engine)
    driver.click("noticeActionButton")

    async def compare(_: object) -> None:
        engine.notices.kept = []
        await engine.contacts.confirm(BO)

    driver.engine(compare)
    driver.wait(lambda: not driver.shown("noticeCard"))


def test_a_notice_stands_above_the_messages_it_is_about_until_it_is_dismissed(open_window: OpenWindow) -> None:
    """In that conversation alone, and gone for good afterwards."""
    engine = kept(("safety_number_changed", CHANGED, GARDEN, BO))
    driver = open_window(engine)
    driver.wait(lambda: driver.says(CHANGED))
    driver.app.conversations.choose(STUDIO)
    driver.wait(lambda: not driver.shown("noticeCard"))
    driver.app.conversations.choose(GARDEN)
    driver.click("noticeDismissButton")
    driver.wait(lambda: not driver.shown("noticeCard"))
    driver.wait(lambda: engine.notices.kept == [])
    driver.wait(lambda: driver.focused().startswith("Message "))


def test_a_notice_that_is_kept_appears_at_once_and_one_that_is_not_passes_by(open_window: OpenWindow) -> None:
    """The first is no toast, the second no card."""
    engine = seeded_engine()
    driver = open_window(engine)
    post(driver, engine, "safety_number_changed", CHANGED, GARDEN, BO)
    driver.wait(lambda: driver.shown("noticeCard"))
    assert driver.value("session.notice") == ""

    async def pass_by(_: object) -> None:
        engine.publish(Notice("invite_expired", "This invite has expired.", GARDEN))

    driver.engine(pass_by)
    driver.wait(lambda: driver.value("session.notice") == "This invite has expired.")
    assert driver.value("notices.here").count == 1


def test_verify_leads_to_the_safety_number(open_window: OpenWindow) -> None:
    """Of the person it is about."""
    driver = open_window(kept(("safety_number_changed", CHANGED, GARDEN, BO)))
    driver.click("noticeActionButton")
    driver.wait(lambda: "Bo" in driver.value("company.safety.title"))
    driver.wait(lambda: driver.says(driver.value("company.safety.title")))


def test_a_clone_leads_to_the_member(open_window: OpenWindow) -> None:
    """With what can be done about them."""
    driver = open_window(kept(("clone_detected", "Two copies of Bo's device write.", GARDEN, BO)))
    asked: list[str] = []
    driver.app.notices.memberRequested.connect(asked.append)
    driver.click("noticeActionButton")
    assert asked == [BO.hex()]


def test_what_is_about_no_conversation_stands_below_the_list_and_leads_to_the_devices(
    open_window: OpenWindow,
) -> None:
    """The one that matters most, and the way to the others."""
    engine = kept(("own_clone", COPY, None, None), ("device_linked", "A device was linked.", None, None))
    driver = open_window(engine)
    driver.wait(lambda: driver.says(COPY))
    assert not driver.says("A device was linked.")
    driver.click("noticeActionButton")
    driver.wait(lambda: driver.shown("linkDeviceButton"))
    driver.wait(lambda: driver.focused() == "Link a device")
    driver.press(Qt.Key.Key_Escape)
    driver.click("moreNoticesButton")
    driver.wait(lambda: driver.says("A device was linked."))


def test_a_long_notice_leaves_room_for_the_conversations_and_can_be_read_whole(open_window: OpenWindow) -> None:
    """The list shows its beginning; the settings have it all."""
    driver = open_window(kept(("own_clone", "Another copy of this device has written. " * 20, None, None)))
    driver.wait(lambda: driver.shown("moreNoticesButton"))
    assert driver.item("noticeCard").height() < driver.item("moreNoticesButton").height() * 9
    driver.click("moreNoticesButton")
    driver.wait(lambda: driver.says("Notices"))


def test_all_notices_are_in_the_settings_with_their_group(open_window: OpenWindow) -> None:
    """And say so when there are none."""
    engine = kept(("safety_number_changed", CHANGED, GARDEN, BO))
    driver = open_window(engine)
    driver.app.conversations.choose(STUDIO)
    driver.wait(lambda: not driver.shown("noticeCard"))
    driver.click("settingsButton")
    driver.wait(lambda: driver.says(CHANGED))
    driver.wait(lambda: any(name.startswith("Garden weekend · ") for _, name in driver.read()))
    driver.click("noticeDismissButton")
    driver.wait(lambda: driver.says("Nothing to read."))
    assert engine.notices.kept == []


def test_when_the_list_is_narrow_a_bell_leads_to_the_notices(open_window: OpenWindow) -> None:
    """It says how many there are."""
    driver = open_window(kept(("own_clone", COPY, None, None)))
    driver.main.window.resize(640, 480)
    driver.wait(lambda: driver.says("Notices (1)"))
    driver.click("noticesSign")
    driver.wait(lambda: driver.says(COPY))


def test_the_names_of_people_stay_in_a_translated_sentence(open_window: OpenWindow) -> None:
    """A sentence of the engine's with a value in it is matched, translated and filled again."""
    driver = open_window(
        kept(("removed", "Nobody answered at Zoé: the 2nd, 3 Elm St. within 5 seconds.", GARDEN, None))
    )
    driver.app.settings.setLanguage("fr")
    driver.wait(lambda: driver.says("Zoé: the 2nd, 3 Elm St."))
    assert not driver.says("Nobody answered")


def test_what_was_forgotten_elsewhere_goes_after_lost_changes(open_window: OpenWindow) -> None:
    """What is shown is read again."""
    engine = kept(("safety_number_changed", CHANGED, GARDEN, BO))
    driver = open_window(engine)
    driver.item("noticeCard")

    async def lose(_: object) -> None:
        engine.notices.kept.clear()
        engine.publish(Overflow())

    driver.engine(lose)
    driver.wait(lambda: not driver.shown("noticeCard"))


def test_a_renamed_group_is_named_anew(open_window: OpenWindow) -> None:
    """In the list of all notices."""
    engine = kept(("safety_number_changed", CHANGED, GARDEN, BO))
    driver = open_window(engine)

    async def rename(_: object) -> None:
        engine.state.put_group(replace(engine.state.groups[GARDEN], name="Orchard"))

    driver.engine(rename)
    driver.click("settingsButton")
    driver.wait(lambda: any(name.startswith("Orchard · ") for _, name in driver.read()))


def test_the_keyboard_goes_from_one_dismissed_notice_to_the_next(open_window: OpenWindow) -> None:
    """In the settings, until there is nothing to read."""
    engine = kept(("own_clone", COPY, None, None), ("device_linked", "A device was linked.", None, None))
    driver = open_window(engine)
    driver.main.window.resize(640, 480)
    driver.click("noticesSign")
    driver.wait(lambda: driver.focused() == "Show devices")
    driver.press(Qt.Key.Key_Tab)
    driver.press(Qt.Key.Key_Return)
    driver.wait(lambda: len(engine.notices.kept) == 1 and driver.focused() == "Dismiss")
    driver.press(Qt.Key.Key_Return)
    driver.wait(lambda: driver.says("Nothing to read."))
    driver.press(Qt.Key.Key_Escape)
    driver.wait(lambda: not driver.shown("linkDeviceButton"))


def test_a_notice_in_the_settings_leads_to_the_devices_there(open_window: OpenWindow) -> None:
    """The settings stay open, and the devices come into sight."""
    driver = open_window(kept(("own_clone", COPY, None, None)))
    driver.main.window.resize(640, 480)
    driver.click("noticesSign")
    driver.wait(lambda: driver.focused() == "Show devices")
    driver.press(Qt.Key.Key_Return)
    driver.wait(lambda: driver.focused() == "Link a device")
    button = driver.item("linkDeviceButton")
    driver.wait(lambda: 0 < button.mapToScene(QPointF(0, button.height())).y() <= 480)
