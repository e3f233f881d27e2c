"""What honest devices do in a history: what the engine would write, decided on what the device knows."""

from collections.abc import Callable, Iterator
from typing import Final, Literal

from sync.core.ops import (
    AssistantState,
    ContentPayload,
    ControlPayload,
    DeviceAdd,
    InviteRevoke,
    Message,
    Policy,
    Profile,
    RoleChange,
    Settings,
)
from sync.core.removing import remove_payload, revoke_payload
from sync.core.renewing import renewals
from sync.core.room import Room
from sync.errors import NotAllowed, NotAMember, NotReadyYet, TooLarge
from tests.support.histories import DEVICES, Peer, Script, World, adds, device_of
from tests.support.people import invited, offer

POLICIES: Final = (
    Policy(),
    Policy(history="joining"),
    Policy(invite="admins", settings="admins"),
    Policy(history="joining", invite="admins", settings="admins"),
)

Deed = Callable[[World, Peer, int, int], None]


class Broken(AssertionError):
    """A history did what must never happen."""


def attempt(world: World, peer: Peer, what: str, script: Script) -> bool:
    """Let a device do something it may turn out not to be allowed; returns whether it was."""
    try:
        world.run(peer, what, script)
    except (NotAllowed, NotAMember, TooLarge):
        return False
    except NotReadyYet as error:
        raise Broken(f"{peer.label} cannot write: {error.message}") from error
    return True


def one(*payloads: ControlPayload | ContentPayload) -> Script:
    """Return a script that writes these."""
    return lambda room: iter(payloads)


# --- talking


def say(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Write a message, beginning an epoch first if that is due."""
    text = f"m{len(world.said)}"

    def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
        yield from renewals(room, world.random, world.now)
        yield Message(text=text)

    if peer.active and not _awaiting(peer):
        attempt(world, peer, f"says {text}", script)


def _awaiting(peer: Peer) -> bool:
    """Return whether a device has just joined and waits to be granted the secret of an epoch in use."""
    room = peer.room
    return room is not None and room.epochs.sending() is None and not room.needs_rekey(0)


def rekey(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Begin an epoch."""

    def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
        yield room.rekey_payload(world.random(32), world.now)
        yield from renewals(room, world.random, world.now)

    if peer.active:
        attempt(world, peer, "rekeys", script)


def grant(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Grant a member's device what it lacks."""
    room = peer.room
    lacking = room.missing_grants() if room is not None else []
    if room is None or not lacking:
        return
    device = lacking[pick % len(lacking)]
    payload = room.grant_payload(device)
    if payload is not None:
        attempt(world, peer, f"grants {world.label(device)} {len(payload.epochs)} epochs", one(payload))


def ask(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Ask for what was given in vain."""
    payload = None if peer.room is None else peer.room.asking_payload()
    if payload is not None:
        attempt(world, peer, f"asks for {len(payload.epochs)} epochs", one(payload))


# --- people


def _candidates(world: World, peer: Peer) -> list[str]:
    room = peer.room
    assert room is not None
    names = [*world.honest, *world.crooks]
    return [each for each in names if not room.membership.is_member(device_of(each, 1, 0, world.suite).account)]


def add(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Let somebody in without an invite, and tell them what they may read."""
    names = _candidates(world, peer) if peer.active else []
    if not names:
        return
    newcomer = world.peer(names[pick % len(names)], 1 + turn % DEVICES)

    def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
        yield adds(newcomer.who)
        yield from _welcome(world, room, newcomer)

    may = peer.room is not None and peer.room.may(peer.account, "invite")
    if not attempt(world, peer, f"adds {newcomer.label}", script) and may:
        raise Broken(f"{peer.label} may invite, but cannot add {newcomer.label}")


def _welcome(world: World, room: Room, newcomer: Peer) -> Iterator[ControlPayload]:
    yield from renewals(room, world.random, world.now)
    payload = room.grant_payload(newcomer.device)
    if payload is not None:
        yield payload


def invite(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Make an invite, of few uses, sometimes with approval or soon over."""
    secret = world.random(16)
    expires = world.now + (1_000 if turn % 5 == 4 else 10**12)
    terms = offer(secret, max_uses=1 + pick % 2, expires=expires, approval=turn % 4 == 3)
    if peer.active and attempt(world, peer, f"invites {terms.max_uses} (code {len(world.codes)})", one(terms)):
        world.codes.append((secret, terms))


def withdraw(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Withdraw an invite."""
    if peer.active and world.codes:
        number = pick % len(world.codes)
        payload = InviteRevoke(invite=world.codes[number][1].invite)
        attempt(world, peer, f"withdraws code {number}", one(payload))


def admit(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Let somebody in who shows an invite's code."""
    names = _candidates(world, peer) if peer.active else []
    if not names or not world.codes:
        return
    number = turn % len(world.codes)
    secret, terms = world.codes[number]
    newcomer = world.peer(names[pick % len(names)], 1)
    addition = invited(newcomer.who, secret, world.group)

    def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
        state = room.membership.invites.get(terms.invite)
        if state is None or not state.open(world.now):
            raise NotAllowed("the invite is not open")
        yield addition
        yield from _welcome(world, room, newcomer)

    attempt(world, peer, f"admits {newcomer.label} by code {number}", script)


def _others(world: World, peer: Peer) -> list[tuple[str, bytes]]:
    room = peer.room
    assert room is not None
    return [(world.name(each), each) for each in sorted(room.membership.members) if each != peer.account]


def remove(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Remove somebody and renew the keys."""
    others = _others(world, peer) if peer.active else []
    if not others:
        return
    expel(world, peer, others[pick % len(others)][0])


def expel(world: World, peer: Peer, name: str) -> None:
    """Remove somebody by name and renew the keys."""
    target = device_of(name, 1, 0, world.suite).account
    room = peer.room
    assert room is not None
    may = room.may(peer.account, "remove", target)

    def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
        yield remove_payload(room, target)
        yield room.rekey_payload(world.random(32), world.now)

    if attempt(world, peer, f"removes {name}", script) is not may:
        raise Broken(f"{peer.label} {'may' if may else 'may not'} remove {name}, it was said")


def role(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Make somebody an admin, or no longer."""
    others = _others(world, peer) if peer.active else []
    if not others:
        return
    name = others[pick % len(others)][0]
    target = device_of(name, 1, 0, world.suite).account
    wanted: Literal["admin", "member"] = "member" if turn % 3 == 2 else "admin"
    room = peer.room
    assert room is not None
    may = room.may(peer.account, "role", target) and room.membership.role(target) is not None
    done = attempt(world, peer, f"makes {name} {wanted}", one(RoleChange(account=target, role=wanted)))
    if may and not done:
        raise Broken(f"{peer.label} may decide about {name}, it was said")


def leave(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Leave the group."""
    if peer.active:
        assert peer.room is not None
        attempt(world, peer, "leaves", one(remove_payload(peer.room, peer.account)))


# --- devices


def link(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Add a further device of one's own."""
    number = 1 + pick % DEVICES
    other = world.peer(peer.who.name, number)
    if peer.active and number != peer.number:
        attempt(world, peer, f"links {other.label}", one(DeviceAdd(certificate=other.who.certificate)))


def revoke(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Revoke a device of one's own and renew the keys."""
    if not peer.active or peer.room is None:
        return
    own = sorted(peer.room.membership.members[peer.account].devices)
    labels = {each.device: each for each in world.peers.values()}
    expel_device(world, peer, labels[own[pick % len(own)]])


def expel_device(world: World, peer: Peer, other: Peer) -> None:
    """Revoke a certain device and renew the keys."""
    device = other.device
    if peer.room is None or device == peer.device or device not in peer.room.membership.active_devices():
        return

    def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
        yield revoke_payload(room, device, peer.who.account_key)
        yield room.rekey_payload(world.random(32), world.now)

    attempt(world, peer, f"revokes {world.label(device)}", script)


def renew(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Take a new encryption key, keeping the old one for what is still on its way."""
    newer = device_of(peer.who.name, peer.number, len(peer.keys), world.suite)
    if (
        peer.active
        and not peer.cloned
        and attempt(world, peer, "renews its key", one(DeviceAdd(certificate=newer.certificate)))
    ):
        peer.keys.append(newer)


# --- how it is set up


def policy(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Change who may do what, and what newcomers read."""
    wanted = POLICIES[pick % len(POLICIES)]
    may = peer.active and peer.room is not None and peer.room.may(peer.account, "policy")
    if (
        peer.active
        and attempt(world, peer, f"sets policy {pick % len(POLICIES)}", one(Settings(policy=wanted))) is not may
    ):
        raise Broken(f"{peer.label} {'may' if may else 'may not'} change the policy, it was said")


def settings(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Change the group's name, or its assistant."""
    state = AssistantState(enabled=True, name=f"Sage {pick}", instructions="", respond="off", model="")
    change = Settings(name=f"room {pick}") if turn % 2 else Settings(assistant=state)
    if peer.active:
        attempt(world, peer, "changes settings", one(change))


def profile(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Take another name."""
    if peer.active:
        attempt(world, peer, "renames itself", one(Profile(name=f"{peer.who.name} {pick}")))


def wait(world: World, peer: Peer, pick: int = 0, turn: int = 0) -> None:
    """Let time pass: seconds, or days."""
    world.now += 3_000 if turn % 3 else 8 * 24 * 3600 * 1000
    world.note("time passes")


DEEDS: Final[dict[str, Deed]] = {
    each.__name__: each
    for each in (
        say, rekey, grant, ask, add, invite, withdraw, admit, remove, role, leave, link, revoke, renew, policy,
        settings, profile, wait,
    )
}  # fmt: skip
