"""Which control operations a new one refers to, where there are more heads than it may (PROTOCOL.md, "Operations")."""

from collections.abc import Iterable, Iterator

from sync.core.causality import Graph, Node, bits
from sync.core.ids import OpId
from sync.core.members import Membership
from sync.core.ops import InviteOffer, InviteRevoke, RoleChange, Settings


def choose_heads(graph: Graph, membership: Membership, own: Iterable[OpId], limit: int) -> tuple[OpId, ...]:
    """Return all heads, or those `limit` that tell most: who is a member, then what invites there are, then the newest.

    So whoever floods a group with operations that decide nothing keeps nobody from building on those that do. `own` are
    the newest operations of the author's own logs, which the new one continues anyway.
    """
    if len(graph.heads) <= limit:
        return tuple(sorted(graph.heads))
    newest = sorted((graph.by_id[each] for each in graph.heads), key=lambda each: each.order, reverse=True)
    mine = (graph.by_id[each] for each in own if each in graph)
    chosen = sorted(mine, key=lambda each: each.order, reverse=True)[: limit // 2]
    told = _told(chosen)
    for wanted in _matters(graph, membership):
        for each in _telling(newest, wanted & ~told, limit - len(chosen)):
            chosen.append(each)
            told |= each.past | 1 << each.index
    rest = (each for each in newest if not told >> each.index & 1)
    chosen += [each for each, _ in zip(rest, range(limit - len(chosen)), strict=False)]
    return tuple(sorted(each.op.id for each in chosen))


def _told(nodes: Iterable[Node]) -> int:
    told = 0
    for each in nodes:
        told |= each.past | 1 << each.index
    return told


def _telling(heads: list[Node], wanted: int, limit: int) -> Iterator[Node]:
    """Yield at most `limit` heads that together know as much as possible of `wanted` (a bit set), best first."""
    for _ in range(limit):
        best = max(heads, key=lambda each: ((each.past | 1 << each.index) & wanted).bit_count())
        gained = (best.past | 1 << best.index) & wanted
        if not gained:
            return
        wanted &= ~gained
        yield best


def _matters(graph: Graph, membership: Membership) -> tuple[int, int]:
    """Return the bit sets of what decides who is a member and may do what, and of what concerns invites."""
    void = membership.rejected
    members = bits(node for node, change in graph.of(Settings) if change.policy and node.op.id not in void)
    members |= bits(node for node, _ in graph.of(RoleChange) if node.op.id not in void)
    for account, admissions in membership.admitted.items():
        for each in admissions:
            members |= 1 << each.by.index | each.ends
        first = {each.certificate.signing_key: each.by for each in reversed(membership.entries[account])}
        members |= bits(first.values())
    for ends in membership.revoked.values():
        members |= bits(each.by for each in ends)
    invites = [node for node, _ in (*graph.of(InviteOffer), *graph.of(InviteRevoke))]
    return members, bits(each for each in invites if each.op.id not in void)
