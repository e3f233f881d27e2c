"""Drives a real window as a person would: by clicking and typing; and reads it as a screen reader would."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication, QKeyEvent
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.bridge import Opener, Services
from desktop.ports import AssistantPort, EnginePort
from desktop.viewmodels.app_model import AppModel
from desktop.window import MainWindow, PassphraseBox
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_engine import FakeEngine

LOOKS = 100
PATIENCE_MS = 10_000


def opener_of(engine: FakeEngine, assistant: AssistantPort | None = None) -> Opener:
    """Return what opens a fake engine and a service for it."""

    @asynccontextmanager
    async def opener() -> AsyncGenerator[Services]:
        async with engine:
            yield Services(engine, assistant or FakeAssistant(engine))

    return opener


class WindowDriver:
    """A window, and the hands and eyes of whoever uses it."""

    def __init__(self, window: MainWindow, qtbot: QtBot, loop: asyncio.AbstractEventLoop) -> None:
        self.main = window
        self.qtbot = qtbot
        self._loop = loop

    @property
    def app(self) -> AppModel:
        """The root of the viewmodels."""
        return self.main.app

    def value(self, path: str) -> Any:
        """Return a property as QML sees it, such as "details.name"."""
        found: Any = self.main.app
        for name in path.split("."):
            found = getattr(found, name)
        return found

    def wait(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait until `condition` holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def settle(self) -> None:
        """Let everything that is due happen, and be painted."""
        for _ in range(3):
            self.qtbot.wait(1)
            self.main.window.grabWindow()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run `work` on Qt's loop to its end."""
        task = self._loop.create_task(work)
        self.wait(task.done)
        return task.result()

    def engine(self, work: Callable[[EnginePort], Coroutine[Any, Any, Any]]) -> Any:
        """Run `work` with the engine, on its own loop."""
        return self.do(self.main.bridge.call(work))

    def items(self, root: QQuickItem | None = None) -> Iterator[QQuickItem]:
        """Yield every visible item."""
        top = root or self.main.window.contentItem()
        for child in top.childItems():
            if shiboken6.isValid(child) and child.isVisible():
                yield child
                yield from self.items(child)

    def find(self, name: str) -> QQuickItem | None:
        """Return the visible item of that object name, None if there is none."""
        return next((item for item in self.items() if item.objectName() == name), None)

    def shown(self, name: str) -> bool:
        """Return whether an item of that object name can be seen."""
        return self.find(name) is not None

    def item(self, name: str) -> QQuickItem:
        """Return the visible item of that object name, waiting for it."""
        self.wait(lambda: self.find(name), name)
        found = self.find(name)
        assert found is not None
        return found

    def click(self, name: str) -> None:
        """Click in the middle of an item, once it can be clicked and has come to rest."""
        self.click_item(self.item(name))

    def click_item(self, item: QQuickItem) -> None:
        """Click in the middle of an item, once it can be clicked and has come to rest."""
        self.wait(item.isEnabled)
        self.settle()
        self._bring_into_view(item)
        centre = self._resting_place(item).toPoint()
        QTest.mouseClick(self.main.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre)
        self.settle()

    def _resting_place(self, item: QQuickItem) -> QPointF:
        """Return the middle of an item once it no longer moves: a click aimed at where it was would miss."""
        before, now = QPointF(), item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
        for _ in range(LOOKS):
            if before == now:
                break
            self.settle()
            before, now = now, item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
        return now

    def _bring_into_view(self, item: QQuickItem) -> None:
        """Scroll what `item` is in until it can be seen, as a wheel would."""
        holder: QQuickItem | None = item.parentItem()
        while holder:
            if holder.inherits("QQuickFlickable") and not holder.inherits("QQuickListView"):
                top = item.mapToItem(holder, QPointF(0, 0)).y()
                beyond = top + item.height() - holder.height()
                if top < 0 or beyond > 0:
                    holder.setProperty("contentY", holder.property("contentY") + (top if top < 0 else beyond))
                    self.settle()
            holder = holder.parentItem()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key."""
        QTest.keyClick(self.main.window, key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        """Type into whatever has the keyboard."""
        for character in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
                QGuiApplication.sendEvent(self.main.window, event)
        self.settle()

    def type_into(self, name: str, text: str) -> None:
        """Click a field and type over what is in it."""
        self.click(name)
        self.wait(self.main.window.activeFocusItem, name)
        self.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.type(text)

    def focused(self) -> str:
        """Return what a screen reader calls the item that has the keyboard."""
        names = [node.text(QAccessible.Text.Name) for node in self.nodes() if node.state().focused]
        return names[-1] if names else ""

    def read(self) -> list[tuple[QAccessible.Role, str]]:
        """Return role and name of everything a screen reader finds, in order."""
        return [(node.role(), node.text(QAccessible.Text.Name)) for node in self.nodes()]

    def nodes(self) -> Iterator[QAccessibleInterface]:
        """Yield every visible node of the accessibility tree."""
        yield from _below(QAccessible.queryAccessibleInterface(self.main.window))

    def says(self, text: str) -> bool:
        """Return whether a screen reader would find `text`."""
        return any(text in name for _, name in self.read())


def _below(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    for number in range(node.childCount()):
        child = node.child(number)
        if child.isValid() and not child.state().invisible:
            yield child
            yield from _below(child)


@contextmanager
def running(loop: asyncio.AbstractEventLoop) -> Generator[None]:
    """Let `loop`, which turns whenever Qt does, be the one that runs."""
    asyncio.set_event_loop(loop)
    asyncio.events._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio.events._set_running_loop(None)
        asyncio.set_event_loop(None)


@contextmanager
def driven(
    opener: Opener, qtbot: QtBot, loop: asyncio.AbstractEventLoop, passphrases: PassphraseBox | None = None
) -> Generator[WindowDriver]:
    """Open a window, and close it and its engine in the end. Waits until the window knows what to show."""
    with running(loop):
        window = MainWindow(opener, passphrases or PassphraseBox(), "en")
        driver = WindowDriver(window, qtbot, loop)
        try:
            window.show()
            driver.do(window.start())
            driver.settle()
            yield driver
        finally:
            driver.do(window.close())
            qtbot.wait(1)
            window.deleteLater()
            qtbot.wait(1)
