"""Who could command whom: seniors first (PROTOCOL.md, "Membership").

A *tenure* is an account's authority since one promotion of it (or since the genesis, or since a leave that made it the
heir). Tenures are served from the most senior down, so that whatever could end a tenure is decided before the tenure
itself is looked at. An operation has authority when its author's tenure is in its past and every decided end of that
tenure came after it: an end that is concurrent counts, so that nobody backdates, and no two can remove each other.
"""

from collections import defaultdict
from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Final, NamedTuple, TypeAlias

from sync.core.causality import Graph, Node, bits
from sync.core.codec import encode
from sync.core.ids import AccountId, DeviceId, GroupId, OpId
from sync.core.ops import Cut, DeviceRevoke, Remove, RoleChange, Settings
from sync.core.signing import verify

Key: TypeAlias = tuple[int, int, tuple[tuple[int, OpId], ...]]
"""Seniority, least first: generation of succession, length of the promotion path, the path as (lamport, id)."""

REVOKE_DEVICE: Final = "device revocation"

_CONTRADICTORY: Final = "it would undo what it rests on"


class Tenure(NamedTuple):
    """An account's authority since an operation."""

    key: Key
    account: AccountId
    since: Node


def revocation_bytes(group: GroupId, device: DeviceId, cuts: tuple[Cut, ...]) -> bytes:
    """Return what an account's key signs, for REVOKE_DEVICE, to revoke one of its devices."""
    return encode((group, device, cuts))


class Assumptions(NamedTuple):
    """What is decided only by what it has a part in deciding: indexes of operations.

    Device revocations and leaves take effect without anybody's rank, but only if they are of a member.
    """

    void: frozenset[int] = frozenset()
    """Device revocations and leaves that do not count."""
    moot: frozenset[int] = frozenset()
    """Leaves that come too late."""


def is_leave(node: Node) -> bool:
    """Return whether the operation removes its own author."""
    return isinstance(node.payload, Remove) and node.payload.account == node.account


def _unasked(node: Node) -> bool:
    """Return whether the operation takes effect without anybody's authority."""
    return isinstance(node.payload, DeviceRevoke) or is_leave(node)


class Authority:
    """The decisions that need authority, over the operations of a graph."""

    def __init__(self, graph: Graph, assumed: Assumptions, *, settled: bool = False) -> None:
        """Prepare to decide; `settled`: what is assumed stands, whether or not it turns out so."""
        self._graph = graph
        self._assumed = assumed
        self.settled = settled
        self.rights: dict[int, Key] = {}
        """By index of an operation: the most senior authority its author had."""
        self.refusals: dict[int, str] = {}
        """By index of a removal, role change or device revocation: why it does not count."""
        self.removals: defaultdict[AccountId, list[Node]] = defaultdict(list)
        """Of each account, by others."""
        self.departures: defaultdict[AccountId, int] = defaultdict(int)
        """Of each account, the bit set of leaves that do not come too late."""
        self.endings: defaultdict[AccountId, list[Node]] = defaultdict(list)
        """What ended each account's membership: removals, and leaves that do not come too late."""
        self.revoked: defaultdict[DeviceId, list[Node]] = defaultdict(list)
        self.policies: list[Node] = []
        self.admissions: defaultdict[AccountId, list[Node]] = defaultdict(list)
        """Operations that make somebody a member by authority: genesis, promotions and successions."""
        self._ends: defaultdict[AccountId, list[Node]] = defaultdict(list)
        self._ended_by: defaultdict[AccountId, int] = defaultdict(int)
        self._left_by: defaultdict[AccountId, int] = defaultdict(int)
        self._unserved: defaultdict[AccountId, int] = defaultdict(int)
        self._tenures: defaultdict[AccountId, list[Tenure]] = defaultdict(list)
        self._queue: list[tuple[Key, AccountId, int]] = []
        self._leaves: list[Node] = []
        self._decide_devices()
        self._decide_leaves()
        for account, nodes in graph.by_author.items():
            self._unserved[account] = bits(each for each in nodes if not self.by_revoked_device(each))
        founding = graph.founding()
        self._direct = founding is not None and founding[1].direct
        if founding is not None:
            self._push((0, 0, ()), founding[1].owner, founding[0])

    # --- what needs no authority

    def _decide_devices(self) -> None:
        for node, payload in self._graph.of(DeviceRevoke):
            refusal = self._device_refusal(node, payload)
            if node.index in self._assumed.void:
                if self.settled:
                    self.refusals[node.index] = refusal or _CONTRADICTORY
            elif refusal is None:
                self.revoked[payload.device].append(node)
            else:
                self.refusals[node.index] = refusal

    def _device_refusal(self, node: Node, payload: DeviceRevoke) -> str | None:
        if self._graph.account_at(payload.device, node.past) != node.account:
            return "not a device of the author's account"
        if any(node.knows(each) for each in self.revoked[node.device]):
            return "written by a revoked device"
        signed = revocation_bytes(self._graph.group, payload.device, payload.cuts)
        if not verify(node.account, REVOKE_DEVICE, signed, payload.account_signature):
            return "not signed by the account"
        return None

    def _decide_leaves(self) -> None:
        for node, _ in self._graph.of(Remove):
            if not is_leave(node) or self.by_revoked_device(node):
                continue
            if node.index in self._assumed.void:
                if self.settled:
                    self.refusals[node.index] = _CONTRADICTORY
                continue
            self._leaves.append(node)
            self._left_by[node.account] |= 1 << node.index
            if node.index not in self._assumed.moot:
                self.departures[node.account] |= 1 << node.index
                self.endings[node.account].append(node)
                self._end(node.account, node)

    def by_revoked_device(self, node: Node) -> bool:
        """Return whether the author's device is revoked by an operation that did not know this one."""
        revocations = self.revoked.get(node.device, ())
        return any(each is not node and not each.knows(node) for each in revocations)

    # --- tenures

    def _end(self, account: AccountId, node: Node) -> None:
        self._ends[account].append(node)
        self._ended_by[account] |= 1 << node.index

    def _push(self, key: Key, account: AccountId, since: Node) -> None:
        heappush(self._queue, (key, account, since.index))
        self.admissions[account].append(since)

    def serve(self) -> None:
        """Decide everything under the tenures known so far, and under those that come of it."""
        while self._queue:
            key, account, index = heappop(self._queue)
            tenure = Tenure(key, account, self._graph.nodes[index])
            self._tenures[account].append(tenure)
            self._serve(tenure)

    def _ends_of(self, tenure: Tenure) -> list[Node]:
        ends = self._ends[tenure.account] if self._ended(tenure) else ()
        return [each for each in ends if not tenure.since.knows(each)]

    def _ended(self, tenure: Tenure) -> int:
        """Return the bit set of what ended a tenure."""
        return self._ended_by[tenure.account] & ~tenure.since.past

    def findings(self, refused: Iterable[int]) -> "Assumptions":
        """Return what turned out of what was assumed; `refused` are the operations that do not count.

        A leave comes too late when somebody else's removal of the account neither knows it nor is known to it.
        Otherwise whoever was removed could undo what the removal left standing, by a leave that pretends to be older.
        """
        void = (index for index in refused if _unasked(self._graph.nodes[index]))
        moot = (
            leave.index
            for leave in self._leaves
            if any(not each.knows(leave) and not leave.knows(each) for each in self.removals.get(leave.account, ()))
        )
        return Assumptions(frozenset(void), frozenset(moot))

    def _serve(self, tenure: Tenure) -> None:
        ends = self._ends_of(tenure)
        spared = known_to_all(ends)
        # One leave does not take from another the right to name an heir.
        leaving = known_to_all(each for each in ends if not is_leave(each)) & self._left_by[tenure.account]
        for node in self._graph.picked(self._unserved[tenure.account] & (spared | leaving)):
            if node is tenure.since or node.knows(tenure.since):
                self._unserved[tenure.account] &= ~(1 << node.index)
                self.rights[node.index] = tenure.key
                self._exercise(node, tenure.key)

    def _exercise(self, node: Node, key: Key) -> None:
        payload = node.payload
        if isinstance(payload, Settings) and payload.policy is not None:
            self.policies.append(node)
        if not isinstance(payload, Remove | RoleChange) or is_leave(node):
            return
        refusal = self._command_refusal(node, payload, key)
        if refusal is not None:
            self.refusals[node.index] = refusal
        elif isinstance(payload, RoleChange) and payload.role == "admin":
            self._push((key[0], key[1] + 1, (*key[2], node.order)), payload.account, node)
        else:
            self._end(payload.account, node)
            if isinstance(payload, Remove):
                self.removals[payload.account].append(node)
                self.endings[payload.account].append(node)

    def _command_refusal(self, node: Node, payload: Remove | RoleChange, key: Key) -> str | None:
        target = payload.account
        if target == node.account:
            return "nobody changes their own role"
        if self._direct:
            return "nobody is in charge of a conversation of two"
        if not any(node.knows(each.by) for each in self._graph.entries(target)):
            return "concerns somebody who was never a member"
        promotes = isinstance(payload, RoleChange) and payload.role == "admin"
        if not promotes and any(self._outlasts(each, node) for each in self._tenures.get(target, ())):
            return "concerns somebody more senior"
        return None

    def _outlasts(self, tenure: Tenure, node: Node) -> bool:
        """Return whether a tenure began before or beside an operation, and no end of it was known there.

        An end beside it is no excuse: its author took the target for somebody senior. Else, once a senior has left or
        been demoted, a junior could remove them by an operation that pretends to be old, and void what they decided.
        """
        return not tenure.since.knows(node) and not node.past & self._ended(tenure)

    # --- when the last who may command leaves

    def succeed(self, members: dict[AccountId, list[Node]]) -> bool:
        """Make heirs where somebody with authority left nobody else with any; returns whether there are new ones.

        `members` has each account's admissions. The heir is the most senior member the leaver knew of; where all of
        those leave too, of those let in beside the leave.
        """
        heirs: list[tuple[Key, AccountId, Node]] = []
        for leave in self._leaves:
            right = self.rights.get(leave.index)
            if right is None or any(leave in admitted for admitted in self.admissions.values()):
                continue
            heir = None if self._others_in_office(leave) else self._heir(leave, members)
            if heir is not None:
                heirs.append(((right[0] + 1, 0, (leave.order,)), heir, leave))
        for each in heirs:
            self._push(*each)
        return bool(heirs)

    def _others_in_office(self, leave: Node) -> bool:
        return any(
            leave.knows(tenure.since) and all(each.knows(leave) for each in self._ends_of(tenure))
            for account, tenures in self._tenures.items()
            if account != leave.account
            for tenure in tenures
        )

    def _heir(self, leave: Node, members: dict[AccountId, list[Node]]) -> AccountId | None:
        candidates = [
            (not leave.knows(admission), admission.order, account)
            for account, admissions in members.items()
            if account != leave.account
            for admission in admissions
            if not admission.knows(leave)
            and all(end.knows(leave) or admission.knows(end) for end in self.endings.get(account, ()))
        ]
        return min(candidates, default=(False, None, None))[2]

    # --- what came of it

    def standing(self, account: AccountId) -> Key | None:
        """Return the most senior authority the account still has, or None."""
        return min((each.key for each in self._tenures.get(account, ()) if not self._ended(each)), default=None)


def known_to_all(ends: Iterable[Node]) -> int:
    """Return the bit set of operations that all of `ends` know, and so leave standing (-1: everything)."""
    known = -1
    for end in ends:
        known &= end.past
    return known
