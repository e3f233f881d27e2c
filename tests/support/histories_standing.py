"""The words that the rules of membership in PROTOCOL.md are made of, over what the resolver decided.

It works on plain sets of ids, and knows nothing of bit sets, queues or passes.
"""

from functools import cached_property
from typing import NamedTuple, TypeAlias

from sync.core.causality import Node
from sync.core.certificates import check
from sync.core.ids import AccountId, DeviceId, OpId
from sync.core.members import Membership
from sync.core.ops import (
    Add,
    DeviceRevoke,
    Genesis,
    Policy,
    Remove,
    RoleChange,
    Settings,
)
from tests.support.histories import World

Key: TypeAlias = tuple[int, int, tuple[tuple[int, OpId], ...]]


class Office(NamedTuple):
    """Somebody's authority since an operation."""

    key: Key
    account: AccountId
    since: Node


class Standing:
    """Who could command whom and who was a member, going by one membership's decisions."""

    def __init__(self, world: World, membership: Membership) -> None:
        self.world = world
        self.membership = membership
        self.nodes = sorted(membership.graph.nodes, key=lambda each: each.order)
        self.counted = [each for each in self.nodes if each.op.id not in membership.rejected]
        self.pasts = world.pasts
        self._offices: list[Office] | None = None

    # --- the words the rules are made of

    def knows(self, node: Node, other: Node) -> bool:
        return other.op.id in self.pasts[node.op.id]

    @staticmethod
    def leaves(node: Node) -> bool:
        return isinstance(node.payload, Remove) and node.payload.account == node.account

    @cached_property
    def removals(self) -> list[tuple[AccountId, Node]]:
        """Counted removals of somebody by somebody else."""
        return [
            (each.payload.account, each)
            for each in self.counted
            if isinstance(each.payload, Remove) and not self.leaves(each)
        ]

    @cached_property
    def departures(self) -> list[Node]:
        """Counted leaves, but for those that are concurrent with a removal of the leaver."""
        return [each for each in self.counted if self.leaves(each) and not self.moot(each)]

    def moot(self, leave: Node) -> bool:
        return any(
            account == leave.account and not self.knows(each, leave) and not self.knows(leave, each)
            for account, each in self.removals
        )

    @cached_property
    def demotions(self) -> list[tuple[AccountId, Node]]:
        return [
            (each.payload.account, each)
            for each in self.counted
            if isinstance(each.payload, RoleChange) and each.payload.role == "member"
        ]

    def ends(self, account: AccountId, since: Node) -> list[Node]:
        """What ended an account's authority that began with `since`."""
        found = [node for target, node in (*self.removals, *self.demotions) if target == account]
        found += [node for node in self.departures if node.account == account]
        return [each for each in found if not self.knows(since, each)]

    @cached_property
    def revocations(self) -> list[tuple[DeviceId, Node]]:
        """Counted revocations of devices."""
        return [(each.payload.device, each) for each in self.counted if isinstance(each.payload, DeviceRevoke)]

    def revoked(self, node: Node) -> bool:
        """Whether the author's device is revoked by a counted operation that does not know this one."""
        return any(
            device == node.device and each is not node and not self.knows(each, node)
            for device, each in self.revocations
        )

    # --- who could command

    @property
    def offices(self) -> list[Office]:
        """Everybody's authority, in an order in which causes precede effects."""
        if self._offices is None:
            self._offices = []
            for node in self.counted:
                self._offices += self._begun(node)
        return self._offices

    def _begun(self, node: Node) -> list[Office]:
        if isinstance(node.payload, Genesis):
            return [Office((0, 0, ()), node.payload.owner, node)]
        right = self.right(node)
        if right is None:
            return []
        if isinstance(node.payload, RoleChange) and node.payload.role == "admin":
            return [Office((right[0], right[1] + 1, (*right[2], node.order)), node.payload.account, node)]
        heir = self._heir(node) if self.leaves(node) else None
        return [] if heir is None else [Office((right[0] + 1, 0, (node.order,)), heir, node)]

    def right(self, node: Node) -> Key | None:
        """The most senior authority an operation's author had when writing it."""
        if self.revoked(node):
            return None
        keys: list[Key] = []
        for office in self._offices or []:
            if office.account != node.account or not (node is office.since or self.knows(node, office.since)):
                continue
            ends = self.ends(office.account, office.since)
            if self.leaves(node):
                ends = [each for each in ends if not self.leaves(each)]
            if all(self.knows(each, node) for each in ends):
                keys.append(office.key)
        return min(keys, default=None)

    def _heir(self, leave: Node) -> AccountId | None:
        others = [each for each in self._offices or [] if each.account != leave.account]
        lasting = (
            all(self.knows(end, leave) for end in self.ends(each.account, each.since))
            for each in others
            if self.knows(leave, each.since)
        )
        return None if any(lasting) else self.heir_of(leave)

    def heir_of(self, leave: Node) -> AccountId | None:
        candidates: list[tuple[bool, tuple[int, OpId], AccountId]] = []
        for account, by in self.admissions:
            ends = [node for target, node in self.removals if target == account]
            ends += [node for node in self.departures if node.account == account]
            stays = all(self.knows(end, leave) or self.knows(by, end) for end in ends)
            if account != leave.account and not self.knows(by, leave) and stays:
                candidates.append((not self.knows(leave, by), by.order, account))
        return min(candidates, default=(False, None, None))[2]

    # --- who was a member

    @property
    def admissions(self) -> list[tuple[AccountId, Node]]:
        """Operations that make somebody a member."""
        found = [(office.account, office.since) for office in self._offices or []]
        adds = ((each.payload, each) for each in self.counted)
        return found + [(check(add.certificate).account, each) for add, each in adds if isinstance(add, Add)]

    def stands(self, account: AccountId, node: Node) -> bool:
        """Whether an account was a member where an operation stands."""
        return any(self._holds(account, by, node) for each, by in self.admissions if each == account)

    def _holds(self, account: AccountId, by: Node, node: Node) -> bool:
        if not self.knows(node, by):
            return False
        removed = [each for target, each in self.removals if target == account and not self.knows(by, each)]
        left = [each for each in self.departures if each.account == account and not self.knows(by, each)]
        return all(self.knows(each, node) for each in removed) and not any(self.knows(node, each) for each in left)

    def member(self, node: Node) -> bool:
        """Whether an operation's author was a member."""
        return self.stands(node.account, node) or self.right(node) is not None or isinstance(node.payload, Genesis)

    def policy_at(self, node: Node) -> Policy:
        genesis = self.nodes[0].payload
        assert isinstance(genesis, Genesis)
        known = [
            each.payload.policy
            for each in self.counted
            if isinstance(each.payload, Settings) and each.payload.policy is not None and self.knows(node, each)
        ]
        return known[-1] if known else genesis.policy
