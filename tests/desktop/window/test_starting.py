"""Starts that do not go well, and starts of a second window."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.bridge import Opener, Services
from desktop.command_line import parse
from desktop.single_instance import SingleInstance, hand_over
from desktop.window import MainWindow, PassphraseBox
from sync.errors import CauserieError, NoKeyStore, ProfileInUse, ProfileUnwritable, StoreDamaged, WrongPassphrase
from sync.views import Account
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import seeded_engine
from tests.support.window_driver import driven, opener_of


def failing(*errors: Exception) -> Opener:
    """Return an opener that raises each of `errors` once, then opens."""
    waiting = list(errors)

    @asynccontextmanager
    async def opener() -> AsyncGenerator[Services]:
        if waiting:
            raise waiting.pop(0)
        engine = FakeEngine("Ana")
        async with engine:
            yield Services(engine, FakeAssistant(engine))

    return opener


@pytest.mark.parametrize(
    "error",
    [
        ProfileInUse("This profile is already in use by causerie-peer (process 12).", "Close that program first."),
        ProfileUnwritable("The profile's folder cannot be written.", "Let this account write there."),
    ],
)
def test_a_failure_is_a_sentence_with_a_way_out(
    qtbot: QtBot, qt_loop: asyncio.AbstractEventLoop, error: CauserieError
) -> None:
    """Not a trace; and trying again works once the cause is gone."""
    with driven(failing(error), qtbot, qt_loop) as driver:
        assert driver.says(error.message)
        assert driver.says(error.hint)
        driver.click("retryButton")
        driver.item("newGroupChoice")


def test_the_page_is_made_with_its_messages(
    qtbot: QtBot, qt_loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody sees an empty conversation fill."""
    rows: list[int] = []
    show = MainWindow.show

    def watched(window: MainWindow) -> None:
        show(window)
        timeline = cast(Any, window.app).timeline
        window.app.stageChanged.connect(lambda: rows.append(len(timeline.rows.rows)))

    monkeypatch.setattr(MainWindow, "show", watched)
    with driven(opener_of(seeded_engine()), qtbot, qt_loop):
        assert len(rows) == 1
        assert rows[0] > 0


def test_a_damaged_profile_is_repaired_without_being_asked_to(qtbot: QtBot, qt_loop: asyncio.AbstractEventLoop) -> None:
    """Damage that was only met on the way is what the next start repairs."""
    with driven(failing(StoreDamaged("A part is damaged.", "Start again.")), qtbot, qt_loop) as driver:
        driver.item("newGroupChoice")


def test_a_profile_beyond_repair_is_told_of(qtbot: QtBot, qt_loop: asyncio.AbstractEventLoop) -> None:
    """What a second start cannot repair either, it says."""
    error = StoreDamaged("The profile's database cannot be opened.", "Put it back from a backup.")
    with driven(failing(error, error), qtbot, qt_loop) as driver:
        assert driver.says(error.message)
        driver.click("retryButton")
        driver.item("newGroupChoice")


@pytest.mark.parametrize("times", [1, 2])
def test_damage_that_the_first_reading_meets_is_repaired_by_another_start(
    qtbot: QtBot, qt_loop: asyncio.AbstractEventLoop, times: int
) -> None:
    """The engine that met it is closed before the next one opens, by itself the first time, then by the button."""
    error = StoreDamaged("A part is damaged.", "Start again.")
    openings = Openings([error] * times)
    with driven(openings.open, qtbot, qt_loop) as driver:
        if times > 1:
            driver.wait(lambda: driver.says(error.message))
            driver.click("retryButton")
        driver.item("newGroupChoice")
        assert openings.most_at_once == 1


class Openings:
    """Opens engines in which reading the account meets each of `errors` once."""

    def __init__(self, errors: list[CauserieError]) -> None:
        self.most_at_once = 0
        self._errors = errors
        self._open = 0

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[Services]:
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        engine = FakeEngine("Ana")
        reading = engine.accounts.get

        async def get() -> Account:
            if self._errors:
                raise self._errors.pop(0)
            return await reading()

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(engine.accounts, "get", get)
            async with engine:
                yield Services(engine, FakeAssistant(engine))
        self._open -= 1


@pytest.mark.expected_log("the window could not start")
def test_a_mistake_in_the_program_is_a_sentence_too(qtbot: QtBot, qt_loop: asyncio.AbstractEventLoop) -> None:
    """The trace is for the log."""
    with driven(failing(ZeroDivisionError("oh")), qtbot, qt_loop) as driver:
        assert driver.says("Causerie could not start because of a mistake in the program.")
        assert not driver.says("ZeroDivisionError")


def test_without_a_keyring_a_passphrase_is_chosen(qtbot: QtBot, qt_loop: asyncio.AbstractEventLoop) -> None:
    """Typed twice; too short or different is explained, and nothing typed is lost."""
    box = PassphraseBox()
    with driven(failing(NoKeyStore("This system has no keyring.")), qtbot, qt_loop, box) as driver:
        driver.type_into("passphraseField", "short")
        driver.click("protectButton")
        driver.wait(lambda: driver.says("Choose a passphrase of at least 8 characters."))
        driver.type_into("passphraseField", "long enough")
        driver.type_into("passphraseAgainField", "something else")
        driver.click("protectButton")
        driver.wait(lambda: driver.says("The two passphrases are not the same."))
        driver.type_into("passphraseAgainField", "long enough")
        driver.press(Qt.Key.Key_Return)
        driver.item("newGroupChoice")
        assert box.passphrase == "long enough"


def test_a_wrong_passphrase_is_told_only_once_one_was_tried(qtbot: QtBot, qt_loop: asyncio.AbstractEventLoop) -> None:
    """The first question is not a reproach."""
    asked = WrongPassphrase("This profile is protected by a passphrase.")
    wrong = WrongPassphrase("That is not the passphrase of this profile.")
    with driven(failing(asked, wrong), qtbot, qt_loop) as driver:
        assert not driver.says("protected by a passphrase")
        driver.type_into("unlockField", "a guess")
        driver.click("unlockButton")
        driver.wait(lambda: driver.says("That is not the passphrase of this profile."))
        driver.type_into("unlockField", "the right one")
        driver.press(Qt.Key.Key_Return)
        driver.item("newGroupChoice")


def test_a_second_start_hands_its_link_to_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    """And learns whether there is a first."""
    assert not hand_over(tmp_path, "")
    first = SingleInstance(tmp_path)
    assert first.listen()
    with qtbot.waitSignal(first.called) as caught:
        assert hand_over(tmp_path, "causerie:join/causerie1abc")
    assert caught.args == ["causerie:join/causerie1abc"]
    first.close()
    first.deleteLater()


def test_the_command_line_and_the_environment(tmp_path: Path) -> None:
    """What is typed wins over what is in the environment."""
    environment = {"CAUSERIE_INTERFACES": "10.0.0.1, 10.0.0.2", "CAUSERIE_PASSPHRASE": "secret"}
    plain = parse(["--profile", str(tmp_path)], environment)
    assert (plain.profile, plain.interfaces, plain.passphrase) == (tmp_path, ("10.0.0.1", "10.0.0.2"), "secret")
    given = parse(["--interface", "127.0.0.1", "causerie:join/causerie1abc"], environment)
    assert (given.interfaces, given.link) == (("127.0.0.1",), "causerie:join/causerie1abc")
