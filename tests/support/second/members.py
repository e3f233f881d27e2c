"""Who is in a group, for histories in which nobody contradicts anybody (PROTOCOL.md, "Membership").

Concurrent operations count all, unless a removal that does not know them voids them: there is neither seniority nor
succession in here, nor are places of invites counted.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from tests.support.second.history import History
from tests.support.second.identity import SIGNED, Certificate, check_certificate
from tests.support.second.operations import Kind, Operation
from tests.support.second.primitives import Shape, decode, encode, require, usable, verify

_CUTS: Final[Shape] = [(41, int, 32)]
_SHAPES: Final[dict[int, Shape]] = {
    Kind.ADD: (SIGNED, str, bytes, bytes, bytes),
    Kind.REMOVE: (32, _CUTS),
    Kind.ROLE: (32, str),
    Kind.PROFILE: (str,),
    Kind.DEVICE: (SIGNED,),
}
_STATEMENT: Final[Shape] = (32, 32, 32, 32, 32, 32)


@dataclass
class Member:
    """Somebody in the group."""

    role: str
    devices: dict[bytes, Certificate] = field(default_factory=dict[bytes, Certificate])


@dataclass
class Removal:
    """The end of a membership."""

    by: Operation
    account: bytes
    cuts: list[tuple[bytes, int, bytes]]

    def voids(self, op: Operation, history: History) -> bool:
        """Whether an operation of the account does not count because of the removal."""
        if op.control:
            return op.id not in history.knows(self.by)
        if self.by.id in history.knows(op):
            return True
        return op.header.seq > max((seq for log, seq, _ in self.cuts if log == op.header.log), default=-1)


def payload(op: Operation) -> list[Any]:
    """Return the fields of a control operation's payload."""
    if op.header.kind == Kind.GENESIS:
        fields = decode(op.payload, list)
        require(7 <= len(fields) <= 8, "genesis: shape")
        return fields
    return decode(op.payload, _SHAPES[op.header.kind])


class Resolved:
    """The members that a set of control operations comes to."""

    def __init__(self, history: History) -> None:
        self.members: dict[bytes, Member] = {}
        self.names: dict[bytes, str] = {}
        self.accounts: dict[bytes, bytes] = {}
        self._admissions: dict[bytes, list[Operation]] = {}
        self._certified: list[tuple[Operation, Certificate]] = []
        self._history = history
        chosen = history.control()
        self.removals = [self._removal(op) for op in chosen if op.header.kind == Kind.REMOVE]
        for op in chosen:
            self._apply(op)

    def devices(self) -> set[bytes]:
        """Return the devices of the members."""
        return {device for member in self.members.values() for device in member.devices}

    def devices_at(self, op: Operation) -> set[bytes]:
        """Return the devices of those who were members going by the past of an operation."""
        past = self._history.knows(op)
        gone = [each for each in self.removals if each.by.id in past]
        there = {
            account
            for account, admissions in self._admissions.items()
            for each in admissions
            if each.id in past and not any(by.account == account and self._ended(each, by) for by in gone)
        }
        return {each.device for by, each in self._certified if by.id in past and each.account in there}

    def certificate(self, device: bytes) -> Certificate:
        """Return what a member's device seals to."""
        return next(each.devices[device] for each in self.members.values() if device in each.devices)

    def counts(self, op: Operation) -> bool:
        """Whether an operation stands: its author was admitted, and nothing that ended that voids it."""
        account = self.accounts.get(op.device)
        if account is None:
            return op.header.kind == Kind.GENESIS
        knows = self._history.knows(op)
        admitted = [each for each in self._admissions[account] if each.id in knows]
        ends = [each for each in self.removals if each.account == account and each.by.id != op.id]
        return any(not any(self._ended(each, by) and by.voids(op, self._history) for by in ends) for each in admitted)

    def _ended(self, admission: Operation, removal: Removal) -> bool:
        return removal.by.id not in self._history.knows(admission)

    def _removal(self, op: Operation) -> Removal:
        account, cuts = payload(op)
        return Removal(op, account, [(log, seq, tip) for log, seq, tip in cuts])

    def _apply(self, op: Operation) -> None:
        if op.header.kind != Kind.GENESIS and not self.counts(op):
            return
        match op.header.kind:
            case Kind.GENESIS:
                _, owner, signed, name, *_ = payload(op)
                self._admit(op, owner, check_certificate(signed), name, "owner")
            case Kind.ADD:
                signed, name, *by_invite = payload(op)
                certificate = check_certificate(signed)
                _check_proof(op, certificate, *by_invite)
                self._admit(op, certificate.account, certificate, name, "member")
            case Kind.REMOVE:
                self.members.pop(payload(op)[0], None)
            case Kind.ROLE:
                account, role = payload(op)
                if account in self.members:
                    self.members[account].role = role
            case Kind.PROFILE:
                account = self.accounts[op.device]
                self.names[account] = payload(op)[0]
            case Kind.DEVICE:
                certificate = check_certificate(payload(op)[0])
                self.accounts[certificate.device] = certificate.account
                self._certified.append((op, certificate))
                if certificate.account in self.members:
                    self.members[certificate.account].devices[certificate.device] = certificate
            case _:
                pass

    def _admit(self, op: Operation, account: bytes, certificate: Certificate, name: str, role: str) -> None:
        require(certificate.account == account, "admission: certificate of another account")
        self._admissions.setdefault(account, []).append(op)
        self._certified.append((op, certificate))
        self.accounts[certificate.device] = account
        self.names[account] = name
        if not any(each.account == account and self._ended(op, each) for each in self.removals):
            self.members[account] = Member(role, {certificate.device: certificate})


def _check_proof(op: Operation, certificate: Certificate, invite: bytes, proof: bytes, statement: bytes) -> None:
    if not invite:
        require(not proof and not statement, "addition: a proof of nothing")
        return
    stated = decode(statement, _STATEMENT)
    require(encode(stated[:3]) == encode([op.header.group, certificate.account, certificate.device]), "addition: proof")
    require(usable(invite) and verify(invite, "join", statement, proof), "addition: proof")
