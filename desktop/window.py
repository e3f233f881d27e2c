"""The window itself: a QML engine showing `Main.qml` on an `AppModel`."""

import logging

from PySide6.QtCore import QObject
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from desktop.bridge import Bridge, Opener
from desktop.qt.languages import Languages
from desktop.qt.quick import prepare
from desktop.viewmodels.app_model import AppModel

logger = logging.getLogger(__name__)


class MainWindow(QObject):
    """Everything of one window, from the bridge to the pixels."""

    def __init__(self, opener: Opener, passphrases: "PassphraseBox", language: str = "") -> None:
        super().__init__()
        self._languages = Languages(self)
        self._languages.use(language)
        self._bridge = Bridge(opener, self)
        self._app = AppModel(self._bridge, self._languages, passphrases.put, self)
        self._engine = QQmlApplicationEngine(self)
        self._window: QQuickWindow | None = None
        self._guard = prepare(self._engine, self._app.pictures.cache)
        self._app.languageChanged.connect(self._engine.retranslate)

    @property
    def app(self) -> AppModel:
        """The root of the viewmodels."""
        return self._app

    @property
    def bridge(self) -> Bridge:
        """The way to the engine."""
        return self._bridge

    @property
    def window(self) -> QQuickWindow:
        """The window; raises RuntimeError before `show`."""
        if self._window is None:
            raise RuntimeError("the window's QML did not load")
        return self._window

    def show(self) -> None:
        """Load the QML; the window appears before the engine is open."""
        self._engine.setInitialProperties({"app": self._app})
        self._engine.loadFromModule("Causerie.Shell", "Main")
        # Kept: what Python knows of a window's items ends with what it knows of the window.
        self._window = next((root for root in self._engine.rootObjects() if isinstance(root, QQuickWindow)), None)

    async def start(self) -> None:
        """Open the engine and show what there is."""
        await self._app.start()

    def open_link(self, link: str) -> None:
        """Offer to join by an invite link; an empty one is none."""
        if link:
            self._app.openLink(link)

    def called(self, link: str) -> None:
        """Come to the front because Causerie was started again, perhaps with a link."""
        self._app.raised.emit()
        self.open_link(link)

    async def close(self) -> None:
        """Close the window, then the engine."""
        if self._window is not None:
            self._window.deleteLater()
            self._window = None
        await self._app.stop()


class PassphraseBox:
    """Holds the passphrase between the page that asks for it and the engine that opens."""

    def __init__(self, passphrase: str | None = None) -> None:
        self.passphrase = passphrase

    def put(self, passphrase: str) -> None:
        """Keep a passphrase for the next opening."""
        self.passphrase = passphrase
