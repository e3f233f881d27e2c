"""Who was granted the secret of which epoch, and who asked for it (PROTOCOL.md, "Epochs")."""

from collections.abc import Collection
from typing import Final, TypeAlias

from sync.core.causality import Node
from sync.core.ids import DeviceId, EpochId, OpId
from sync.core.ops import Grant

MAX_ASKED: Final = 3
"""How often a device asks for one epoch, and is answered: enough against a bad box and bad grants, not for a flood."""

_Book: TypeAlias = dict[DeviceId, dict[EpochId, list[Node]]]


class Grants:
    """The grants of a group. One that a device addresses to itself, with an empty box, asks for what it names."""

    def __init__(self) -> None:
        self._given: _Book = {}
        self._asked: _Book = {}

    def note(self, node: Node, grant: Grant) -> None:
        """Take in a grant."""
        book = self._asked if node.device == grant.box.device else self._given
        known = book.setdefault(grant.box.device, {})
        for each in grant.epochs:
            known.setdefault(each, []).append(node)

    def devices(self) -> Collection[DeviceId]:
        """Return all devices that were ever granted anything."""
        return self._given.keys()

    def given(self, device: DeviceId, epoch: EpochId, rejected: Collection[OpId]) -> list[Node]:
        """Return the grants of an epoch to a device that count."""
        return [each for each in self._given.get(device, {}).get(epoch, ()) if each.op.id not in rejected]

    def asked(self, device: DeviceId, epoch: EpochId, rejected: Collection[OpId]) -> list[Node]:
        """Return how often a device asked for an epoch."""
        return [each for each in self._asked.get(device, {}).get(epoch, ()) if each.op.id not in rejected]

    def owed(self, device: DeviceId, epoch: EpochId, rejected: Collection[OpId], *, boxed: bool) -> bool:
        """Return whether a device that may have an epoch was not given it, by box or by grant, since it last asked."""
        asked = self.asked(device, epoch, rejected)
        if (boxed and not asked) or len(asked) > MAX_ASKED:
            return False
        return not any(all(each.knows(one) for one in asked) for each in self.given(device, epoch, rejected))
