"""Who is in a group: a pure function of the set of its control operations (PROTOCOL.md, "Membership").

`seniority` decides who could command whom, `admissions` what each operation counts for; here both become a Membership.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from sync.core.admissions import Admissions, Rank
from sync.core.causality import Entry, Graph, Node, Refused
from sync.core.codec import decode
from sync.core.ids import AccountId, DeviceId, GroupId, InviteId, LogId, OpId
from sync.core.members import Action, Ending, InviteState, Membership, MemberState
from sync.core.names import shown_line
from sync.core.ops import (
    CONTROL_TYPES,
    Add,
    Cut,
    DeviceCertificate,
    DeviceRevoke,
    Genesis,
    Kind,
    Operation,
    Policy,
    Profile,
    Remove,
    Settings,
)
from sync.core.seniority import Assumptions, Authority
from sync.views import Role

__all__ = ["Action", "InviteState", "MemberState", "Membership", "resolve", "resolve_graph"]

_REVISIONS: Final = 4
"""Histories that still contradict themselves after so many rounds are made to; the last round then stands."""


def resolve(operations: Iterable[Operation], group: GroupId) -> Membership:
    """Return the membership that a set of control operations amounts to, whatever order they come in.

    Operations whose references are not all among them do not count. Embedded signatures must have been checked
    (`payloads.check_control`); signatures of the operations too.
    """
    graph, waiting, grew = Graph(group), list(operations), True
    while grew:
        ready = [op for op in waiting if not graph.missing(op) and op.id not in graph]
        waiting = [op for op in waiting if graph.missing(op)]
        grew = bool(ready)
        for op in ready:
            try:
                graph.add(op, decode(op.payload, CONTROL_TYPES[Kind(op.header.kind)]))
            except Refused:
                continue
    return resolve_graph(graph)


def resolve_graph(graph: Graph) -> Membership:
    """Return the membership a graph amounts to."""
    assumed = Assumptions()
    authority, admissions = _decide(graph, assumed)
    for last in (*(False,) * _REVISIONS, True):
        found = authority.findings(admissions.refused)
        if found == assumed:
            break
        assumed = found
        authority, admissions = _decide(graph, assumed, settled=last)
    return _Summary(graph, authority, admissions).membership()


def _decide(graph: Graph, assumed: Assumptions, *, settled: bool = False) -> tuple[Authority, Admissions]:
    authority = Authority(graph, assumed, settled=settled)
    authority.serve()
    barred: dict[int, str] = {}
    admissions = Admissions(graph, authority, barred)
    while True:
        lost = admissions.losers()
        barred.update(lost)
        # Whoever got no place is nobody's heir; so places come first.
        if not lost:
            if not authority.succeed({account: [a.by for a in each] for account, each in admissions.admitted.items()}):
                return authority, admissions
            authority.serve()
        admissions = Admissions(graph, authority, barred)


def _ending(node: Node, cuts: tuple[Cut, ...]) -> Ending:
    tips: defaultdict[LogId, dict[OpId, int]] = defaultdict(dict)
    for cut in cuts:
        tips[cut.log][cut.id] = cut.seq
    return Ending(node, dict(tips))


class _Summary:
    """Turns decisions into a Membership."""

    def __init__(self, graph: Graph, authority: Authority, admissions: Admissions) -> None:
        self._graph = graph
        self._authority = authority
        self._admissions = admissions
        self._removals = {
            account: [_ending(node, node.payload.cuts) for node in nodes if isinstance(node.payload, Remove)]
            for account, nodes in authority.endings.items()
        }
        self._revoked = {
            device: [_ending(node, node.payload.cuts) for node in nodes if isinstance(node.payload, DeviceRevoke)]
            for device, nodes in authority.revoked.items()
            if nodes
        }
        self._names = self._latest_names()
        self._entries = {account: self._counting_entries(account) for account in admissions.admitted}

    def membership(self) -> Membership:
        """Return the summary."""
        ranked = sorted((self._seniority(account), account) for account in self._present())
        members = {account: self._member(account, rank, bool(key[0])) for rank, (key, account) in enumerate(ranked)}
        admitted = self._admissions.admitted
        gone = sorted(account for account in admitted if account not in members)
        former = {account: self._former(account, len(members) + index) for index, account in enumerate(gone)}
        founding = self._graph.founding()
        genesis = None if founding is None else founding[1]
        return Membership(
            members=members,
            former=former,
            invites=self._invites(),
            rejected={self._graph.nodes[index].op.id: why for index, why in self._admissions.refused.items()},
            policy=self._policy(genesis),
            direct=genesis is not None and genesis.direct,
            suite=0 if genesis is None else genesis.suite,
            cuts=self._cuts(members),
            graph=self._graph,
            admitted=dict(admitted),
            entries=self._entries,
            removals=self._removals,
            revoked=self._revoked,
        )

    def _live(self, account: AccountId) -> list[Node]:
        """Return the admissions of an account that no removal ended."""
        return [each.by for each in self._admissions.admitted.get(account, ()) if each.lasts]

    def _present(self) -> list[AccountId]:
        return [account for account in self._admissions.admitted if self._live(account)]

    def _seniority(self, account: AccountId) -> Rank:
        key = self._authority.standing(account)
        return (0, key) if key is not None else (1, min(each.order for each in self._live(account)))

    def _latest_names(self) -> dict[AccountId, str]:
        latest: dict[AccountId, tuple[tuple[bool, int, OpId], str]] = {}
        graph = self._graph
        for node, payload in (*graph.of(Genesis), *graph.of(Add), *graph.of(Profile)):
            counts = node.index not in self._admissions.refused
            # A name that came with an addition that does not count is better than none.
            if counts or not isinstance(payload, Profile):
                account = node.account if node.certificate is None else node.certificate.account
                order = (counts, *node.order)
                if account not in latest or latest[account][0] < order:
                    latest[account] = (order, payload.name)
        return {account: shown_line(name) for account, (_, name) in latest.items()}

    def _counting_entries(self, account: AccountId) -> tuple[Entry, ...]:
        """Return the certificates of an account that count, the newest of each device last.

        The account itself says which is the newest: others could bring an old one back, whose key is gone. Of an
        addition that does not count the certificate does where a promotion confirms it, and nothing else is there.
        """
        refused, admitted = self._admissions.refused, self._admissions.admitted.get(account, ())
        entries = [each for each in self._graph.entries(account) if each.by.index not in refused]
        bare = [each.by for each in admitted if not any(each.by is one.by or each.by.knows(one.by) for one in entries)]
        entries += [
            each
            for each in self._graph.entries(account)
            if isinstance(each.by.payload, Add) and each.by.index in refused and any(one.knows(each.by) for one in bare)
        ]
        return tuple(sorted(entries, key=lambda each: (each.certificate.created, each.by.order)))

    def _devices(self, account: AccountId) -> dict[DeviceId, DeviceCertificate]:
        """Return the account's devices, each by its newest certificate."""
        return {
            entry.certificate.signing_key: entry.certificate
            for entry in self._entries.get(account, ())
            if entry.certificate.signing_key not in self._revoked
        }

    def _member(self, account: AccountId, rank: int, ordinary: bool) -> MemberState:
        admission = min(self._live(account), key=lambda each: each.order)
        return MemberState(
            account=account,
            name=self._names.get(account, ""),
            role=Role.OWNER if rank == 0 else Role.MEMBER if ordinary else Role.ADMIN,
            rank=rank,
            devices=self._devices(account),
            joined_by=admission.account,
            joined_at=admission.op.header.time,
        )

    def _former(self, account: AccountId, rank: int) -> MemberState:
        admission = min((each.by for each in self._admissions.admitted[account]), key=lambda each: each.order)
        removal = max((each.by for each in self._removals[account]), key=lambda each: each.order)
        return MemberState(
            account=account,
            name=self._names.get(account, ""),
            role=Role.MEMBER,
            rank=rank,
            devices={},
            joined_by=admission.account,
            joined_at=admission.op.header.time,
            removed_by=removal.account,
            removed_at=removal.op.header.time,
        )

    def _policy(self, genesis: Genesis | None) -> Policy:
        changes = [
            (node.order, node.payload.policy)
            for node in self._authority.policies
            if isinstance(node.payload, Settings) and node.payload.policy is not None
        ]
        if changes:
            return max(changes, key=lambda each: each[0])[1]
        return Policy() if genesis is None else genesis.policy

    def _invites(self) -> dict[InviteId, InviteState]:
        found: dict[InviteId, InviteState] = {}
        for invite, offers in self._admissions.offers.items():
            offer = offers[0]
            uses = len(self._admissions.uses.get(invite, ()))
            revoked = self._admissions.withdrawn(invite, offer.by)
            found[invite] = InviteState(offer.terms, offer.by.account, uses, revoked)
        return found

    def _cuts(self, members: Mapping[AccountId, MemberState]) -> dict[LogId, int]:
        endings = [each for account, ends in self._removals.items() if account not in members for each in ends]
        endings += [each for ends in self._revoked.values() for each in ends]
        cuts: dict[LogId, int] = {}
        for ending in endings:
            for log, tips in ending.cuts.items():
                seq = max(tips.values())
                cuts[log] = min(seq, cuts.get(log, seq))
        return cuts
