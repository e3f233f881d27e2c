"""Windows on fake engines."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import qasync
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.qt.quick import install_fonts
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import seeded_engine
from tests.support.window_driver import WindowDriver, driven, opener_of

OpenWindow = Callable[[FakeEngine], WindowDriver]


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """No widgets are used."""
    return QGuiApplication


@pytest.fixture(scope="session", autouse=True)
def fonts(qapp: QGuiApplication) -> None:
    """Use the bundled fonts."""
    install_fonts()


@pytest.fixture(scope="session")
def qt_loop(qapp: QGuiApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """One asyncio loop on Qt's: closing it would tell Qt to quit, so it is closed last of all."""
    loop = qasync.QEventLoop(qapp, already_running=True)
    asyncio.events._set_running_loop(None)
    yield loop
    loop.stop()
    loop.close()


@pytest.fixture
def open_window(qtbot: QtBot, qt_loop: asyncio.AbstractEventLoop) -> Iterator[OpenWindow]:
    """Open a window on a fake engine; closed after the test."""
    with ExitStack() as stack:

        def open_one(engine: FakeEngine) -> WindowDriver:
            # Without motion a dialog is gone when it is closed, not a moment later.
            engine.state.preferences.setdefault("window", {"reduced_motion": True, "language": "en"})
            return stack.enter_context(driven(opener_of(engine), qtbot, qt_loop))

        yield open_one


@pytest.fixture
def fresh(open_window: OpenWindow) -> WindowDriver:
    """A window that was never started before."""
    return open_window(FakeEngine())


@pytest.fixture
def ana(open_window: OpenWindow) -> WindowDriver:
    """Ana's window on her five conversations."""
    return open_window(seeded_engine())
