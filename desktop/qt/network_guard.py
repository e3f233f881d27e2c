"""QML fetches nothing: whatever a text or an image asks for, the answer is a refusal."""

from PySide6.QtCore import QIODevice, QObject
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest
from PySide6.QtQml import QQmlNetworkAccessManagerFactory


class RefusedReply(QNetworkReply):
    """A reply that has failed before anything was sent."""

    def __init__(self, request: QNetworkRequest, parent: QObject) -> None:
        super().__init__(parent)
        self.setRequest(request)
        self.setUrl(request.url())
        self.setError(QNetworkReply.NetworkError.ContentAccessDenied, "The window fetches nothing from the network.")
        self.setFinished(True)

    def abort(self) -> None:
        """There is nothing to abort."""

    def readData(self, maxlen: int) -> bytes:
        """There is nothing to read."""
        return b""


class RefusingManager(QNetworkAccessManager):
    """Refuses every request."""

    def createRequest(
        self,
        op: QNetworkAccessManager.Operation,
        request: QNetworkRequest,
        outgoingData: QIODevice | None = None,  # noqa: N803 (Qt calls it so)
    ) -> QNetworkReply:
        """Return a reply that has failed."""
        return RefusedReply(request, self)


class NetworkGuard(QQmlNetworkAccessManagerFactory):
    """Gives QML nothing but refusing managers."""

    def create(self, parent: QObject) -> QNetworkAccessManager:
        """Return a manager that refuses every request."""
        return RefusingManager(parent)
