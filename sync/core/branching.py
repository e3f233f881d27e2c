"""The branches of content logs that a peer knows, and what of them to ask for (PROTOCOL.md, "Synchronisation").

A tip that is not ours is asked for alone. If it turns out to continue something unknown, what lies before it is asked
for, twice as far back each time, until it meets what is known here. So a branch costs about its own length, wherever it
begins and however long the log is.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from sync.core.frames import VECTOR_LOGS, Branches, Tip
from sync.core.ids import GroupId, Head, LogId, LogKind, OpId, log_kind
from sync.core.logs import Tips
from sync.core.reconcile import Gap

MAX_TIPS: Final = 8 * VECTOR_LOGS
"""Tips that a peer can make us remember; further ones are passed over."""


def frames(group: GroupId, branches: Mapping[LogId, Tips], logs: Iterable[LogId]) -> list[Branches]:
    """Return what tells a peer of the branches of those of `logs` that have any."""
    return [
        Branches(group=group, log=log, tips=tuple(Tip(seq=seq, id=tip) for tip, seq in sorted(branches[log].items())))
        for log in sorted(logs)
        if log in branches and log_kind(log) == LogKind.CONTENT
    ]


class Branching:
    """What one peer has told of branches in one group, and what was asked for."""

    def __init__(self) -> None:
        self._tips: dict[LogId, tuple[Tip, ...]] = {}
        self._count = 0
        self._tried: set[tuple[LogId, OpId]] = set()
        self._lost: dict[LogId, Gap] = {}
        self._searched: dict[LogId, Gap] = {}

    def told(self, log: LogId, tips: tuple[Tip, ...]) -> None:
        """Note the branches the peer knows of a log."""
        count = self._count + len(tips) - len(self._tips.get(log, ()))
        if count <= MAX_TIPS:
            self._tips[log], self._count = tips, count
            told = {(log, tip.id) for tip in tips}
            self._tried = {each for each in self._tried if each[0] != log or each in told}

    def lost(self, gap: Gap) -> None:
        """Note operations that could not be kept, because they continue something unknown, with one position more."""
        known = self._lost.get(gap.log, gap)
        self._lost[gap.log] = Gap(gap.log, min(known.first, gap.first), max(known.last, gap.last))

    def forgive(self) -> None:
        """Allow everything to be asked for again: what was refused may be accepted now."""
        self._tried.clear()
        self._searched.clear()

    def pending(self, heads: Mapping[LogId, Head], branches: Mapping[LogId, Tips]) -> bool:
        """Return whether there is something to ask for, of a device that has these heads and branches."""
        return bool(self._searches() or self._untried(heads, branches))

    def take(self, heads: Mapping[LogId, Head], branches: Mapping[LogId, Tips]) -> list[Gap]:
        """Return what to ask for now; it is not asked for again in vain."""
        searches = self._searches()
        self._lost.clear()
        self._searched.update({gap.log: gap for gap in searches})
        untried = self._untried(heads, branches)
        self._tried.update((gap.log, tip) for gap, tip in untried)
        return [*searches, *dict.fromkeys(gap for gap, _ in untried)]

    def _searches(self) -> list[Gap]:
        deeper = [Gap(each.log, max(0, 2 * each.first - each.last - 1), each.last) for each in self._lost.values()]
        return [gap for gap in deeper if self._searched.get(gap.log) != gap]

    def _untried(self, heads: Mapping[LogId, Head], branches: Mapping[LogId, Tips]) -> list[tuple[Gap, OpId]]:
        return [
            (Gap(log, tip.seq, tip.seq), tip.id)
            for log, tips in sorted(self._tips.items())
            for tip in tips
            # What lies beyond our head comes with everything else there.
            if log in heads and tip.seq <= heads[log].seq and tip.id not in branches.get(log, (heads[log].id,))
            if (log, tip.id) not in self._tried
        ]
