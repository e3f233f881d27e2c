"""The members of a group, its invites and rules, as a value (PROTOCOL.md, "Membership"); made by `membership`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sync.core.admissions import Admission
from sync.core.causality import Entry, Graph, Node
from sync.core.ids import AccountId, DeviceId, InviteId, LogId, OpId, log_device
from sync.core.ops import DeviceCertificate, InviteOffer, Policy
from sync.views import Role

Action: TypeAlias = Literal["invite", "settings", "policy", "role", "remove"]


@dataclass(frozen=True, slots=True)
class MemberState:
    """An account that is, or once was, in the group. `rank` 0 is the owner; times are ms by the author's clock."""

    account: AccountId
    name: str
    role: Role
    rank: int
    devices: Mapping[DeviceId, DeviceCertificate]
    joined_by: AccountId
    joined_at: int
    removed_by: AccountId | None = None
    """For those no longer members: who removed them; themselves if they left."""
    removed_at: int = 0
    """When, for the same."""


@dataclass(frozen=True, slots=True)
class InviteState:
    """An invite and what became of it."""

    offer: InviteOffer
    created_by: AccountId
    uses: int
    revoked: bool

    def open(self, now: int) -> bool:
        """Return whether somebody could still join by it at `now` (ms)."""
        return not self.revoked and self.uses < self.offer.max_uses and now < self.offer.expires


@dataclass(frozen=True, slots=True)
class Ending:
    """A removal or revocation, with the last operation of each log, or branch of a log, that it leaves standing."""

    by: Node
    cuts: Mapping[LogId, Mapping[OpId, int]]

    def voids(self, log: LogId, seq: int, past: int, under: frozenset[OpId] | None) -> bool:
        """Return whether content at (log, seq), written by somebody who knew `past`, does not count; see `void`."""
        tips = self.cuts.get(log, {})
        beyond = seq > max(tips.values(), default=-1) or (under is not None and under.isdisjoint(tips))
        return beyond or bool(past >> self.by.index & 1)


@dataclass(frozen=True, slots=True)
class Membership:
    """The group's members, invites and rules, with the reasons for what does not count."""

    members: Mapping[AccountId, MemberState]
    former: Mapping[AccountId, MemberState]
    invites: Mapping[InviteId, InviteState]
    rejected: Mapping[OpId, str]
    policy: Policy
    direct: bool
    suite: int
    cuts: Mapping[LogId, int]
    """For logs of those who are gone: the last position that counts (a log not listed counts for nothing)."""
    graph: Graph
    admitted: Mapping[AccountId, list[Admission]]
    entries: Mapping[AccountId, tuple[Entry, ...]]
    """The certificates of each account that count, the newest of each device last."""
    removals: Mapping[AccountId, list[Ending]]
    revoked: Mapping[DeviceId, list[Ending]]

    def is_member(self, account: AccountId) -> bool:
        """Return whether the account is a member now."""
        return account in self.members

    def role(self, account: AccountId) -> Role | None:
        """Return a member's role, None for anybody else."""
        member = self.members.get(account)
        return None if member is None else member.role

    def device_account(self, device: DeviceId) -> AccountId | None:
        """Return whose device that is; also for those who are gone, None for devices that never belonged."""
        account = self.graph.account_at(device)
        return account if account in self.admitted else None

    def active_devices(self) -> dict[DeviceId, DeviceCertificate]:
        """Return the devices of all members, revoked ones left out."""
        return {device: each for member in self.members.values() for device, each in member.devices.items()}

    def was_removed(self, device: DeviceId) -> bool:
        """Return whether the device is revoked, or of an account that is not, or no longer, a member."""
        account = self.graph.account_at(device)
        return account is not None and (device in self.revoked or account not in self.members)

    def left_by_itself(self, account: AccountId) -> bool:
        """Return whether the account is gone by its own decision."""
        gone = self.former.get(account)
        return gone is not None and gone.removed_by == account

    def name_of(self, account: AccountId) -> str:
        """Return the name of a present or former member, empty for anybody else."""
        known = self.members.get(account) or self.former.get(account)
        return "" if known is None else known.name

    def owner(self) -> AccountId | None:
        """Return the owner: the most senior member."""
        return next((each.account for each in self.members.values() if each.role == Role.OWNER), None)

    def partner_of(self, account: AccountId) -> AccountId | None:
        """Return the other one of a conversation of two, also after leaving it; None in any other group."""
        founding = self.graph.founding()
        if founding is None or not founding[1].direct:
            return None
        owner, partner = founding[1].owner, founding[1].partner
        return partner if account == owner else owner

    def devices_at(self, past: int) -> frozenset[DeviceId]:
        """Return the devices of those who were members going by the operations in `past` (a bit set)."""
        there = (account for account, each in self.admitted.items() if any(one.stands(past) for one in each))
        return frozenset(device for account in there for device in self._devices_of(account, past))

    def _devices_of(self, account: AccountId, past: int) -> Iterable[DeviceId]:
        for entry in self.entries.get(account, ()):
            device = entry.certificate.signing_key
            ends = (each.by for each in self.revoked.get(device, ()))
            if past >> entry.by.index & 1 and not any(past >> each.index & 1 for each in ends):
                yield device

    def cut_tips(self, log: LogId) -> frozenset[OpId]:
        """Return the operations at which removals and revocations cut a log."""
        device = log_device(log)
        account = self.graph.account_at(device)
        ends = [*self.revoked.get(device, ()), *(() if account is None else self.removals.get(account, ()))]
        return frozenset(tip for end in ends for tip in end.cuts.get(log, ()))

    def void(
        self,
        device: DeviceId,
        log: LogId,
        seq: int,
        control_heads: tuple[OpId, ...],
        under: frozenset[OpId] | None = None,
    ) -> bool:
        """Return whether content at (log, seq) of `device` does not count, its author having been removed by then.

        `control_heads` are those the content names. While some of them have not arrived, membership gets the benefit
        of the doubt, cuts do not. In a log without branches the position says what is beyond a cut; in others `under`
        does: which operations the content is, or may be, continued by.
        """
        account = self.graph.account_at(device)
        if account is None:
            return True
        past, complete = self.graph.past_of(control_heads)
        if any(each.voids(log, seq, past, under) for each in self.revoked.get(device, ())):
            return True
        ends = self.removals.get(account, ())
        return not any(
            (not complete or past >> each.by.index & 1)
            and all(each.by.knows(end.by) or not end.voids(log, seq, past, under) for end in ends)
            for each in self.admitted.get(account, ())
        )

    def may(self, account: AccountId, action: Action, target: AccountId | None = None) -> bool:
        """Return whether a member may do that now; `target` is who a removal or a change of role concerns."""
        member = self.members.get(account)
        if member is None:
            return False
        if self.direct and action != "settings":
            return action == "remove" and target == account
        commands = member.role != Role.MEMBER
        if action == "invite":
            return commands or self.policy.invite == "members"
        if action == "settings":
            return commands or self.policy.settings == "members"
        if action == "remove" and target == account:
            return True
        other = None if target is None else self.members.get(target)
        return commands and (other is None or member.rank < other.rank)
