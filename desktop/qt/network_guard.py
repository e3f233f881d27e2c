"""QML fetches nothing: whatever a text or an image asks for, there is no way out."""

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkProxy
from PySide6.QtQml import QQmlNetworkAccessManagerFactory


def nowhere() -> QNetworkProxy:
    """Return a proxy without an address: every connection through it fails before it begins."""
    return QNetworkProxy(QNetworkProxy.ProxyType.Socks5Proxy, "", 0)


class NetworkGuard(QQmlNetworkAccessManagerFactory):
    """Gives QML managers that lead nowhere.

    They are Qt's own class on purpose: images are loaded on a thread of Qt's, and a manager or a reply written in
    Python would be called, and destroyed, there.
    """

    def create(self, parent: QObject) -> QNetworkAccessManager:
        """Return a manager all of whose requests fail."""
        manager = QNetworkAccessManager(parent)
        manager.setProxy(nowhere())
        return manager
