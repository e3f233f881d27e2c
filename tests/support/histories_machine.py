"""Histories as a state machine: Hypothesis decides what happens next."""

from contextlib import ExitStack
from random import Random
from typing import Final
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from sync.core.ops import Operation, RoleChange
from sync.core.sealing import SUITE_CLASSIC
from sync.errors import CauserieError, HostileInput
from tests.support.fixed_boxes import fixed_box
from tests.support.histories import Peer, World
from tests.support.histories_claims import Claims
from tests.support.histories_crooks import KINDS, Crooks, Plan
from tests.support.histories_deeds import DEEDS, POLICIES, add, expel, expel_device, link

HONEST: Final = ("ann", "ben", "cid", "dee")
SMALL = st.integers(0, 11)
PEOPLE: Final = ("remove", "role", "add", "admit", "invite", "link", "revoke", "leave", "withdraw")

PLANS = st.builds(
    Plan,
    hand=st.integers(0, 7), target=st.integers(0, 17), twist=SMALL,
    knowing=st.lists(st.integers(0, 40), max_size=3).map(tuple), place=st.integers(0, 2), clock=st.integers(0, 2),
)  # fmt: skip


class Histories(RuleBasedStateMachine):
    """Anything that can happen to a group of up to six people."""

    suite = SUITE_CLASSIC

    def __init__(self) -> None:
        super().__init__()
        self.told = ""
        self._patched = ExitStack()
        self._patched.enter_context(patch("sync.core.epochs.seal_box", fixed_box))
        self.world: World
        self.claims: Claims
        self.crooks: Crooks

    @initialize(
        honest=st.integers(2, 4), crooks=st.integers(0, 2), stolen=st.booleans(), policy=st.integers(0, 3),
        present=st.integers(0, 6), admins=st.integers(0, 3), codes=st.integers(0, 2),
        deps=st.sampled_from((16, 6)),
    )  # fmt: skip
    def begin(
        self, honest: int, crooks: int, stolen: bool, policy: int, present: int, admins: int, codes: int, deps: int
    ) -> None:  # fmt: skip
        """Found a group, let some people in and make some of them admins; few `deps` make few heads a flood."""
        self._patched.enter_context(patch("sync.core.room.MAX_DEPS", deps))
        names = [*HONEST[:honest]]
        rogues = ["mal", "eve"][:crooks]
        theft = f"{HONEST[honest - 1]}3" if stolen else ""
        self.world = World(names, rogues, theft, policy=POLICIES[policy], suite=self.suite)
        self.claims = Claims(self.world)
        self.crooks = Crooks(self.world)
        founder = self.world.founder
        people = [*rogues, *names[1:]]
        for _ in people[:present]:
            add(self.world, founder, 0, 0)
        room = founder.room
        assert room is not None
        for account in list(room.membership.members)[1 : 1 + admins]:
            self.world.write(
                founder, f"makes {self.world.name(account)} admin", RoleChange(account=account, role="admin")
            )
        for number in range(codes):
            DEEDS["invite"](self.world, founder, number, 0)
        for name in people[:present]:
            peer = self.world.peer(name, 1)
            if peer.honest:
                self.world.deliver(founder, peer, list)
        if stolen:
            owner = self.world.peer(names[-1], 1)
            if owner.active:
                link(self.world, owner, 2, 0)
                self.world.deliver(owner, founder, list)
        self._look()

    def _actor(self, number: int) -> Peer:
        actors = self.world.actors()
        return actors[number % len(actors)]

    def _look(self) -> None:
        for peer in self.world.actors():
            self.claims.look(peer)

    # --- what honest people do

    @rule(who=SMALL)
    def say(self, who: int) -> None:
        """Let a device say something."""
        self._do("say", who, 0, 0)

    @rule(name=st.sampled_from(PEOPLE), who=SMALL, pick=SMALL, turn=SMALL)
    def decide(self, name: str, who: int, pick: int, turn: int) -> None:
        """Let a device decide about people."""
        self._do(name, who, pick, turn)

    @rule(name=st.sampled_from(sorted(DEEDS)), who=SMALL, pick=SMALL, turn=SMALL)
    def deed(self, name: str, who: int, pick: int, turn: int) -> None:
        """Let a device do something."""
        self._do(name, who, pick, turn)

    def _do(self, name: str, who: int, pick: int, turn: int) -> None:
        peer = self._actor(who)
        if name == "leave" and (peer.account == self.world.founder.account):
            if pick % 2:
                return
            self.claims.left = True
        DEEDS[name](self.world, peer, pick, turn)
        self.claims.look(peer)

    # --- what reaches whom

    @rule(giving=SMALL, taking=st.integers(0, 20), part=st.integers(1, 4), mixed=st.integers(0, 3))
    def reach(self, giving: int, taking: int, part: int, mixed: int) -> None:
        """Let a part of what a device has reach another, in some order, some of it twice."""
        world = self.world
        giver = self._actor(giving)
        honest = [each for each in world.peers.values() if each.honest]
        taker = honest[taking % len(honest)]

        def order(ops: list[Operation]) -> list[Operation]:
            chosen = ops[: max(1, len(ops) * part // 4)]
            if mixed == 1:
                chosen = [*chosen, *chosen[::2]]
            if mixed == 2:
                Random(len(chosen)).shuffle(chosen)
            return chosen

        if giver is not taker:
            received = world.deliver(giver, taker, order)
            world.note(f"{giver.label} -> {taker.label}: {len(received.accepted)} operations")
            self.claims.look(taker)
            self.claims.same(taker)

    @rule(cell=st.integers(0, 255))
    def meet(self, cell: int) -> None:
        """Let some devices exchange everything they have."""
        present = [each for index, each in enumerate(self.world.actors()) if cell >> (index % 8) & 1]
        everything = [op for each in present for op in each.store.values()]
        for each in present:
            self.world.give(each, [op for op in everything if op.id not in each.store])
        self.world.note(f"{' '.join(each.label for each in present)} meet")
        for each in present:
            self.claims.look(each)
            self.claims.same(each)

    @rule(who=SMALL, copy=st.booleans())
    def restart(self, who: int, copy: bool) -> None:
        """Let a device start again from what it has stored; or a copy of it, beside it."""
        peer = self._actor(who)
        if copy and sum(each.cloned for each in self.world.peers.values()) < 4:
            peer = self.world.clone(peer)
        else:
            peer.room = self.world.loaded(peer)
        self.claims.same(peer)

    # --- what crooks do, and what becomes of them

    @precondition(lambda self: self.crooks.hands)
    @rule(hand=SMALL, who=SMALL)
    def expel(self, hand: int, who: int) -> None:
        """Let somebody who may remove a crook; a device that was stolen is revoked by another of its owner's."""
        crook = self.crooks.hands[hand % len(self.crooks.hands)]
        own = crook.label == self.world.stolen
        able = [each for each in self.world.actors() if each.active and (each.account == crook.account) is own]
        if own and able:
            expel_device(self.world, able[who % len(able)], crook)
        able = [each for each in able if each.room and each.room.membership.is_member(crook.account)]
        able = [each for each in able if each.room and each.room.may(each.account, "remove", crook.account)]
        if able and not own:
            expel(self.world, able[who % len(able)], crook.who.name)
        self._look()

    @precondition(lambda self: self.crooks.hands)
    @rule(kind=st.sampled_from(KINDS), plan=PLANS, reach=st.integers(0, 255))
    def attack(self, kind: str, plan: Plan, reach: int) -> None:
        """Let a crook write something, and show it to some."""
        self._attack(kind, plan, reach)

    @precondition(lambda self: self.crooks.hands)
    @rule(kind=st.sampled_from(KINDS), plan=PLANS, old=st.lists(st.integers(0, 9), min_size=1, max_size=2))
    def backdate(self, kind: str, plan: Plan, old: list[int]) -> None:
        """Let a crook write something that pretends to be from the first days, and show it to everybody."""
        self._attack(kind, plan._replace(knowing=tuple(old), place=1), 255)

    def _attack(self, kind: str, plan: Plan, reach: int) -> None:
        try:
            ops = self.crooks.attack(kind, plan)
        except CauserieError as error:
            self.world.note(f"crooks cannot even write {kind}: {error.message}")
            return
        for index, peer in enumerate(self.world.actors()):
            if reach >> (index % 8) & 1:
                self._show(peer, ops)

    @precondition(lambda self: self.crooks.hands)
    @rule(who=SMALL)
    def tell_all(self, who: int) -> None:
        """Let crooks show somebody everything they know of."""
        self._show(self._actor(who), list(self.world.archive.values()))

    def _show(self, peer: Peer, ops: list[Operation]) -> None:
        room = peer.room
        assert room is not None
        before = (room.digest, room.lamport, room.membership)
        try:
            self.world.give(peer, [op for op in ops if op.id not in peer.store])
        except HostileInput:
            assert before == (room.digest, room.lamport, room.membership)
        self.claims.look(peer)
        self.claims.same(peer)

    def teardown(self) -> None:
        """Let everybody exchange everything, and check what must hold then."""
        try:
            if hasattr(self, "claims"):
                self.claims.finish(Random(len(self.world.archive)))
        finally:
            self._patched.close()
            if hasattr(self, "world"):
                self.told = self.world.story()
