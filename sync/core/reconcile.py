"""What one device has and another lacks (PROTOCOL.md, "Synchronisation")."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final, NamedTuple

from sync.core.ids import Head, LogId, LogKind, log_kind
from sync.core.signing import label

_DIGEST: Final = label("vector digest")


class Gap(NamedTuple):
    """Operations that are missing: `first` to `last` of a log, both included."""

    log: LogId
    first: int
    last: int


def digest(vector: Mapping[LogId, Head]) -> bytes:
    """Return 32 bytes that are equal exactly for equal state vectors."""
    state = sha256(_DIGEST)
    for log in sorted(vector):
        head = vector[log]
        state.update(log + head.seq.to_bytes(8, "big") + head.id)
    return state.digest()


def compare(mine: Mapping[LogId, Head], theirs: Mapping[LogId, Head], control_only: bool) -> list[Gap]:
    """Return what to ask the other side for, control logs first, in the order of log ids.

    Two heads that differ at one position are two branches of a log: asking for that position brings the proof of it,
    and asking for the whole of a control log brings every operation that both branches count for.
    """
    gaps: list[Gap] = []
    for log, head in theirs.items():
        control = log_kind(log) == LogKind.CONTROL
        if control_only and not control:
            continue
        own = mine.get(log)
        if own is None:
            gaps.append(Gap(log, 0, head.seq))
        elif own.seq < head.seq:
            gaps.append(Gap(log, own.seq + 1, head.seq))
        elif own.seq == head.seq and own.id != head.id:
            gaps.append(Gap(log, 0 if control else head.seq, head.seq))
    return sorted(gaps, key=lambda gap: (log_kind(gap.log), gap.log))
