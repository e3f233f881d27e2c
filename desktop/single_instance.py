"""One window a profile: a second start hands its link to the first, which comes to the front."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from sync.identity.profile import socket_path

WAIT_MS = 1_000
LONGEST_LINK = 4_000
"""Bytes: a link is far shorter, and nothing else is listened to."""


def name_of(profile: Path) -> str:
    """Return the name of the local socket on which the window of `profile` listens."""
    return str(socket_path(profile.absolute()).with_suffix(".window"))


def hand_over(profile: Path, link: str) -> bool:
    """Give `link` (which may be empty) to a window open on `profile`; return whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(name_of(profile))
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(link.encode()[:LONGEST_LINK] + b"\n")
    socket.waitForBytesWritten(WAIT_MS)
    socket.waitForReadyRead(WAIT_MS)
    socket.disconnectFromServer()
    return True


class SingleInstance(QObject):
    """Listens for second starts. Only this user may connect."""

    called = Signal(str)

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name_of(profile)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)

    def listen(self) -> bool:
        """Begin to listen, taking over what a crash left behind; return whether that worked."""
        if self._server.listen(self._name):
            return True
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _accept(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.setParent(self)
            socket.setReadBufferSize(LONGEST_LINK)
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            if socket.bytesAvailable():
                self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        line = bytes(socket.readLine(LONGEST_LINK).data()).decode(errors="replace").strip()
        socket.write(b"ok\n")
        socket.flush()
        self.called.emit(line)
