"""Operations written by hand, with any past and without asking a room whether they are allowed."""

from collections.abc import Sequence

from sync.core.ids import AccountId, GroupId, Head, LogKind, OpId
from sync.core.membership import Membership, resolve
from sync.core.ops import ControlPayload, Genesis, Operation, Policy
from sync.core.writing import Draft, control_operation, own_log
from tests.support.people import Person


class Book:
    """A group's control operations, written by anybody."""

    def __init__(self, owner: Person, policy: Policy | None = None, partner: Person | None = None) -> None:
        self.ops: list[Operation] = []
        self._heads: dict[bytes, Operation] = {}
        genesis = Genesis(
            nonce=bytes(32),
            owner=owner.account,
            certificate=owner.certificate,
            name=owner.name,
            direct=partner is not None,
            policy=policy or Policy(),
            suite=owner.hpke.suite,
            partner=AccountId(b"") if partner is None else partner.account,
        )
        self.group = GroupId(b"")
        self.genesis = self.write(owner, genesis, knowing=())
        self.group = GroupId(self.genesis.id)

    def write(
        self, author: Person, payload: ControlPayload, knowing: Sequence[Operation] | None = None, lamport: int = 0
    ) -> Operation:
        """Write an operation that knows `knowing` (all operations so far by default) and its author's own log."""
        log = own_log(author.writer, LogKind.CONTROL)
        known = self.ops if knowing is None else knowing
        before = self._heads.get(log)
        clock = max([each.header.lamport for each in [*known, *([before] if before else [])]], default=0)
        draft = Draft(
            group=self.group,
            head=None if before is None else Head(before.header.seq, before.id),
            lamport=lamport - 1 if lamport else clock,
            time=1_000 + len(self.ops),
            deps=tuple(sorted(each.id for each in known))[:16] if knowing is not None else self._tips(),
        )
        op = control_operation(payload, draft, author.writer)
        self._heads[log] = op
        self.ops.append(op)
        return op

    def _tips(self) -> tuple[OpId, ...]:
        covered = {each for op in self.ops for each in (*op.header.deps, op.header.prev)}
        return tuple(op.id for op in self.ops if op.id not in covered)[-16:]

    def membership(self, *without: Operation) -> Membership:
        """Return what the operations, but for some, amount to."""
        return resolve([op for op in self.ops if op not in without], self.group)

    def why(self, op: Operation) -> str | None:
        """Return why an operation does not count."""
        return self.membership().rejected.get(op.id)
