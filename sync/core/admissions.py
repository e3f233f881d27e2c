"""What each control operation counts for, once it is decided who could command whom (PROTOCOL.md, "Membership").

One pass in causal order: an operation counts when its author was a member in its past, no removal voids it, and its
kind asks for nothing more than the author had. Places of an invite are given out at the end of a pass, because a more
senior admission may come from a log that arrives late; those that lose their place are left out of a second pass.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

from sync.core.causality import Graph, Node, bits
from sync.core.ids import AccountId, InviteId
from sync.core.ops import (
    Add,
    ControlPayload,
    DeviceAdd,
    DeviceRevoke,
    Grant,
    InviteOffer,
    InviteRevoke,
    Policy,
    Profile,
    Rekey,
    Remove,
    RoleChange,
    Settings,
)
from sync.core.seniority import Authority, Key, is_leave, known_to_all

_NOT_A_MEMBER: Final = "its author was not a member"
_REVOKED: Final = "written by a revoked device"
_USED_UP: Final = "the invite was used up"
_NEEDS_ADMIN: Final = "only the owner and admins may do that"

Rank: TypeAlias = tuple[int, Key] | tuple[int, tuple[int, bytes]]
"""Seniority of an author: those with authority before those without."""


class Admission(NamedTuple):
    """An operation that makes an account a member, and what ended that.

    `allowed` is the bit set of what removals by others leave standing (-1: everything). `leaves` only end what knows of
    them: otherwise somebody could, by leaving in a new log that pretends to be old, undo the additions of their past.
    """

    by: Node
    allowed: int
    leaves: int
    ends: int
    """The bit set of all that ended it, removals and leaves."""

    def holds(self, node: Node) -> bool:
        """Return whether an operation may rest on this."""
        if not (node is self.by or node.knows(self.by)):
            return False
        return not self.ends or (bool(self.allowed >> node.index & 1) and not node.past & self.leaves)

    @property
    def lasts(self) -> bool:
        """Whether nothing has ended it."""
        return not self.ends

    def stands(self, past: int) -> bool:
        """Return whether it is among the operations in `past` (a bit set), and nothing there ended it."""
        return bool(past >> self.by.index & 1) and not past & self.ends


class Offer(NamedTuple):
    """An operation that makes an invite. `place` is least for the most senior author, then for the first."""

    place: tuple[Rank, tuple[int, bytes]]
    by: Node
    terms: InviteOffer


class Admissions:
    """One pass over a graph."""

    def __init__(self, graph: Graph, authority: Authority, barred: Mapping[int, str] | None = None) -> None:
        """Judge every operation; those in `barred` get no place by their invite, and why."""
        self._graph = graph
        self._authority = authority
        self._barred = barred or {}
        self.refused: dict[int, str] = {}
        """By index: why an operation does not count."""
        self.admitted: defaultdict[AccountId, list[Admission]] = defaultdict(list)
        self.offers: defaultdict[InviteId, list[Offer]] = defaultdict(list)
        self.withdrawals: defaultdict[InviteId, list[Node]] = defaultdict(list)
        self.uses: defaultdict[InviteId, defaultdict[AccountId, list[Node]]] = defaultdict(lambda: defaultdict(list))
        self._policies = sorted(authority.policies, key=lambda each: each.order, reverse=True)
        founding = graph.founding()
        self._suite = 0 if founding is None else founding[1].suite
        self._policy = Policy() if founding is None else founding[1].policy
        self._between: tuple[AccountId, AccountId] | None = None
        if founding is not None and founding[1].direct:
            self._between = founding[1].owner, founding[1].partner
        for account, nodes in authority.admissions.items():
            for node in nodes:
                self._admit(account, node)
        for node in graph.nodes:
            refusal = self._judge(node)
            if refusal is not None:
                self.refused[node.index] = refusal

    # --- who

    def _admit(self, account: AccountId, node: Node) -> None:
        removals = [each for each in self._authority.removals.get(account, ()) if not node.knows(each)]
        leaves = self._authority.departures[account] & ~node.past
        self.admitted[account].append(Admission(node, known_to_all(removals), leaves, bits(removals) | leaves))

    def _is_member(self, node: Node) -> bool:
        commands = node.index in self._authority.rights
        return commands or any(each.holds(node) for each in self.admitted.get(node.account, ()))

    def _policy_at(self, node: Node) -> Policy:
        for each in self._policies:
            if node.knows(each) and isinstance(each.payload, Settings) and each.payload.policy is not None:
                return each.payload.policy
        return self._policy

    def rank(self, node: Node) -> Rank:
        """Return the seniority of an operation's author as it was then."""
        right = self._authority.rights.get(node.index)
        if right is not None:
            return (0, right)
        admitted = self.admitted.get(node.account, ())
        return (1, min((each.by.order for each in admitted if node.knows(each.by)), default=node.order))

    # --- what

    def _judge(self, node: Node) -> str | None:
        decided = self._barred.get(node.index) or self._authority.refusals.get(node.index)
        if decided is not None:
            return decided
        payload = node.payload
        if isinstance(payload, DeviceRevoke):
            return None if self._authority.settled or self._is_member(node) else _NOT_A_MEMBER
        if self._authority.by_revoked_device(node):
            return _REVOKED
        if is_leave(node):
            # Leaving once more is no mistake, but whoever never joined cannot leave.
            joined = any(node.knows(each.by) for each in self.admitted.get(node.account, ()))
            return None if joined or self._authority.settled else _NOT_A_MEMBER
        if not self._is_member(node):
            return _NOT_A_MEMBER
        return self._judge_kind(node, payload)

    def _judge_kind(self, node: Node, payload: ControlPayload) -> str | None:
        if isinstance(payload, Profile | Rekey | Grant):
            return None
        commands = node.index in self._authority.rights
        if isinstance(payload, Add):
            return self._judge_add(node, payload, commands)
        if isinstance(payload, Remove | RoleChange):
            return None if commands else _NEEDS_ADMIN
        if isinstance(payload, Settings):
            if commands or (payload.policy is None and self._policy_at(node).settings == "members"):
                return None
            return _NEEDS_ADMIN
        if isinstance(payload, InviteOffer | InviteRevoke):
            return self._judge_invite(node, payload, commands)
        return self._judge_device(node) if isinstance(payload, DeviceAdd) else None

    def _judge_invite(self, node: Node, payload: InviteOffer | InviteRevoke, commands: bool) -> str | None:
        if isinstance(payload, InviteOffer):
            if self._between is not None:
                return "a conversation of two stays between two"
            if not commands and self._policy_at(node).invite != "members":
                return _NEEDS_ADMIN
            insort(self.offers[payload.invite], Offer((self.rank(node), node.order), node, payload))
        else:
            offer = self.offer(payload.invite, node)
            if offer is None:
                return "concerns an unknown invite"
            if not commands and offer.by.account != node.account:
                return _NEEDS_ADMIN
            self.withdrawals[payload.invite].append(node)
        return None

    def _judge_device(self, node: Node) -> str | None:
        certificate = node.certificate
        if certificate is None or certificate.account != node.account:
            return "the device belongs to another account"
        return None if certificate.suite == self._suite else "the device's keys are of another suite"

    def _judge_add(self, node: Node, payload: Add, commands: bool) -> str | None:
        certificate = node.certificate
        if certificate is None or certificate.suite != self._suite:
            return "the device's keys are of another suite"
        if self._between is not None:
            refusal = self._judge_partner(node, payload, certificate.account, *self._between)
            if refusal is not None:
                return refusal
        elif any(each.holds(node) for each in self.admitted.get(certificate.account, ())):
            # Otherwise whoever has the key of an account brings devices into the group that none of its own let in.
            return "that account is a member already"
        if payload.invite:
            refusal = self._judge_invited(node, payload.invite, certificate.account, commands)
            if refusal is not None:
                return refusal
            self.uses[payload.invite][certificate.account].append(node)
        elif not commands and self._policy_at(node).invite != "members":
            return _NEEDS_ADMIN
        self._admit(certificate.account, node)
        return None

    def _judge_partner(
        self, node: Node, payload: Add, account: AccountId, owner: AccountId, partner: AccountId
    ) -> str | None:
        if payload.invite or node.account != owner or account != partner:
            return "a conversation of two stays between two"
        left = any(node.knows(each) for each in self._authority.endings.get(account, ()))
        return "whoever left a conversation of two is not brought back" if left else None

    # --- invites

    def offer(self, invite: InviteId, at: Node | None = None) -> Offer | None:
        """Return the operation that made an invite, of those known `at` an operation: the most senior, then first."""
        return next((each for each in self.offers.get(invite, ()) if at is None or at.knows(each.by)), None)

    def withdrawn(self, invite: InviteId, offer: Node, at: Node | None = None) -> bool:
        """Return whether the invite was revoked, or its maker removed by somebody else."""
        ends = [*self.withdrawals.get(invite, ())]
        ends += self._authority.removals.get(offer.account, ())
        return any((at is None or at.knows(each)) and not offer.knows(each) for each in ends)

    def _judge_invited(self, node: Node, invite: InviteId, account: AccountId, commands: bool) -> str | None:
        offer = self.offer(invite, node)
        if offer is None:
            return "by an unknown invite"
        if self.withdrawn(invite, offer.by, node):
            return "by a revoked invite"
        if offer.terms.approval and not commands:
            return "the invite asks for the approval of an admin"
        for removal in self._authority.removals.get(account, ()):
            # Whoever was shown the door does not come back by a code they may still have.
            if node.knows(removal) and not offer.by.knows(removal):
                return "by an invite from before the removal"
        others = sum(
            any(node.knows(each) for each in adds) for other, adds in self.uses[invite].items() if other != account
        )
        return _USED_UP if others >= offer.terms.max_uses else None

    def losers(self) -> dict[int, str]:
        """Return the additions that got none of their invite's places: seniors' admissions first, then the oldest.

        With them those that came too late. They stay out also when a place is freed by what a loser did: a place that
        was once seen taken is not given again, so that one more pass is enough.
        """
        lost = {index: why for index, why in self.refused.items() if why == _USED_UP}
        taken = len(lost)
        for invite, by_account in self.uses.items():
            offer = self.offer(invite)
            places = 0 if offer is None else offer.terms.max_uses
            if len(by_account) > places:
                best = {account: min((self.rank(each), each.order) for each in adds)
                        for account, adds in by_account.items()}  # fmt: skip
                for account in sorted(best, key=lambda each: best[each])[places:]:
                    lost |= {each.index: "the invite's places went to others" for each in by_account[account]}
        return lost if len(lost) > taken else {}
