"""What somebody dishonest does in a history: anything his own keys can sign, knowing or pretending not to know."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from sync.core.codec import decode, encode
from sync.core.epochs import EPOCH_BOX, GRANT_BOX, epoch_id
from sync.core.ids import DeviceId, EpochId, Head, LogKind, OpId
from sync.core.limits import MAX_CLOCK_STEP
from sync.core.ops import (
    Box,
    ControlPayload,
    Cut,
    DeviceAdd,
    DeviceRevoke,
    EpochSecret,
    Grant,
    InviteRevoke,
    Message,
    Operation,
    Profile,
    Rekey,
    Remove,
    RoleChange,
    Settings,
)
from sync.core.sealing import SUITE_CLASSIC, SUITE_HYBRID, commitment
from sync.core.seniority import REVOKE_DEVICE, revocation_bytes
from sync.core.writing import Draft, content_operation, control_operation, own_log
from sync.errors import HostileInput
from tests.support.fixed_boxes import fixed_box
from tests.support.histories import DEVICES, Peer, World, adds, device_of
from tests.support.histories_deeds import POLICIES
from tests.support.people import Person, invited, offer


def learnt(world: World, peer: Peer, ops: Sequence[OpId]) -> dict[EpochId, bytes]:
    """Return every epoch secret that a device gets out of operations, whether or not they count."""
    commitments: dict[EpochId, bytes] = {}
    found: dict[EpochId, bytes] = {}
    for each in ops:
        payload = world.payloads.get(each)
        if isinstance(payload, Rekey):
            epoch = epoch_id(each)
            commitments[epoch] = payload.commitment
            for box in payload.boxes:
                secret = _opened(world, peer, box, EPOCH_BOX, world.group + payload.commitment)
                if secret is not None and commitment(secret, world.group) == payload.commitment:
                    found[epoch] = secret
    for each in ops:
        payload = world.payloads.get(each)
        if isinstance(payload, Grant):
            opened = _opened(world, peer, payload.box, GRANT_BOX, world.group)
            for secret in _granted(opened):
                if commitment(secret.secret, world.group) == commitments.get(secret.epoch):
                    found[secret.epoch] = secret.secret
    return found


def _opened(world: World, peer: Peer, box: Box, purpose: str, context: bytes) -> bytes | None:
    if box.device != peer.device or not box.sealed:
        return None
    key = (box.sealed, purpose, peer.label, len(peer.keys))
    if key not in world.opened:
        world.opened[key] = peer.open_box(world.suite, box.sealed, purpose, context)
    return world.opened[key]


def _granted(opened: bytes | None) -> tuple[EpochSecret, ...]:
    try:
        return () if opened is None else decode(opened, tuple[EpochSecret, ...])
    except HostileInput:
        return ()


class Plan(NamedTuple):
    """Where an operation of a crook pretends to stand: every number may be anything."""

    hand: int
    target: int
    twist: int
    knowing: tuple[int, ...]
    """Which operations it refers to; nothing: the newest ones there are."""
    place: int
    """0: continues its log; 1: in a new one; 2: beside something it wrote before."""
    clock: int


class Crooks:
    """The dishonest devices of a world, who tell each other everything."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.hands = [world.peer(name, number) for name in world.crooks for number in range(1, DEVICES + 1)]
        if world.stolen:
            self.hands.append(world.peer(world.stolen[:-1], int(world.stolen[-1])))
        self._written: dict[bytes, list[Operation]] = {}
        self._count = 0

    def secrets(self) -> dict[EpochId, bytes]:
        """Return everything any of them can open."""
        found: dict[EpochId, bytes] = {}
        for each in self.hands:
            found |= learnt(self.world, each, list(self.world.archive))
        return found

    def attack(self, kind: str, plan: Plan) -> list[Operation]:
        """Write something of that kind; it has reached nobody yet."""
        hand = self.hands[plan.hand % len(self.hands)]
        if kind == "message":
            return self._message(hand, plan)
        if kind == "flood":
            return [self._sign(hand, Profile(name="flood"), plan._replace(place=1), "floods") for _ in range(6)]
        made = ATTACKS[kind](self, hand, plan)
        return [] if made is None else [self._sign(hand, made, plan, kind)]

    def target(self, plan: Plan) -> Person:
        """Return the device aimed at, with any certificate it ever had."""
        world = self.world
        inside = [each for each in world.peers.values() if each.active]
        names = [*world.honest, *world.crooks]
        if plan.target % 3 or not inside:
            peer = world.peer(names[plan.target % len(names)], 1 + plan.target // len(names) % DEVICES)
        else:
            peer = inside[plan.target // 3 % len(inside)]
        return peer.keys[plan.twist % len(peer.keys)]

    # --- pretending

    def _deps(self, plan: Plan) -> list[OpId]:
        nodes = self.world.graph.nodes
        if not plan.knowing:
            return sorted(self.world.graph.heads)[:16]
        picked = [nodes[each % len(nodes)].op.id for each in plan.knowing]
        return list(dict.fromkeys(picked))[:16]

    def _sign(self, hand: Peer, payload: ControlPayload, plan: Plan, what: str) -> Operation:
        world, writer = self.world, hand.writer
        log = own_log(writer, LogKind.CONTROL)
        written = self._written.setdefault(log, [])
        before = written[-1] if written else None
        if plan.place == 1:
            writer = writer._replace(incarnation=world.random(8))
            written, before = self._written.setdefault(own_log(writer, LogKind.CONTROL), []), None
        elif plan.place == 2 and written:
            before = written[plan.twist % len(written)]
        deps = self._deps(plan)
        above = [world.archive[each] for each in deps] + ([before] if before else [])
        lamport = max((each.header.lamport for each in above), default=0) + (0, 7, MAX_CLOCK_STEP - 1)[plan.clock % 3]
        head = None if before is None else Head(before.header.seq, before.id)
        draft = Draft(world.group, head, lamport, world.now, tuple(sorted(deps)))
        op = control_operation(payload, draft, writer)
        self._count += 1
        world.title(op, f"{hand.label} {what}!{self._count}")
        if op.id in world.graph:
            written.append(op)
        known = " ".join(world.titles.get(each, "?").replace(" ", "-") for each in deps[:4])
        world.note(f"{hand.label}: {what}!{self._count} {_words(world, payload)} knowing {known}")
        return op

    def _message(self, hand: Peer, plan: Plan) -> list[Operation]:
        world = self.world
        secrets = sorted(self.secrets().items())
        if not secrets:
            return []
        epoch, secret = secrets[plan.twist % len(secrets)]
        log = own_log(hand.writer, LogKind.CONTENT)
        written = self._written.setdefault(log, [])
        before = written[-1] if written else None
        head = None if before is None else Head(before.header.seq, before.id)
        draft = Draft(world.group, head, world.graph.lamport, world.now, (), tuple(sorted(self._deps(plan))))
        op = content_operation(Message(text="lies"), draft, hand.writer, epoch, secret)
        written.append(op)
        self._count += 1
        world.title(op, f"{hand.label} message!{self._count}")
        world.note(f"{hand.label}: message!{self._count}")
        return [op]


def _words(world: World, payload: ControlPayload) -> str:
    match payload:
        case Remove() | RoleChange():
            return world.name(payload.account)
        case DeviceRevoke():
            return world.label(payload.device)
        case Grant():
            return world.label(payload.box.device)
        case _:
            return ""


# --- what they write


def _add(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload:
    return adds(crooks.target(plan))


def _admit(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload | None:
    world = crooks.world
    if not world.codes:
        return None
    return invited(crooks.target(plan), world.codes[plan.twist % len(world.codes)][0], world.group)


def _remove(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload:
    target = crooks.target(plan)
    logs = sorted({op.header.log for op in crooks.world.archive.values() if op.header.log[:32] == target.device})
    cuts = tuple(Cut(log=log, seq=plan.twist, id=OpId(bytes(32))) for log in logs)
    return Remove(account=target.account, cuts=cuts)


def _promote(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload:
    return RoleChange(account=crooks.target(plan).account, role="admin")


def _demote(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload:
    return RoleChange(account=crooks.target(plan).account, role="member")


def _leave(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload:
    return Remove(account=hand.account, cuts=())


def _rekey(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload:
    """Begin an epoch for the right devices or others, with boxes that open or not, under a secret of its own or not."""
    world = crooks.world
    secrets = sorted(crooks.secrets().values())
    foreign = plan.twist % 4 == 3 and bool(secrets)
    secret = secrets[0] if foreign else world.random(32)
    committed = commitment(secret, world.group)
    recipients = _recipients(world, crooks, plan)
    boxes: list[Box] = []
    for index, who in enumerate(recipients):
        sealed = fixed_box(world.suite, who.hpke.public_bytes, EPOCH_BOX, world.group + committed, secret)
        spoilt = plan.twist % 4 == 1 and index % 2 and who.device != hand.device
        lie = fixed_box(world.suite, who.hpke.public_bytes, EPOCH_BOX, world.group + committed, bytes(32))
        boxes.append(Box(device=who.device, sealed=(b"spoilt", lie)[plan.clock % 2] if spoilt else sealed))
    share = plan.target % 3 != 0
    return Rekey(world.suite, share, committed, tuple(sorted(boxes, key=lambda each: each.device)))


def _recipients(world: World, crooks: Crooks, plan: Plan) -> list[Person]:
    active = world.founder.room
    assert active is not None
    devices = set(active.membership.active_devices())
    if plan.twist % 4 == 2:
        devices |= {each.device for each in crooks.hands}
    return [each.who for each in world.peers.values() if each.device in devices and "'" not in each.label] or [
        crooks.hands[0].who
    ]


def _grant(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload | None:
    world = crooks.world
    secrets = sorted(crooks.secrets().items())
    if not secrets:
        return None
    lie = plan.twist % 3 == 1
    told = tuple(EpochSecret(epoch=epoch, secret=bytes(32) if lie else secret) for epoch, secret in secrets)
    target = crooks.target(plan)
    plaintext = encode(told) if plan.twist % 3 else b"nothing"
    sealed = fixed_box(world.suite, target.hpke.public_bytes, GRANT_BOX, world.group, plaintext)
    return Grant(Box(target.device, sealed), world.suite, tuple(each.epoch for each in told))


def _invite(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload:
    """Make an invite, or one more offer of somebody else's."""
    world = crooks.world
    if plan.twist % 2 and world.codes:
        return offer(world.codes[plan.target % len(world.codes)][0], max_uses=1 + plan.target % 3)
    secret = world.random(16)
    terms = offer(secret, max_uses=2)
    world.codes.append((secret, terms))
    return terms


def _withdraw(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload | None:
    codes = crooks.world.codes
    return InviteRevoke(invite=codes[plan.target % len(codes)][1].invite) if codes else None


def _settings(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload:
    return Settings(name="taken") if plan.twist % 2 else Settings(policy=POLICIES[plan.target % len(POLICIES)])


def _link(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload:
    """Name another device of one's own, one's own with keys nobody here can use, or somebody else's."""
    world, name = crooks.world, hand.who.name
    if plan.twist % 4 == 0:
        return DeviceAdd(certificate=crooks.target(plan).certificate)
    if plan.twist % 4 == 1 and name in world.crooks:
        other = SUITE_HYBRID if world.suite == SUITE_CLASSIC else SUITE_CLASSIC
        return DeviceAdd(certificate=device_of(name, 1 + plan.target % DEVICES, 0, other).certificate)
    return DeviceAdd(certificate=world.peer(name, 1 + plan.target % DEVICES).who.certificate)


def _revoke(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload:
    """Revoke any device; only with the keys of an account of one's own is it signed well."""
    world = crooks.world
    own = hand.who.name in world.crooks
    target = world.peer(hand.who.name, 1 + plan.target % DEVICES).who if own else crooks.target(plan)
    key = hand.who.account_key if own else hand.who.device_key
    signature = key.sign(REVOKE_DEVICE, revocation_bytes(world.group, target.device, ()))
    return DeviceRevoke(device=DeviceId(target.device), cuts=(), account_signature=signature)


def _replay(crooks: Crooks, hand: Peer, plan: Plan) -> ControlPayload | None:
    """Say again, in one's own log, what somebody else said."""
    payloads = list(crooks.world.payloads.values())[1:]
    return payloads[plan.target % len(payloads)] if payloads else None


ATTACKS: Final[dict[str, Callable[[Crooks, Peer, Plan], ControlPayload | None]]] = {
    "add": _add, "admit": _admit, "remove": _remove, "promote": _promote, "demote": _demote, "leave": _leave,
    "rekey": _rekey, "grant": _grant, "invite": _invite, "withdraw": _withdraw, "settings": _settings, "link": _link,
    "revoke": _revoke, "replay": _replay,
}  # fmt: skip
KINDS: Final = (*ATTACKS, "message", "flood")
