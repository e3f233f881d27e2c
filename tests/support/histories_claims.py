"""What must hold of a history, at every moment and once everybody has everything."""

from collections.abc import Sequence
from random import Random

from sync.core.granting import MAX_ASKED
from sync.core.ids import EpochId, OpId, log_device
from sync.core.membership import Membership, resolve
from sync.core.ops import Grant, Message, Operation, Rekey, Settings
from sync.core.room import Room
from sync.core.sealing import open_content
from sync.core.signing import header_bytes
from sync.views import Role
from tests.support.histories import Given, Peer, Said, World
from tests.support.histories_crooks import learnt
from tests.support.histories_deeds import Broken, ask, attempt, grant, one, rekey, say
from tests.support.histories_rules import Rules

ROUNDS = 6
"""How often everybody writes what is still missing, and tells the others, until nothing is."""


def require(holds: object, what: str) -> None:
    """Raise Broken unless something holds."""
    if not holds:
        raise Broken(what)


def summary(room: Room) -> Sequence[object]:
    """Return everything that follows from a room's operations."""
    membership = room.membership
    return [
        membership.members, list(membership.members), membership.former, membership.invites, membership.rejected,
        membership.policy, membership.cuts, membership.suite, room.settings,
        {account: {each.by.op.id for each in ends} for account, ends in membership.removals.items()},
        {device: {each.by.op.id for each in ends} for device, ends in membership.revoked.items()},
        {account: {(each.by.op.id, each.lasts) for each in some} for account, some in membership.admitted.items()},
        {each.id: each.recipients for each in room.epochs.epochs.values()},
    ]  # fmt: skip


class Claims:
    """Looks at a world's rooms."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._seen: dict[frozenset[OpId], Sequence[object]] = {}
        self.left = False
        """Whether the founder has left, or a device of the founder's account is in other hands."""

    # --- at every moment

    def look(self, peer: Peer) -> None:
        """Check a room that has changed."""
        room = peer.room
        if room is None:
            return
        known = frozenset(room.graph.by_id)
        if known in self._seen:
            return
        self._seen[known] = summary(room)
        self._look_at(peer, room.membership)
        Rules(self.world, room.membership).check()

    def _look_at(self, peer: Peer, membership: Membership) -> None:
        label = peer.label
        owners = [each.account for each in membership.members.values() if each.role is Role.OWNER]
        require(len(owners) == bool(membership.members), f"{label} sees {len(owners)} owners")
        require(not membership.members.keys() & membership.former.keys(), f"{label} sees somebody in and out")
        ranks = [each.rank for each in membership.members.values()]
        require(ranks == list(range(len(ranks))), f"{label} sees ranks {ranks}")
        active = membership.active_devices().keys()
        at = membership.devices_at(-1)
        odd = [self.world.label(each) for each in at ^ active]
        require(at == active, f"{label} takes {odd} for members' devices or not, depending on how it asks")
        for state in membership.invites.values():
            require(state.uses <= state.offer.max_uses, f"{label} sees an invite used {state.uses} times")
        if not self.left and membership.graph.founding():
            require(owners == [self.world.founder.account], f"{label} sees the founder deposed")
        for device, ends in membership.revoked.items():
            for each in ends:
                refused = membership.rejected.get(each.by.op.id)
                require(refused is None, f"{label} sees {self.world.label(device)} revoked by what is void: {refused}")

    def same(self, peer: Peer) -> None:
        """Check that whoever has these operations comes to this, however they arrived."""
        room = peer.room
        require(room is None or self._seen[frozenset(room.graph.by_id)] == summary(room), f"{peer.label} differs")

    # --- when everybody has everything

    def heal(self, dice: Random) -> None:
        """Let everybody exchange everything, in any order, until nothing new comes of it."""
        world = self.world
        everything = list(world.archive.values())
        moved = True
        while moved:
            moved = False
            for peer in world.actors():
                lacking = [op for op in everything if op.id not in peer.store]
                dice.shuffle(lacking)
                while lacking:
                    size = dice.randint(1, len(lacking))
                    moved |= bool(world.give(peer, lacking[:size]).accepted)
                    del lacking[:size]
        for peer in world.actors():
            self.look(peer)

    def settled(self, dice: Random) -> None:
        """Check that all have come to the same, also from nothing in another order and from what they stored."""
        actors = self.world.actors()
        first = actors[0].room
        assert first is not None
        expected = summary(first)
        for peer in actors:
            room = peer.room
            assert room is not None
            require(room.digest == first.digest, f"{peer.label} and {actors[0].label} never agree on what there is")
            require(summary(room) == expected, f"{peer.label} and {actors[0].label} differ")
        control = [op for op in actors[0].store.values() if not op.header.epoch]
        dice.shuffle(control)
        afresh = resolve(control, self.world.group)
        require(
            (afresh.members, afresh.rejected, afresh.invites, afresh.cuts)
            == (first.membership.members, first.membership.rejected, first.membership.invites, first.membership.cuts),
            "another order gives another membership",
        )
        peer = dice.choice(actors)
        again = self.world.loaded(peer)
        require(summary(again) == expected and again.digest == first.digest, "what was stored loads as something else")
        self._content_counts(actors[0], first)
        require(peer.room and again.epochs.sending() == peer.room.epochs.sending(), "a restart changes the key in use")

    def _content_counts(self, peer: Peer, room: Room) -> None:
        rules = Rules(self.world, room.membership)
        rules.check()
        for op in peer.store.values():
            if op.header.epoch:
                (accepted,) = room.reopen([op.raw])
                title = self.world.titles[op.id]
                betrays = rules.betrays(op) if op.header.epoch in room.epochs.epochs else False
                void = rules.void(op) or betrays
                require(accepted.void is void, f"{title} is {'void' if accepted.void else 'shown'}")
                require(not (betrays and self._honest(op)), f"{title} is taken for a breach of the send rule")

    def _honest(self, op: Operation) -> bool:
        device = log_device(op.header.log)
        return any(each.device == device and each.honest for each in self.world.peers.values())

    def finish(self, dice: Random) -> None:
        """Heal, let everybody do what is due, and check what must hold then."""
        self.heal(dice)
        self.settled(dice)
        self._repair(dice)
        self.settled(dice)
        self._everybody_is_heard(dice)
        self._owner_commands()
        self.confidential()
        self.readable()
        self.unique()

    def members(self) -> list[Peer]:
        """Return the honest copies of members' devices."""
        return [each for each in self.world.actors() if each.active]

    def _repair(self, dice: Random) -> None:
        world, before = self.world, self.world.rekeys
        for _ in range(ROUNDS):
            busy = False
            for peer in self.members():
                room = peer.room
                if room is not None and room.needs_rekey(world.now):
                    busy = True
                    rekey(world, peer)
            for peer in self.members():
                busy |= peer.room is not None and peer.room.asking_payload() is not None
                ask(world, peer)
            self.heal(dice)
            for peer in self.members():
                while peer.room is not None and peer.room.missing_grants():
                    busy = True
                    grant(world, peer)
            self.heal(dice)
            if not busy:
                break
        else:
            raise Broken("there is always something left to do")
        require(world.rekeys - before <= 2 * len(self.members()), f"it took {world.rekeys - before} rekeys to agree")

    def _everybody_is_heard(self, dice: Random) -> None:
        world = self.world
        for peer in self.members():
            count = len(world.said)
            say(world, peer)
            require(len(world.said) == count + 1, f"{peer.label} is a member and cannot write")
            op = world.said[-1].op
            for other in self.members():
                if other is not peer:
                    lacking = [each for each in peer.store.values() if each.id not in other.store]
                    world.give(other, lacking)
                    require(self._reads(other, op), f"{other.label} cannot read {world.titles[op.id]}")

    def _reads(self, peer: Peer, op: Operation) -> bool:
        room = peer.room
        assert room is not None
        if op.id not in peer.store:
            return False
        (accepted,) = room.reopen([op.raw])
        return isinstance(accepted.content, Message) and not accepted.void

    def _owner_commands(self) -> None:
        world = self.world
        self.heal(Random(0))
        for peer in self.members():
            room = peer.room
            if room is not None and room.membership.owner() == peer.account:
                done = attempt(world, peer, "decides as the owner", one(Settings(policy=room.membership.policy)))
                require(done, f"{peer.label} owns the group and may decide nothing")
                return

    # --- secrets

    def confidential(self) -> None:
        """Check that nobody opens what was said by somebody who knew of their removal.

        What is claimed: a device that the author knew to be removed or revoked has the secret neither by a box nor by a
        grant of anybody honest, unless its giver knew of the same removals and took it for a member again; nor by
        anything a crook wrote that the author knew of. What crooks who still are members pass on secretly is a leak.
        """
        world = self.world
        given = {each.op.id: each for each in world.given}
        for said in world.said:
            for peer in world.peers.values():
                ends = said.gone.get(peer.device)
                if ends is None or peer.cloned:
                    continue
                sources = [op for op in world.payloads if self._counts(op, given, peer, said)]
                for secret in learnt(world, peer, sources).values():
                    require(
                        not _opens(said.op, secret), f"{peer.label} opens {world.titles[said.op.id]}, though removed"
                    )

    def _counts(self, op: OpId, given: dict[OpId, Given], peer: Peer, said: Said) -> bool:
        each = given.get(op)
        if each is None:
            return op in said.known
        return not each.ends.get(peer.device, frozenset()) >= said.gone[peer.device]

    def readable(self) -> None:
        """Check that every member reads everything the policy grants, and that honest devices took nothing else."""
        world, members = self.world, self.members()
        held: set[EpochId] = set()
        for peer in members:
            assert peer.room is not None
            held |= peer.room.epochs.secrets.keys()
        for peer in members:
            room = peer.room
            assert room is not None
            for epoch in room.epochs.epochs.values():
                if epoch.id in held and self._asked(epoch.id, peer) < MAX_ASKED:
                    granted = epoch.share and room.membership.policy.history == "all"
                    if granted or peer.device in epoch.recipients:
                        require(
                            epoch.id in room.epochs.secrets,
                            f"{peer.label} lacks the secret of {world.titles[epoch.node.op.id]}",
                        )
        for peer in world.actors():
            room = peer.room
            assert room is not None
            own = {each.device for each in world.peers.values() if each.account == peer.account}
            for epoch in room.epochs.secrets:
                known = room.epochs.epochs.get(epoch)
                allowed = known is None or known.share or bool(own & known.recipients)
                require(allowed, f"{peer.label} learnt an epoch from before it joined")

    def _asked(self, epoch: EpochId, peer: Peer) -> int:
        return sum(
            isinstance(each, Grant) and epoch in each.epochs and not each.box.sealed and each.box.device == peer.device
            for each in self.world.payloads.values()
        )

    def unique(self) -> None:
        """Check that no key is used twice."""
        used: set[tuple[bytes, bytes, int, bytes]] = set()
        places: set[tuple[bytes, int]] = set()
        cloned = {each.device for each in self.world.peers.values() if each.cloned}
        for said in self.world.said:
            header = said.op.header
            key = (header.epoch, header.log, header.seq, header.salt)
            require(key not in used, "one key seals two messages")
            used.add(key)
        for op in self.world.archive.values():
            device = log_device(op.header.log)
            if device in cloned or not any(each.device == device and each.honest for each in self.world.peers.values()):
                continue
            require((op.header.log, op.header.seq) not in places, "one position is written twice")
            places.add((op.header.log, op.header.seq))
        commitments = [
            payload.commitment
            for each in self.world.given
            for payload in [self.world.payloads[each.op.id]]
            if isinstance(payload, Rekey)
        ]
        require(len(commitments) == len(set(commitments)), "one secret begins two epochs")


def _opens(op: Operation, secret: bytes) -> bool:
    header = op.header
    return open_content(secret, header_bytes(op), header.log, header.seq, header.salt, op.payload) is not None
