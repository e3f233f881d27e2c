"""Accounts with one device each, made from a seed, and operations written by them without a room."""

from dataclasses import dataclass, replace
from hashlib import sha256

from sync.core.certificates import issue
from sync.core.codec import encode
from sync.core.ids import AccountId, DeviceId, GroupId, InviteId
from sync.core.invites import JoinStatement, invite_key
from sync.core.ops import Add, Genesis, InviteOffer, Policy, SignedCertificate
from sync.core.payloads import JOIN
from sync.core.room import Room, Writer, found
from sync.core.sealing import SEED_SIZES, SUITE_CLASSIC, HpkeKey, open_box
from sync.core.signing import SigningKey


class Bytes:
    """Bytes that look random and are the same in every run with the same seed."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def __call__(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        self._count += 1
        wide = b"".join(
            sha256(f"{self._seed}/{self._count}/{part}".encode()).digest() for part in range(size // 32 + 1)
        )
        return wide[:size]


@dataclass(frozen=True)
class Person:
    """An account with one device of it."""

    name: str
    account_key: SigningKey
    device_key: SigningKey
    hpke: HpkeKey
    certificate: SignedCertificate
    writer: Writer

    @property
    def account(self) -> AccountId:
        """The account's id."""
        return AccountId(self.account_key.public)

    @property
    def device(self) -> DeviceId:
        """The device's id."""
        return DeviceId(self.device_key.public)

    def open_box(self, suite: int, sealed: bytes, purpose: str, context: bytes) -> bytes | None:
        """Open a box sealed to this device."""
        return open_box(self.hpke, purpose, context, sealed) if suite == self.hpke.suite else None

    def another_device(self, label: str = "second") -> "Person":
        """Return the same account on another device."""
        return person(self.name, f"{self.name} {label}", self.account_key)

    def renewed(self, created: int = 1) -> "Person":
        """Return the same device with a new encryption key."""
        return person(self.name, f"{self.name} renewed", self.account_key, self.device_key, created=created)

    def another_log(self, label: str = "again") -> Writer:
        """Return a writer of this device with a new incarnation."""
        return self.writer._replace(incarnation=Bytes(f"{self.name} {label}")(8))

    def reincarnated(self, label: str = "again") -> "Person":
        """Return the same device, writing new logs."""
        return replace(self, writer=self.another_log(label))

    def room(self, group: GroupId) -> Room:
        """Return an empty room of this device."""
        return Room(group, self.device, self.open_box)

    def found(self, *, policy: Policy | None = None, now: int = 1_000) -> Room:
        """Return a new group with its first epoch."""
        genesis = Genesis(
            nonce=self.writer.random(32),
            owner=self.account,
            certificate=self.certificate,
            name=self.name,
            direct=False,
            policy=policy or Policy(),
            suite=self.hpke.suite,
        )
        room, _ = found(genesis, self.writer, now, self.open_box)
        room.author(room.rekey_payload(self.writer.random(32), now), self.writer, now)
        return room


def person(
    name: str,
    seed: str = "",
    account_key: SigningKey | None = None,
    device_key: SigningKey | None = None,
    suite: int = SUITE_CLASSIC,
    created: int = 1,
) -> Person:
    """Return the person of that name; the same in every run."""
    random = Bytes(seed or name)
    fresh = SigningKey.from_bytes(random(32)), SigningKey.from_bytes(random(32))
    account, device = account_key or fresh[0], device_key or fresh[1]
    hpke = HpkeKey(suite, random(SEED_SIZES[suite]))
    certificate = issue(account, device, suite, hpke.public_bytes, created)
    return Person(name, account, device, hpke, certificate, Writer(device, random(8), random))


def added(newcomer: Person) -> Add:
    """Return the addition of somebody on the strength of the author's role."""
    return Add(certificate=newcomer.certificate, name=newcomer.name, invite=InviteId(b""), proof=b"", statement=b"")


def offer(secret: bytes, *, max_uses: int = 20, expires: int = 10**15, approval: bool = False) -> InviteOffer:
    """Return an invite made of a 16-byte secret."""
    invite = InviteId(invite_key(secret).public)
    return InviteOffer(invite=invite, discovery_key=bytes(32), expires=expires, max_uses=max_uses, approval=approval)


def invited(newcomer: Person, secret: bytes, group: GroupId) -> Add:
    """Return the addition of somebody who holds an invite's secret."""
    key = invite_key(secret)
    statement = encode(
        JoinStatement(
            group=group,
            account=newcomer.account,
            device=newcomer.device,
            binding=bytes(32),
            dialler_nonce=bytes(32),
            listener_nonce=bytes(32),
        )
    )
    return Add(
        certificate=newcomer.certificate,
        name=newcomer.name,
        invite=InviteId(key.public),
        proof=key.sign(JOIN, statement),
        statement=statement,
    )


def raws(room: Room) -> list[bytes]:
    """Return the control operations of a room, in the order they arrived there."""
    return [node.op.raw for node in room.graph.nodes]


def meet(*rooms: Room) -> None:
    """Let rooms exchange all their control operations."""
    everything = [raw for room in rooms for raw in raws(room)]
    for room in rooms:
        room.receive(everything, 0)
