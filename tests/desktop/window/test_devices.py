"""One's own devices: the list, ending one, and saying yes to a new one."""

import time

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication

from sync.changes import LinkFinished
from sync.errors import InvalidInput, LinkExpired
from sync.views import LinkCode, LinkRequest
from tests.desktop.window.conftest import OpenWindow
from tests.support.fake_devices import LINK_CODE
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import seeded_engine
from tests.support.window_driver import WindowDriver

DAY = 86_400_000


def several() -> FakeEngine:
    """Return Ana's engine: she has a second device, which is not here."""
    engine = seeded_engine()
    engine.devices.add("desk", connected=False, added_at=int(time.time() * 1000) - DAY, groups=1)
    return engine


def ask(driver: WindowDriver, engine: FakeEngine) -> LinkRequest:
    """Have a new device ask to be linked."""

    async def work(_: object) -> LinkRequest:
        return engine.devices.ask()

    request = driver.engine(work)
    assert isinstance(request, LinkRequest)
    return request


def test_the_list_says_which_is_which(open_window: OpenWindow) -> None:
    """This one cannot be ended from here."""
    driver = open_window(several())
    driver.click("settingsButton")
    driver.wait(lambda: driver.value("devices.rows").count == 2)
    assert driver.says("This device")
    assert driver.says("not connected · added yesterday")
    assert len([item for item in driver.items() if item.objectName() == "revokeButton"]) == 1


def test_a_device_is_ended_after_a_second_question(open_window: OpenWindow) -> None:
    """Which says what becomes of it."""
    engine = several()
    driver = open_window(engine)
    driver.click("settingsButton")
    driver.click("revokeButton")
    driver.wait(lambda: driver.says("This device will no longer receive anything"))
    driver.click("refuseButton")
    assert len(engine.devices.others) == 1
    driver.click("revokeButton")
    driver.click("confirmButton")
    driver.wait(lambda: driver.value("devices.rows").count == 1)
    assert engine.devices.others == []


def test_why_a_device_could_not_be_ended_is_said_there(open_window: OpenWindow) -> None:
    """And it stays in the list."""
    engine = several()

    async def refuse(device_id: object) -> None:
        raise InvalidInput("A device cannot end itself.", "Use another one.")

    engine.devices.revoke = refuse  # type: ignore[method-assign]
    driver = open_window(engine)
    driver.click("settingsButton")
    driver.click("revokeButton")
    driver.click("confirmButton")
    driver.wait(lambda: driver.says("A device cannot end itself. Use another one."))
    assert driver.value("devices.rows").count == 2


def test_a_new_device_is_given_a_code(open_window: OpenWindow, qapp: QGuiApplication) -> None:
    """It can be copied, and says how long it is good for."""
    driver = open_window(seeded_engine())
    driver.click("settingsButton")
    driver.click("linkDeviceButton")
    driver.wait(lambda: driver.focused() == "Copy code")
    copy, dialog = driver.item("copyLinkCodeButton"), driver.item("SettingsDialog")
    driver.wait(lambda: copy.mapToItem(dialog, QPointF(0, copy.height())).y() < dialog.height(), "in sight")
    driver.press(Qt.Key.Key_Return)
    assert qapp.clipboard().text() == LINK_CODE
    assert driver.says("It is good once, until ")
    qapp.clipboard().clear()


def test_a_code_that_has_run_out_is_taken_away(open_window: OpenWindow) -> None:
    """And another one can be made."""
    engine = seeded_engine()
    made: list[LinkCode] = []

    async def begin_link() -> LinkCode:
        made.append(LinkCode(LINK_CODE, int(time.time() * 1000)))
        return made[-1]

    engine.devices.begin_link = begin_link  # type: ignore[method-assign]
    driver = open_window(engine)
    driver.click("settingsButton")
    driver.click("linkDeviceButton")
    driver.wait(lambda: made and not driver.value("devices.making"))
    assert not driver.shown("linkCodeField")
    driver.click("linkDeviceButton")
    driver.wait(lambda: len(made) == 2)


def test_a_device_that_asks_is_linked_after_comparing_digits(open_window: OpenWindow) -> None:
    """Wherever one is in the window, and the cautious answer has the keyboard."""
    engine = seeded_engine()
    driver = open_window(engine)
    ask(driver, engine)
    driver.wait(lambda: driver.says("Link a new device?"))
    assert driver.says("Digits: 4 8 2   9 1 3")
    driver.wait(lambda: driver.focused() == "Do not link")
    driver.press(Qt.Key.Key_Escape)
    assert driver.shown("linkDigits"), "only an answer closes it"
    driver.click("confirmLinkButton")
    driver.wait(lambda: driver.value("session.notice") == "The new device is linked.")
    driver.wait(lambda: not driver.shown("linkDigits"))
    assert len(engine.devices.others) == 1


def test_a_device_that_is_not_ours_is_turned_away(open_window: OpenWindow) -> None:
    """With one key."""
    engine = seeded_engine()
    driver = open_window(engine)
    ask(driver, engine)
    driver.wait(lambda: driver.focused() == "Do not link")
    driver.press(Qt.Key.Key_Return)
    driver.wait(lambda: not driver.shown("linkDigits"))
    assert engine.devices.others == []
    assert engine.devices.waiting == []


def test_a_request_that_runs_out_closes_the_question(open_window: OpenWindow) -> None:
    """And says why."""
    engine = seeded_engine()
    driver = open_window(engine)
    request = ask(driver, engine)
    driver.item("linkDigits")

    async def run_out(_: object) -> None:
        engine.devices.waiting.clear()
        engine.publish(LinkFinished(request.request_id, LinkExpired.code))

    driver.engine(run_out)
    driver.wait(lambda: not driver.shown("linkDigits"))
    driver.wait(lambda: driver.value("session.notice").startswith("The new device was not linked: the time"))


def test_a_request_that_is_gone_when_it_is_confirmed_is_explained(open_window: OpenWindow) -> None:
    """It ran out in that very moment."""
    engine = seeded_engine()
    driver = open_window(engine)
    ask(driver, engine)
    driver.item("linkDigits")
    engine.devices.waiting.clear()
    driver.click("confirmLinkButton")
    driver.wait(lambda: driver.value("session.notice") == "This device no longer waits.")
    driver.wait(lambda: not driver.shown("linkDigits"))


def test_a_request_from_before_is_asked_about_when_one_looks(open_window: OpenWindow) -> None:
    """The change that told of it may have been lost."""
    engine = seeded_engine()
    driver = open_window(engine)
    ask(driver, engine)
    driver.app.devices._ask(None)
    driver.wait(lambda: not driver.shown("linkDigits"))
    driver.click("settingsButton")
    driver.item("linkDigits")
