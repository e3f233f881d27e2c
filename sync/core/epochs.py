"""Who can read: the secrets content is sealed under, and which of them to use (PROTOCOL.md, "Epochs")."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from sync.core.causality import Graph, Node
from sync.core.codec import decode, encode
from sync.core.ended import Ended, ended
from sync.core.granting import MAX_ASKED, Grants
from sync.core.ids import DeviceId, EpochId, GroupId, OpId
from sync.core.members import Membership
from sync.core.membership import resolve_graph
from sync.core.ops import Box, EpochSecret, Grant, Rekey
from sync.core.payloads import MAX_GRANTED
from sync.core.sealing import SECRET_SIZE, commitment, seal_box
from sync.errors import HostileInput

Opener: TypeAlias = Callable[[int, bytes, str, bytes], bytes | None]
"""(suite, sealed, purpose, context) -> what is in the box, or None when it is not for this device's keys."""

EPOCH_BOX: Final = "epoch box"
GRANT_BOX: Final = "grant box"
ROTATE_MS: Final = 7 * 24 * 3600 * 1000
ROTATE_OPERATIONS: Final = 5_000
BOXES_BYTES: Final = 56_000
"""What all boxes of one rekey may take, so that the operation stays under its limit."""


def epoch_id(rekey: OpId) -> EpochId:
    """Return the id of the epoch that a rekey begins: nobody else can begin one of the same name."""
    return EpochId(rekey)


@dataclass(frozen=True, slots=True)
class Epoch:
    """An epoch as its rekey describes it."""

    id: EpochId
    node: Node
    commitment: bytes
    share: bool
    recipients: frozenset[DeviceId]
    boxed: frozenset[DeviceId]
    """Recipients whose box holds something; the others are named and get the secret by a grant."""


class EpochBook:
    """The epochs of a group, and the secrets this device has learnt."""

    def __init__(self, group: GroupId, device: DeviceId, opener: Opener, secrets: Mapping[EpochId, bytes]) -> None:
        self._group = group
        self._device = device
        self._opener = opener
        self._graph = Graph(group)
        self._membership = resolve_graph(self._graph)
        self._read = 0
        self._rekeys: dict[EpochId, Epoch] = {}
        self._ends: list[Ended] = []
        self._verdict: tuple[EpochId, int, bool] = (EpochId(b""), 0, False)
        self._grants = Grants()
        self._newest: list[Epoch] = []
        self._held: list[Epoch] = []
        self._sending: Epoch | None = None
        self.epochs: dict[EpochId, Epoch] = {}
        """Epochs whose rekey counts."""
        self.secrets: dict[EpochId, bytes] = dict(secrets)

    # --- learning

    def update(self, graph: Graph, membership: Membership) -> set[EpochId]:
        """Take in a graph that has grown; returns the epochs whose secrets became known."""
        self._graph, self._membership = graph, membership
        learnt: set[EpochId] = set()
        grants: list[tuple[Node, Grant]] = []
        for node in graph.nodes[self._read :]:
            if isinstance(node.payload, Rekey):
                learnt |= self._read_rekey(node, node.payload)
            if isinstance(node.payload, Grant):
                grants.append((node, node.payload))
                self._grants.note(node, node.payload)
        self._read = len(graph.nodes)
        self.epochs = {}
        for epoch in self._rekeys.values():
            if epoch.node.op.id not in membership.rejected:
                self.epochs[epoch.id] = epoch
        self._ends = ended(membership)
        self._verdict = (EpochId(b""), 0, False)
        for node, grant in grants:
            learnt |= self._read_grant(node, grant)
        self._newest = sorted(self.epochs.values(), key=lambda each: (-each.node.depth, each.id))
        self._held = [each for each in self._newest if each.id in self.secrets]
        self._sending = next((each for each in self._held if self._usable(each)), None)
        return learnt

    def _read_rekey(self, node: Node, payload: Rekey) -> set[EpochId]:
        boxes = {box.device: box.sealed for box in payload.boxes}
        epoch = Epoch(
            id=epoch_id(node.op.id),
            node=node,
            commitment=payload.commitment,
            share=payload.share,
            recipients=frozenset(boxes),
            boxed=frozenset(device for device, sealed in boxes.items() if sealed),
        )
        self._rekeys[epoch.id] = epoch
        handed = self.secrets.get(epoch.id)
        if handed is not None and commitment(handed, self._group) != payload.commitment:
            del self.secrets[epoch.id]  # another device of the account said it was this epoch's, and was wrong
        sealed = boxes.get(self._device)
        if not sealed or epoch.id in self.secrets:
            return set()
        secret = self._opener(payload.suite, sealed, EPOCH_BOX, self._group + payload.commitment)
        return self._learn(epoch.id, secret, payload.commitment)

    def _read_grant(self, node: Node, payload: Grant) -> set[EpochId]:
        if payload.box.device != self._device or all(each in self.secrets for each in payload.epochs):
            return set()
        opened = self._opener(payload.suite, payload.box.sealed, GRANT_BOX, self._group)
        if opened is None:
            return set()
        try:
            secrets = decode(opened, tuple[EpochSecret, ...])
        except HostileInput:  # only this device can tell: a bad grant is its author's fault, not the sender's
            return set()
        learnt: set[EpochId] = set()
        for each in secrets:
            epoch = self._rekeys.get(each.epoch)
            # What is not to be shared is not taken either, should a member give it by mistake. Devices of one account
            # may give each other everything.
            if epoch is not None and (epoch.share or self._device in epoch.recipients or self._own(node.device)):
                learnt |= self._learn(each.epoch, each.secret, epoch.commitment)
        return learnt

    def _learn(self, epoch: EpochId, secret: bytes | None, committed: bytes) -> set[EpochId]:
        if secret is None or len(secret) != SECRET_SIZE or epoch in self.secrets:
            return set()
        if commitment(secret, self._group) != committed:
            return set()
        self.secrets[epoch] = secret
        return {epoch}

    # --- sending

    def betrayed(self, epoch_id: EpochId, past: int) -> bool:
        """Return whether content under an epoch breaks the send rule: its author knew an end that the rekey does not.

        `past` is what the author knew, as a bit set of control operations.
        """
        epoch = self.epochs.get(epoch_id)
        if epoch is None or not self._ends:
            return False
        if self._verdict[:2] != (epoch_id, past):  # messages that follow each other mostly know the same
            broken = any(each.betrayed(past, epoch.node.past) for each in self._ends)
            self._verdict = (epoch_id, past, broken)
        return self._verdict[2]

    def clean(self, epoch: Epoch) -> bool:
        """Return whether nobody who is no member was given the epoch's secret, nor can be by somebody unaware of it.

        Whoever has the epoch has what its rekey knows. So where that includes an end of each membership that ended, and
        of each device that was revoked, nobody honest grants it to those any more.
        """
        membership, past = self._membership, epoch.node.past
        active = membership.active_devices().keys()
        if not (epoch.recipients <= active and all(past & each.counted for each in self._ends)):
            return False
        outside = (device for device in self._grants.devices() if device not in active)
        return not any(self._grants.given(device, epoch.id, membership.rejected) for device in outside)

    def _usable(self, epoch: Epoch) -> bool:
        membership = self._membership
        return epoch.recipients == membership.devices_at(epoch.node.past) and self.clean(epoch)

    def held(self) -> list[Epoch]:
        """Return the epochs whose secret this device has, by greatest causal depth, then lowest id."""
        return list(self._held)

    def sending(self) -> EpochId | None:
        """Return the epoch to seal new content under, or None when a rekey must come first."""
        return None if self._sending is None else self._sending.id

    def needs_rekey(self, now: int, lamport: int) -> bool:
        """Return whether this device should begin an epoch, at `now` (ms) and a logical clock of `lamport`."""
        membership = self._membership
        if self._device not in membership.active_devices():
            return False
        epoch = self._sending
        if epoch is None:
            return not self._awaits_grant()
        everybody = membership.active_devices().keys()
        header = epoch.node.op.header
        return (
            epoch.share != (membership.policy.history == "all")
            or (not epoch.share and not everybody <= epoch.recipients)
            or now - header.time >= ROTATE_MS
            or lamport - header.lamport >= ROTATE_OPERATIONS
        )

    def _awaits_grant(self) -> bool:
        """Return whether there is an epoch in use whose secret somebody is about to grant this device."""
        best = next((each for each in self._newest if self._usable(each)), None)
        return (
            best is not None
            and best.share
            and self._device not in best.boxed
            and not self._grants.given(self._device, best.id, ())  # otherwise the grant was worth nothing
        )

    def rekey(self, secret: bytes, past: int) -> Rekey:
        """Return a rekey to `secret` for exactly the devices resolved at `past` (a bit set)."""
        membership = self._membership
        certificates = membership.active_devices()
        committed = commitment(secret, self._group)
        room, boxes = BOXES_BYTES, list[Box]()
        # Its own box first. Devices that are gone by now can be resolved there only while there are more heads than
        # deps; this epoch is then of no use, and the next one, which refers to it, is.
        recipients = membership.devices_at(past) & certificates.keys()
        for device in sorted(recipients, key=lambda each: (each != self._device, each)):
            certificate = certificates[device]
            sealed = seal_box(certificate.suite, certificate.hpke_key, EPOCH_BOX, self._group + committed, secret)
            if room < len(sealed) + 48:
                sealed = b""
            room -= len(sealed) + 48
            boxes.append(Box(device=device, sealed=sealed))
        return Rekey(
            suite=membership.suite,
            share=membership.policy.history == "all",
            commitment=committed,
            boxes=tuple(sorted(boxes, key=lambda each: each.device)),
        )

    # --- granting

    def _own(self, device: DeviceId) -> bool:
        """Return whether a device is of the same account as this one."""
        account = self._membership.device_account(device)
        return account is not None and account == self._membership.device_account(self._device)

    def _lacking(self, device: DeviceId) -> list[Epoch]:
        """Return the epochs this device knows and `device` should be told, the newest first."""
        membership = self._membership
        own, rejected = self._own(device), membership.rejected
        return [
            epoch
            for epoch in self._held
            if (own or self._entitled(device, epoch))
            and self._grants.owed(device, epoch.id, rejected, boxed=device in epoch.boxed)
        ]

    def _entitled(self, device: DeviceId, epoch: Epoch) -> bool:
        return device in epoch.recipients or (epoch.share and self._membership.policy.history == "all")

    def ask(self) -> Grant | None:
        """Return a request for what this device was given in vain, or None where it has all, or has asked already."""
        membership, me = self._membership, self._device
        if me not in membership.active_devices():
            return None
        lacking: list[EpochId] = []
        for epoch in self._newest:
            asked = self._grants.asked(me, epoch.id, membership.rejected)
            owed = self._grants.owed(me, epoch.id, membership.rejected, boxed=me in epoch.boxed)
            if epoch.id not in self.secrets and self._entitled(me, epoch) and not owed and len(asked) < MAX_ASKED:
                lacking.append(epoch.id)
        if not lacking:
            return None
        return Grant(box=Box(device=me, sealed=b""), suite=membership.suite, epochs=tuple(lacking[:MAX_GRANTED]))

    def missing_grants(self) -> list[DeviceId]:
        """Return the members' devices that lack a secret which this device has and may share."""
        membership = self._membership
        if self._device not in membership.active_devices():
            return []
        others = membership.active_devices().keys() - {self._device}
        return sorted(device for device in others if self._lacking(device))

    def grant(self, device: DeviceId) -> Grant | None:
        """Return a grant of what `device` lacks (at most MAX_GRANTED epochs, newest first), or None for nothing."""
        membership = self._membership
        certificate = membership.active_devices().get(device)
        lacking = self._lacking(device)[:MAX_GRANTED]
        if certificate is None or not lacking:
            return None
        secrets = encode(tuple(EpochSecret(epoch=each.id, secret=self.secrets[each.id]) for each in lacking))
        sealed = seal_box(certificate.suite, certificate.hpke_key, GRANT_BOX, self._group, secrets)
        box = Box(device=device, sealed=sealed)
        return Grant(box=box, suite=certificate.suite, epochs=tuple(each.id for each in lacking))
