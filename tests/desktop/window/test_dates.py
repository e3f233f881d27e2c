"""Going to a date: by a day between messages, by the keyboard, from the search; and back to the newest."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, QLocale, Qt

from desktop.viewmodels.dates import midnight, month_later
from sync.core.ids import MessageId
from tests.desktop.window.conftest import OpenWindow
from tests.desktop.window.test_reading import STUDIO
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import DAY, seeded_engine
from tests.support.window_driver import WindowDriver

CONTROL = Qt.KeyboardModifier.ControlModifier
DAYS = 100
"""One message at noon of each."""
TODAY = datetime.now().astimezone().date()


def spoken(day: date) -> str:
    """A day in full."""
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


class Long:
    """Ana's window on a conversation of a hundred days."""

    def __init__(self, driver: WindowDriver, engine: FakeEngine) -> None:
        self.driver = driver
        self.engine = engine
        driver.value("conversations").choose(STUDIO)
        driver.wait(lambda: driver.value("timeline.name") == "Studio 4")
        driver.settle()

    def of(self, days_ago: int) -> MessageId:
        """The message of that day."""
        noon = midnight(TODAY - timedelta(days=days_ago)) + DAY // 2
        return next(m.message_id for m in self.engine.state.messages[STUDIO] if m.sent_at == noon)

    def reads(self, days_ago: int) -> bool:
        """Whether the reader was led to the message of that day."""
        row = self.driver.value("timeline").row(self.of(days_ago))
        current = self.driver.item("messages").property("currentItem")
        return row is not None and current is not None and current.property("messageId") == self.of(days_ago).hex()

    def say(self) -> None:
        """Let Inès write now."""

        async def write(_: object) -> None:
            self.engine.state.put_message(self.engine.state.compose(STUDIO, "Inès", "Now."))

        self.driver.engine(write)
        self.driver.settle()


@pytest.fixture
def long(open_window: OpenWindow) -> Long:
    """A hundred days, and nobody has said anything yet today."""
    engine = seeded_engine()
    engine.state.messages[STUDIO] = []
    for day in range(DAYS, 0, -1):
        noon = midnight(TODAY - timedelta(days=day)) + DAY // 2
        engine.state.put_message(engine.state.compose(STUDIO, "Inès", f"Day {day}.", noon))
    return Long(open_window(engine), engine)


def test_the_keyboard_leads_to_a_day_and_back_to_the_newest(long: Long) -> None:
    """Ctrl+G, the arrows, Enter; later End."""
    driver = long.driver
    driver.press(Qt.Key.Key_G, CONTROL)
    driver.item("dayGrid")
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right):
        driver.press(key)
    for _ in range(10):
        driver.press(Qt.Key.Key_Up)
    driver.press(Qt.Key.Key_Return)
    driver.wait(lambda: long.reads(85))
    assert driver.value("timeline.hasNewer")
    long.say()
    assert driver.value("timeline.fresh") == 1
    driver.press(Qt.Key.Key_End)
    driver.wait(lambda: not driver.value("timeline.hasNewer"))
    assert driver.value("timeline.fresh") == 0


def test_months_and_the_beginning(long: Long) -> None:
    """Nothing before the first message, nothing after today."""
    driver = long.driver
    driver.press(Qt.Key.Key_G, CONTROL)
    driver.item("dayGrid")
    assert not driver.item("laterMonthButton").isEnabled()
    driver.click("earlierMonthButton")
    driver.click("firstDayButton")
    assert not driver.item("earlierMonthButton").isEnabled()
    driver.press(Qt.Key.Key_Tab)
    driver.click("goToDateButton")
    driver.wait(lambda: long.reads(DAYS))
    driver.wait(lambda: driver.item("messages").property("atYBeginning"), "the first day is seen whole")


def test_a_day_between_messages_is_where_one_begins_to_choose(long: Long) -> None:
    """It is chosen already."""
    driver = long.driver
    driver.click("daySeparator")
    driver.item("chosenDay")
    expected = {spoken(TODAY - timedelta(days=ago)) for ago in range(1, 60)}
    assert driver.value("dates.chosen") in expected


def test_the_search_of_a_conversation_offers_dates_and_that_of_all_does_not(long: Long) -> None:
    """One button beside the field."""
    driver = long.driver
    driver.press(Qt.Key.Key_F, CONTROL)
    driver.click("dateButton")
    driver.item("dayGrid")
    driver.wait(lambda: not driver.shown("messageSearchField"))
    driver.press(Qt.Key.Key_Escape)
    driver.press(Qt.Key.Key_F, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    driver.item("messageSearchField")
    assert not driver.shown("dateButton")


def test_days_are_read_aloud_in_full(long: Long) -> None:
    """Number alone says nothing."""
    driver = long.driver
    driver.press(Qt.Key.Key_G, CONTROL)
    driver.item("dayGrid")
    yesterday = TODAY - timedelta(days=1)
    driver.press(Qt.Key.Key_Left)
    assert driver.says(spoken(yesterday))


@pytest.mark.parametrize(
    ("day", "months", "there"),
    [
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(1, 1, 1), -1, date(1, 1, 1)),
    ],
)
def test_a_month_later_is_the_same_day_where_there_is_one(day: date, months: int, there: date) -> None:
    """Else the month's last one."""
    assert month_later(day, months) == there
