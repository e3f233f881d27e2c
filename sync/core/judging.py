"""Whose content is, and whether it counts (PROTOCOL.md, "Membership"): worked out once for what is judged alike."""

from typing import Final

from sync.core.causality import Graph
from sync.core.epochs import EpochBook
from sync.core.ids import AccountId, EpochId, LogId, OpId, log_device
from sync.core.members import Membership
from sync.core.ops import Header

MOST_REMEMBERED: Final = 1_024


class Judge:
    """Judges content by what is known of a group now; make another one when that changes."""

    def __init__(self, graph: Graph, membership: Membership, epochs: EpochBook) -> None:
        self._graph = graph
        self._membership = membership
        self._epochs = epochs
        self._authors: dict[LogId, AccountId | None] = {}
        self._verdicts: dict[tuple[LogId, tuple[OpId, ...], EpochId], bool] = {}

    def author(self, log: LogId) -> AccountId | None:
        """Return the account whose device writes a log, None if that was never in the group."""
        if log not in self._authors:
            if len(self._authors) >= MOST_REMEMBERED:
                self._authors.clear()
            self._authors[log] = self._membership.device_account(log_device(log))
        return self._authors[log]

    def void(self, header: Header, under: frozenset[OpId] | None) -> bool:
        """Return whether content does not count: its author was removed, or knew an end that its epoch does not.

        For `under` see `Membership.void`.
        """
        # Where neither the author nor the device was ever removed, the position in the log makes no difference.
        key = header.log, header.control_heads, header.epoch
        verdict = self._verdicts.get(key)
        if verdict is None:
            device = log_device(header.log)
            verdict = self._membership.void(
                device, header.log, header.seq, header.control_heads, under
            ) or self._epochs.betrayed(header.epoch, self._graph.past_of(header.control_heads)[0])
            if device not in self._membership.revoked and self.author(header.log) not in self._membership.removals:
                if len(self._verdicts) >= MOST_REMEMBERED:
                    self._verdicts.clear()
                self._verdicts[key] = verdict
        return verdict
