"""The control operations of a group as a graph: who knew what when they wrote (PROTOCOL.md, "Membership").

Only operations whose references are all present are in the graph. The past of each is a bit set over the graph's
indexes, so "did the author of this know that?" is one shift. What is decided from a graph may depend on pasts, lamport
clocks and ids, never on indexes: those follow the order of arrival.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar, cast

from sync.core.codec import decode
from sync.core.ids import AccountId, DeviceId, GroupId, OpId, log_device
from sync.core.limits import MAX_CLOCK_STEP
from sync.core.ops import (
    Add,
    ControlPayload,
    DeviceAdd,
    DeviceCertificate,
    Genesis,
    Operation,
)

P = TypeVar("P", bound=ControlPayload)


class Refused(Exception):
    """The operation can never be part of the group: its own past speaks against it. The text says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A control operation with everything that follows from it and its past alone."""

    index: int
    op: Operation
    payload: ControlPayload
    past: int
    """Bit set of the indexes of all operations before this one."""
    depth: int
    """Length of the longest path from the genesis."""
    device: DeviceId
    account: AccountId
    certificate: DeviceCertificate | None
    """The device this operation vouches for, if it does."""
    order: tuple[int, OpId]
    """(lamport, id): an order everybody agrees on, in which a cause precedes its effects."""

    def knows(self, other: "Node") -> bool:
        """Return whether `other` is in this operation's past."""
        return bool(self.past >> other.index & 1)


class Entry(NamedTuple):
    """An operation and the certificate it carries."""

    by: Node
    certificate: DeviceCertificate


def parents(op: Operation) -> tuple[OpId, ...]:
    """Return what the operation builds on: its deps and the one before it in its log."""
    header = op.header
    return (*header.deps, header.prev) if header.prev else header.deps


def certificate_of(payload: ControlPayload) -> DeviceCertificate | None:
    """Return the certificate a payload carries, decoded but not checked."""
    if isinstance(payload, Genesis | Add | DeviceAdd):
        return decode(payload.certificate.certificate, DeviceCertificate)
    return None


def bits(nodes: Iterable[Node]) -> int:
    """Return the bit set of some operations."""
    found = 0
    for each in nodes:
        found |= 1 << each.index
    return found


class Graph:
    """Control operations of one group, causes before effects."""

    def __init__(self, group: GroupId) -> None:
        self.group = group
        self.nodes: list[Node] = []
        self.by_id: dict[OpId, Node] = {}
        self.heads: frozenset[OpId] = frozenset()
        self.lamport = 0
        """The highest logical clock of all operations."""
        self.by_author: dict[AccountId, list[Node]] = {}
        self._by_type: dict[type[ControlPayload], list[tuple[Node, ControlPayload]]] = {}
        self._by_device: dict[DeviceId, tuple[Entry, ...]] = {}
        self._by_account: dict[AccountId, tuple[Entry, ...]] = {}

    def __contains__(self, op: OpId) -> bool:
        return op in self.by_id

    def copy(self) -> "Graph":
        """Return a graph that grows independently of this one."""
        twin = Graph(self.group)
        twin.nodes, twin.by_id, twin.heads = list(self.nodes), dict(self.by_id), self.heads
        twin.lamport = self.lamport
        twin.by_author = {account: list(nodes) for account, nodes in self.by_author.items()}
        twin._by_type = {kind: list(nodes) for kind, nodes in self._by_type.items()}
        twin._by_device, twin._by_account = dict(self._by_device), dict(self._by_account)
        return twin

    def missing(self, op: Operation) -> list[OpId]:
        """Return what the operation refers to and the graph lacks; empty: it can be added."""
        return [each for each in parents(op) if each not in self.by_id]

    def add(self, op: Operation, payload: ControlPayload) -> Node:
        """Add an operation that misses nothing; raises Refused when its own past speaks against it."""
        above = [self.by_id[each] for each in parents(op)]
        self._check_place(op, payload, above)
        past = 0
        for each in above:
            past |= each.past | 1 << each.index
        certificate = certificate_of(payload)
        device = log_device(op.header.log)
        if isinstance(payload, Genesis):
            account = payload.owner
        else:
            found = self.account_at(device, past)
            if found is None:
                raise Refused("written by a device that no member vouches for")
            account = found
        depth = 1 + max((each.depth for each in above), default=-1)
        order = (op.header.lamport, op.id)
        node = Node(len(self.nodes), op, payload, past, depth, device, account, certificate, order)
        self._insert(node)
        return node

    def _check_place(self, op: Operation, payload: ControlPayload, above: list[Node]) -> None:
        header = op.header
        if header.lamport > max((each.op.header.lamport for each in above), default=0) + MAX_CLOCK_STEP:
            raise Refused("its logical clock jumped ahead")
        if isinstance(payload, Genesis):
            if op.id != self.group:
                raise Refused("the beginning of another group")
            return
        if header.prev:
            before = self.by_id[header.prev].op.header
            if before.log != header.log or before.seq + 1 != header.seq:
                raise Refused("does not continue its log")
        if any(each.op.header.lamport >= header.lamport for each in above):
            raise Refused("its logical clock went backwards")

    def _insert(self, node: Node) -> None:
        self.nodes.append(node)
        self.by_author.setdefault(node.account, []).append(node)
        self._by_type.setdefault(type(node.payload), []).append((node, node.payload))
        self.lamport = max(self.lamport, node.op.header.lamport)
        self.by_id[node.op.id] = node
        self.heads = self.heads.difference(parents(node.op)) | {node.op.id}
        certificate = node.certificate
        if certificate is not None and not (
            isinstance(node.payload, DeviceAdd) and certificate.account != node.account
        ):
            device, account = certificate.signing_key, certificate.account
            entry = Entry(node, certificate)
            self._by_device[device] = (*self._by_device.get(device, ()), entry)
            self._by_account[account] = (*self._by_account.get(account, ()), entry)

    def picked(self, wanted: int) -> Iterator[Node]:
        """Return the operations in a bit set, in the order of arrival."""
        while wanted:
            lowest = wanted & -wanted
            yield self.nodes[lowest.bit_length() - 1]
            wanted ^= lowest

    def of(self, kind: type[P]) -> Sequence[tuple[Node, P]]:
        """Return the operations of a kind with their payloads, causes before effects."""
        return cast("Sequence[tuple[Node, P]]", self._by_type.get(kind, ()))

    def founding(self) -> tuple[Node, Genesis] | None:
        """Return the genesis, which is the first of all; None before it has arrived."""
        first = self.nodes[0] if self.nodes else None
        return (first, first.payload) if first is not None and isinstance(first.payload, Genesis) else None

    def entries(self, account: AccountId) -> tuple[Entry, ...]:
        """Return the operations that carry a certificate of one of the account's devices, valid or not."""
        return self._by_account.get(account, ())

    def account_at(self, device: DeviceId, past: int = -1) -> AccountId | None:
        """Return whose device that is, going by the operations in `past` (a bit set; all by default).

        A device in certificates of two accounts, which takes the consent of both, belongs to the one named first.
        """
        known = [each for each in self._by_device.get(device, ()) if past >> each.by.index & 1]
        first = min(known, key=lambda each: each.by.order, default=None)
        return None if first is None else first.certificate.account

    def past_of(self, heads: tuple[OpId, ...]) -> tuple[int, bool]:
        """Return the bit set of `heads` with their pasts, and whether all of them are present."""
        past = 0
        for each in heads:
            node = self.by_id.get(each)
            if node is not None:
                past |= node.past | 1 << node.index
        return past, all(each in self.by_id for each in heads)
