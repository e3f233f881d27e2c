"""The desktop app: composition root of `causerie` and `python -m desktop.app`."""

from desktop import imports

# isort: split
import asyncio
import importlib
import logging
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, closing
from typing import Protocol, cast

import qasync
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtQuickControls2 import QQuickStyle

from desktop import single_instance
from desktop.bridge import Services
from desktop.command_line import Options, parse
from desktop.photographs import photograph
from desktop.qt.application import Application
from desktop.qt.paths import ICONS
from desktop.qt.quick import install_fonts
from desktop.qt.signals import EndSignals
from desktop.window import MainWindow, PassphraseBox
from sync.garbage import loading

SERVICES = "desktop.services"
"""Loaded on the engine's thread once the window stands: no first frame waits for the half second it takes."""

WORKERS = 4
"""Threads for what would hold the window up, such as long messages and pictures."""


class RunServices(Protocol):
    """`desktop.services.run_services`."""

    def __call__(self, options: Options, passphrase: str | None) -> AbstractAsyncContextManager[Services]:
        """Run the engine and the assistant."""
        ...


def make_opener(options: Options, passphrases: PassphraseBox) -> Callable[[], AbstractAsyncContextManager[Services]]:
    """Return what opens the engine and the assistant's service, with the passphrase of that moment."""

    def open_services() -> AbstractAsyncContextManager[Services]:
        run_services = cast(RunServices, importlib.import_module(SERVICES).run_services)
        return run_services(options, passphrases.passphrase)

    return open_services


def make_application(arguments: Sequence[str]) -> Application:
    """Return the Qt application, named and dressed."""
    QQuickStyle.setStyle("Basic")
    application = Application(arguments)
    application.setApplicationName("causerie")
    application.setApplicationDisplayName("Causerie")
    application.setDesktopFileName("causerie")
    application.setWindowIcon(QIcon(str(ICONS / "app.svg")))
    install_fonts()
    return application


async def run(window: MainWindow, options: Options, instance: single_instance.SingleInstance) -> int:
    """Show the window until it is closed, or until its pictures are taken; return the exit status."""
    closed = asyncio.Event()
    application = QCoreApplication.instance()
    if isinstance(application, QGuiApplication):
        application.setQuitOnLastWindowClosed(False)
        application.lastWindowClosed.connect(closed.set)
    if isinstance(application, Application):
        application.quitting.connect(closed.set)
    signals = EndSignals(closed.set)
    instance.called.connect(window.called)
    # Only who holds the profile may be called: a window that could not open it must not take the other's place.
    window.app.on_open(instance.listen)
    try:
        with loading():
            window.show()
            await window.start()
        window.open_link(options.link)
        if options.screenshots is not None:
            return 0 if await photograph(window, options.screenshots) else 1
        await closed.wait()
        return 0
    finally:
        instance.close()
        await window.close()
        signals.close()


def main() -> int:
    """Open the window, or bring the one that is open to the front."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    options = parse(sys.argv[1:])
    if options.screenshots is not None:
        options.screenshots.mkdir(parents=True, exist_ok=True)
    application = make_application(sys.argv)
    if options.screenshots is None and single_instance.hand_over(options.profile, options.link):
        return 0
    passphrases = PassphraseBox(options.passphrase)
    loop = cast(asyncio.AbstractEventLoop, qasync.QEventLoop(application))
    # Threads that begin when there is work: qasync's own would be ten at once, while the first messages are awaited.
    loop.set_default_executor(ThreadPoolExecutor(WORKERS, "causerie-window"))
    asyncio.set_event_loop(loop)
    with closing(loop):
        window = MainWindow(make_opener(options, passphrases), passphrases, options.language)
        return loop.run_until_complete(run(window, options, single_instance.SingleInstance(options.profile, window)))


imports.loaded()

if __name__ == "__main__":
    sys.exit(main())
