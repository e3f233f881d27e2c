"""What goes on round the messages: typing, catching up, nobody there, changes lost."""

from dataclasses import replace

from PySide6.QtCore import QPointF, Qt

from sync.changes import Change, Overflow, SyncProgress, Typing
from sync.views import GroupState
from tests.desktop.window.conftest import OpenWindow
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import group_id_of, seeded_engine
from tests.support.fake_state import account_of
from tests.support.window_driver import WindowDriver

STUDIO = group_id_of("Studio 4")
INES = account_of("Inès")


def opened(open_window: OpenWindow) -> tuple[WindowDriver, FakeEngine]:
    """Ana's window on Studio 4."""
    engine = seeded_engine()
    driver = open_window(engine)
    driver.app.conversations.choose(STUDIO)
    driver.wait(lambda: driver.value("timeline.name") == "Studio 4")
    return driver, engine


def publish(driver: WindowDriver, engine: FakeEngine, *changes: Change) -> None:
    """Let the engine say that something changed."""

    async def say(port: object) -> None:
        engine.publish(*changes)

    driver.engine(say)
    driver.settle()


def test_who_types_is_said_and_oneself_never(open_window: OpenWindow) -> None:
    """Until they stop."""
    driver, engine = opened(open_window)
    publish(driver, engine, Typing(STUDIO, INES, True), Typing(STUDIO, account_of("Ana"), True))
    driver.wait(lambda: driver.value("timeline.typing") == "\u2068Inès\u2069 is typing")
    publish(driver, engine, Typing(STUDIO, INES, False))
    driver.wait(lambda: driver.value("timeline.typing") == "")


def test_typing_is_told_once_and_ends_with_the_message(open_window: OpenWindow) -> None:
    """However many keys are pressed."""
    driver, engine = opened(open_window)
    told: list[bool] = []

    async def typing(group_id: object, active: bool) -> None:
        told.append(active)

    engine.peers.typing = typing  # type: ignore[method-assign]
    driver.item("messageField").forceActiveFocus()
    driver.type("hello there")
    driver.wait(lambda: told == [True])
    driver.click("sendButton")
    driver.wait(lambda: told == [True, False])


def test_catching_up_is_a_quiet_bar(open_window: OpenWindow) -> None:
    """It goes when everything is here."""
    driver, engine = opened(open_window)
    publish(driver, engine, SyncProgress(STUDIO, 30, 100))
    driver.wait(lambda: driver.says("Catching up"))
    publish(driver, engine, SyncProgress(STUDIO, 100, 100))
    driver.wait(lambda: not driver.says("Catching up"))


def test_much_to_catch_up_with_is_told_in_numbers(open_window: OpenWindow) -> None:
    """How much there is says whether to wait."""
    driver, engine = opened(open_window)
    publish(driver, engine, SyncProgress(STUDIO, 12_400, 100_000))
    driver.wait(lambda: driver.says("Catching up: 12,400 of 100,000"))
    publish(driver, engine, SyncProgress(STUDIO, 100_000, 100_000))
    driver.wait(lambda: not driver.says("12,400"))


def test_nobody_reachable_is_said_with_what_it_means(open_window: OpenWindow) -> None:
    """One can go on writing."""
    driver, engine = opened(open_window)
    group = engine.state.groups[STUDIO]
    alone = tuple(replace(member, online=member.you) for member in group.members)

    async def part(port: object) -> None:
        engine.state.put_group(replace(group, members=alone))

    driver.engine(part)
    driver.wait(lambda: driver.says("What you write leaves when somebody is."))
    assert driver.item("messageField").isEnabled()


def test_lost_changes_are_made_up_for(open_window: OpenWindow) -> None:
    """What is shown is read again."""
    driver, engine = opened(open_window)
    messages = engine.state.messages[STUDIO]
    messages[-1] = replace(messages[-1], text="silently edited")
    publish(driver, engine, Overflow())
    driver.wait(lambda: driver.says("silently edited"))


def test_an_empty_group_offers_to_invite(open_window: OpenWindow) -> None:
    """With the one button that helps."""
    driver, engine = opened(open_window)
    group_id = driver.engine(lambda port: engine.groups.create("Brand new"))
    driver.wait(lambda: driver.app.conversations.known(group_id.hex()) is not None)
    driver.app.conversations.choose(group_id)
    driver.wait(lambda: driver.says("Invite someone"))
    driver.click("emptyInviteButton")
    driver.wait(lambda: driver.shown("copyCodeButton") or driver.says("Invite"))
    assert engine.state.groups[group_id].state is GroupState.JOINED


def test_another_language_is_spoken_at_once(open_window: OpenWindow) -> None:
    """Rows included."""
    driver, _ = opened(open_window)
    driver.app.settings.setLanguage("fr")
    driver.wait(lambda: driver.says("Aujourd’hui") or driver.says("Hier"))
    driver.app.settings.setLanguage("en")
    driver.wait(lambda: driver.says("Today") or driver.says("Yesterday"))


def test_what_an_empty_group_offers_can_be_reached_in_the_smallest_window(open_window: OpenWindow) -> None:
    """With the largest text the note scrolls, and follows the keyboard."""
    driver, engine = opened(open_window)
    group_id = driver.engine(lambda port: engine.groups.create("Brand new"))
    driver.wait(lambda: driver.app.conversations.known(group_id.hex()) is not None)
    driver.main.window.resize(640, 480)
    driver.app.settings.setTextScale(2.0)
    driver.app.conversations.choose(group_id)
    button = driver.item("emptyInviteButton")
    button.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    driver.settle()
    lowest = driver.item("composer").mapToScene(QPointF(0, 0)).y()
    driver.wait(lambda: button.mapToScene(QPointF(0, button.height())).y() <= lowest)
    assert button.mapToScene(QPointF(0, 0)).y() > 0


def test_the_chips_keep_their_names_where_there_is_no_room_for_words(open_window: OpenWindow) -> None:
    """On one line, so that messages keep theirs."""
    driver, _ = opened(open_window)
    driver.main.window.resize(640, 480)
    driver.app.settings.setTextScale(2.0)
    driver.settle()
    chips = [driver.item(name) for name in ("assistantChip", "notForAiChip")]
    driver.wait(lambda: chips[1].property("text") == "")
    assert len({chip.y() for chip in chips}) == 1
    assert driver.says("answers when mentioned")
    assert driver.says("Not for AI")


def test_a_hint_in_a_field_is_never_cut_off(open_window: OpenWindow) -> None:
    """However large the text."""
    driver, engine = opened(open_window)
    group_id = driver.engine(lambda port: engine.groups.create("Brand new"))
    driver.wait(lambda: driver.app.conversations.known(group_id.hex()) is not None)
    driver.app.conversations.choose(group_id)
    driver.main.window.resize(640, 480)
    driver.app.settings.setTextScale(2.0)
    driver.click("detailsButton")
    area = driver.item("personalityArea")
    driver.wait(lambda: area.property("text") == "")
    hint = next(item for item in driver.items(area) if "How it should behave" in str(item.property("text")))
    driver.wait(lambda: hint.mapToItem(area, QPointF(0, hint.height())).y() <= area.height())
