"""The rules of membership as PROTOCOL.md states them, held against what the resolver decided.

Not a second resolver: it takes the decisions as they are and asks of each operation whether the rules, given all the
other decisions, say the same.
"""

from typing import Final

from sync.core.causality import Node
from sync.core.certificates import check
from sync.core.ids import AccountId, DeviceId, OpId, log_device
from sync.core.ops import (
    Add,
    DeviceAdd,
    DeviceRevoke,
    Genesis,
    InviteOffer,
    InviteRevoke,
    Operation,
    Remove,
    RoleChange,
    Settings,
)
from sync.core.seniority import REVOKE_DEVICE, revocation_bytes
from sync.core.signing import verify
from tests.support.histories_standing import Key, Standing

PLACES: Final = ("the invite was used up", "the invite's places went to others")


class Rules(Standing):
    """The rules, over one membership's decisions."""

    # --- what counts

    def check(self) -> None:
        """Hold every decision against the rules."""
        if not self.nodes:
            return
        assert self.offices
        for node in self.nodes:
            why = self.membership.rejected.get(node.op.id)
            if why in PLACES:
                continue
            expected = self.counts(node)
            title = self.world.titles.get(node.op.id, "?")
            assert expected is (why is None), f"{title} {'counts' if why is None else f'does not count: {why}'}"
        self._check_members()

    def counts(self, node: Node) -> bool:
        payload = node.payload
        if isinstance(payload, Genesis):
            return True
        if isinstance(payload, DeviceRevoke):
            return self.member(node) and self._revocation_holds(node, payload)
        if self.revoked(node):
            return False
        if self.leaves(node):
            return any(account == node.account and self.knows(node, by) for account, by in self.admissions)
        return self.member(node) and self._kind_allows(node)

    def _revocation_holds(self, node: Node, payload: DeviceRevoke) -> bool:
        before = any(device == node.device and self.knows(node, each) for device, each in self.revocations)
        signed = revocation_bytes(self.world.group, payload.device, payload.cuts)
        own = any(self.knows(node, each.by) for each in self.membership.graph.entries(node.account)
                  if each.certificate.signing_key == payload.device)  # fmt: skip
        return own and not before and verify(node.account, REVOKE_DEVICE, signed, payload.account_signature)

    def _kind_allows(self, node: Node) -> bool:
        payload, right = node.payload, self.right(node)
        if isinstance(payload, Remove | RoleChange):
            return right is not None and self._may_command(node, payload, right)
        if isinstance(payload, Settings):
            return right is not None or (payload.policy is None and self.policy_at(node).settings == "members")
        if isinstance(payload, InviteOffer):
            return right is not None or self.policy_at(node).invite == "members"
        if isinstance(payload, InviteRevoke):
            makers = self._makers(node, payload.invite)
            return bool(makers) and (right is not None or node.account == min(makers, key=self.seniority).account)
        if isinstance(payload, DeviceAdd):
            certificate = check(payload.certificate)
            return certificate.account == node.account and certificate.suite == self.world.suite
        if isinstance(payload, Add):
            return self._may_add(node, payload, commands=right is not None)
        return True

    def _may_command(self, node: Node, payload: Remove | RoleChange, right: Key) -> bool:
        target = payload.account
        named = any(self.knows(node, each.by) for each in self.membership.graph.entries(target))
        if target == node.account or not named:
            return False
        if isinstance(payload, RoleChange) and payload.role == "admin":
            return True
        return not any(
            office.account == target
            and office.key <= right
            and not self.knows(office.since, node)
            and not any(self.knows(node, each) for each in self.ends(target, office.since))
            for office in self.offices
        )

    def seniority(self, node: Node) -> tuple[object, ...]:
        """How senior an operation's author was: first those with authority, then the longest there."""
        right = self.right(node)
        if right is not None:
            return (0, right, node.order)
        known = [by.order for account, by in self.admissions if account == node.account and self.knows(node, by)]
        return (1, min(known, default=node.order), node.order)

    def _makers(self, node: Node, invite: bytes) -> list[Node]:
        return [
            each
            for each in self.counted
            if isinstance(each.payload, InviteOffer) and each.payload.invite == invite and self.knows(node, each)
        ]

    def _may_add(self, node: Node, payload: Add, *, commands: bool) -> bool:
        certificate = check(payload.certificate)
        if certificate.suite != self.world.suite or self.stands(certificate.account, node):
            return False
        if not payload.invite:
            return commands or self.policy_at(node).invite == "members"
        makers = self._makers(node, payload.invite)
        if not makers:
            return False
        offer = min(makers, key=self.seniority)
        terms = offer.payload
        assert isinstance(terms, InviteOffer)
        withdrawn = [
            each
            for each in self.counted
            if isinstance(each.payload, InviteRevoke) and each.payload.invite == payload.invite
        ]
        withdrawn += [each for target, each in self.removals if target == offer.account]
        if any(self.knows(node, each) and not self.knows(offer, each) for each in withdrawn):
            return False
        shown_out = [each for target, each in self.removals if target == certificate.account]
        if any(self.knows(node, each) and not self.knows(offer, each) for each in shown_out):
            return False
        return commands or not terms.approval

    # --- content

    def void(self, op: Operation) -> bool:
        """Whether content does not count: of somebody removed by then, or of a device revoked by then."""
        header, device = op.header, log_device(op.header.log)
        account = self.membership.graph.account_at(device)
        known = set(header.control_heads)
        for each in header.control_heads:
            known |= self.pasts.get(each, frozenset())
        if any(self._ended(each, op, known) for gone, each in self.revocations if gone == device):
            return True
        ends = [each for target, each in self.removals if target == account]
        ends += [each for each in self.departures if each.account == account]
        return not any(
            by.op.id in known and all(self.knows(by, each) or not self._ended(each, op, known) for each in ends)
            for target, by in self.admissions
            if target == account
        )

    def betrays(self, op: Operation) -> bool:
        """Whether content is sealed under an epoch whose rekey knows no end of something its author knew to be over."""
        known = set(op.header.control_heads).union(*(self.pasts.get(each, ()) for each in op.header.control_heads))
        told = self.pasts[OpId(op.header.epoch)]
        ends = [(target, each) for target, each in self.removals] + [(each.account, each) for each in self.departures]
        for account, by in self.admissions:
            mine = {each.op.id for target, each in ends if target == account and not self.knows(by, each)}
            claims = {
                each.op.id
                for each in self.nodes
                if isinstance(each.payload, Remove) and each.payload.account == account and not self.knows(by, each)
            }
            if by.op.id in known and mine & known and not claims & told:
                return True
        for device, end in self.revocations:
            claims = {
                each.op.id
                for each in self.nodes
                if (isinstance(each.payload, DeviceRevoke) and each.payload.device == device)
                or (
                    isinstance(each.payload, Remove)
                    and each.payload.account == self.membership.graph.account_at(device)
                )
            }
            if end.op.id in known and not claims & told:
                return True
        return False

    @staticmethod
    def _ended(end: Node, op: Operation, known: set[OpId]) -> bool:
        payload = end.payload
        assert isinstance(payload, Remove | DeviceRevoke)
        cuts = {cut.log: cut.seq for cut in payload.cuts}
        return end.op.id in known or op.header.seq > cuts.get(op.header.log, -1)

    # --- who is in

    def _check_members(self) -> None:
        present = {
            account
            for account, by in self.admissions
            if not any(target == account and not self.knows(by, each) for target, each in self.removals)
            and not any(each.account == account and not self.knows(by, each) for each in self.departures)
        }
        assert present == set(self.membership.members), "members are not those whose admission lasts"
        for account in present:
            self._check_devices(account)
        offices = sorted((each.key, each.account) for each in self.offices if not self.ends(each.account, each.since))
        ranked = list(dict.fromkeys(account for _, account in offices))
        assert list(self.membership.members)[: len(ranked)] == ranked, "ranks do not follow seniority"
        if present:
            assert ranked, "there are members, and nobody has any authority"

    def _check_devices(self, account: AccountId) -> None:
        """Compare a member's devices with the certificates that count, taking the account's newest word on each."""
        newest: dict[DeviceId, tuple[int, tuple[int, OpId], bytes]] = {}
        vouching: list[Node] = []
        for node in self.counted:
            payload = node.payload
            if isinstance(payload, Genesis | Add | DeviceAdd):
                stated = check(payload.certificate)
                if stated.account == account:
                    vouching.append(node)
                    entry = (stated.created, node.order, stated.hpke_key)
                    newest[stated.signing_key] = max(entry, newest.get(stated.signing_key, entry))
        if all(
            any(by is each or self.knows(by, each) for each in vouching)
            for who, by in self.admissions
            if who == account
        ):
            gone = {device for device, _ in self.revocations}
            expected = {device: key for device, (_, _, key) in newest.items() if device not in gone}
            devices = self.membership.members[account].devices
            assert {device: each.hpke_key for device, each in devices.items()} == expected, (
                "devices are not those named"
            )
