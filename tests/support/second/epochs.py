"""Which secret to read and write with (PROTOCOL.md, "Epochs")."""

from typing import Any, Final

from tests.support.second.boxes import open_box, seal_box
from tests.support.second.history import History
from tests.support.second.identity import Identity
from tests.support.second.members import Resolved
from tests.support.second.operations import Kind, Operation
from tests.support.second.primitives import Refused, Shape, decode, derive, encode

_REKEY: Final[Shape] = (int, bool, 32, [(32, bytes)])
_LISTENING: Final = 3
_GRANT: Final[Shape] = ((32, bytes), int, [32])


def commitment(secret: bytes, group: bytes) -> bytes:
    """Return what a rekey says of its secret."""
    return derive(secret, "epoch commitment", group)


def discovery_key(secret: bytes) -> bytes:
    """Return what members are found by."""
    return derive(secret, "epoch discovery")


def rekey(secret: bytes, group: bytes, suite: int, share: bool, members: Resolved) -> bytes:
    """Return the payload of a rekey for exactly these members."""
    fits = commitment(secret, group)
    boxes: list[Any] = []
    for device in sorted(members.devices()):
        to = members.certificate(device)
        boxes.append([device, seal_box(to.suite, to.box_key, "epoch box", group + fits, secret)])
    return encode([suite, share, fits, boxes])


class Epochs:
    """The secrets a device has been given in a group."""

    def __init__(self, group: bytes, me: Identity, history: History) -> None:
        self.secrets: dict[bytes, bytes] = {}
        self._group = group
        self._me = me
        self._history = history

    def learn(self) -> None:
        """Take what rekeys and grants hold for this device."""
        for op in self._history.control():
            try:
                if op.header.kind == Kind.REKEY:
                    self._take_box(op)
                elif op.header.kind == Kind.GRANT:
                    self._take_grant(op)
            except Refused:
                continue

    def discovery_keys(self) -> list[bytes]:
        """Return what other members are found by: the keys of epochs that only members have, the newest first."""
        now = Resolved(self._history)
        fit = [op for op in self._rekeys() if op.id in self.secrets and self._fit(op, now)]
        fit.sort(key=lambda op: (-self._history.depth(op), op.id))
        return [discovery_key(self.secrets[op.id]) for op in fit[:_LISTENING]]

    def choose(self) -> bytes | None:
        """Return the epoch to write under, or None where a rekey has to come first."""
        now = Resolved(self._history)
        fit = [op for op in self._rekeys() if op.id in self.secrets and self._fit(op, now)]
        best = min(fit, key=lambda op: (-self._history.depth(op), op.id), default=None)
        return best.id if best else None

    def _rekeys(self) -> list[Operation]:
        return [op for op in self._history.control() if op.header.kind == Kind.REKEY]

    def _fit(self, op: Operation, now: Resolved) -> bool:
        past = self._history.knows(op)
        recipients = {device for device, _ in decode(op.payload, _REKEY)[3]}
        given = recipients | self._granted(op.id, now)
        return (
            now.counts(op)
            and recipients == now.devices_at(op)
            and given <= now.devices()
            and all(each.by.id in past for each in now.removals)
        )

    def _granted(self, epoch: bytes, now: Resolved) -> set[bytes]:
        """Return to whom an epoch was granted; a device that addresses a grant to itself only asks."""
        grants = (op for op in self._history.control() if op.header.kind == Kind.GRANT and now.counts(op))
        found = ((op.device, *decode(op.payload, _GRANT)) for op in grants)
        return {device for author, (device, _), _, epochs in found if epoch in epochs and device != author}

    def _take_box(self, op: Operation) -> None:
        suite, _, fits, boxes = decode(op.payload, _REKEY)
        sealed = dict(boxes).get(self._me.device.public, b"")
        if op.id not in self.secrets and sealed:
            self._believe(op, open_box(suite, self._me.box, "epoch box", self._group + fits, sealed))

    def _take_grant(self, op: Operation) -> None:
        (device, sealed), suite, epochs = decode(op.payload, _GRANT)
        if device != self._me.device.public or self.secrets.keys() >= set(epochs):
            return
        for epoch, secret in decode(open_box(suite, self._me.box, "grant box", self._group, sealed), [(32, 32)]):
            self._believe(self._history.operations[epoch], secret)

    def _believe(self, op: Operation, secret: bytes) -> None:
        _, share, fits, boxes = decode(op.payload, _REKEY)
        if (share or self._me.device.public in dict(boxes)) and commitment(secret, self._group) == fits:
            self.secrets[op.id] = secret
