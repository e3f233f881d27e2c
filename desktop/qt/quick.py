"""Make a QML engine ready for the modules under `desktop/qml`."""

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtQml import QQmlEngine

from desktop.qt.clipboard import Clipboard
from desktop.qt.highlighter import MentionHighlighter
from desktop.qt.icons import IconProvider
from desktop.qt.network_guard import NetworkGuard
from desktop.qt.paths import FONTS, QML
from desktop.qt.pictures import PROVIDER, PictureCache, PictureProvider
from desktop.qt.qr_item import QrCode

REGISTERED = (Clipboard, MentionHighlighter, QrCode)
"""Types of ours that QML knows by being imported here."""

FONT_FILES = ("Inter-Regular.otf", "Inter-SemiBold.otf", "Inter-Italic.otf", "JetBrainsMono-Regular.ttf")


def install_fonts() -> None:
    """Register the bundled fonts and make Inter the application's font; call once, with an application."""
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(FONTS / name))
    QGuiApplication.setFont(QFont("Inter"))


def prepare(engine: QQmlEngine, pictures: PictureCache) -> NetworkGuard:
    """Give `engine` our modules, the icons, the decoded `pictures`, and a network that leads nowhere.

    Keep what is returned as long as the engine: Qt does not.
    """
    guard = NetworkGuard()
    engine.setNetworkAccessManagerFactory(guard)
    engine.addImportPath(str(QML))
    engine.addImageProvider("icon", IconProvider())
    engine.addImageProvider(PROVIDER, PictureProvider(pictures))
    return guard
