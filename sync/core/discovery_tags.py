"""Tags by which members recognise each other and strangers recognise nobody (PROTOCOL.md, "Discovery").

A tag is the start of HMAC(discovery key, label, context). Lists always hold exactly TAGS tags, the rest random, sorted:
neither their number nor their order tells anything.
"""

from collections.abc import Callable, Sequence
from hmac import digest
from typing import Final, NamedTuple

from sync.core.ids import GroupId, InviteId
from sync.core.limits import TAG_BYTES, TAGS
from sync.core.signing import label

DAY_SECONDS: Final = 86_400
_PREFERRED: Final = TAGS // 2


class DiscoveryKey(NamedTuple):
    """A key of 32 bytes shared by those who may find each other: an epoch of a group, or an open invite to it."""

    key: bytes
    group: GroupId
    invite: InviteId = InviteId(b"")  # empty for an epoch's key


def _tag(key: bytes, purpose: str, context: bytes) -> bytes:
    return digest(key, label(purpose) + context, "sha256")[:TAG_BYTES]


def _choose(keys: Sequence[DiscoveryKey], random: Callable[[int], bytes]) -> list[DiscoveryKey]:
    """Return at most TAGS keys: the first few as given, the others drawn, so that each gets its turn."""
    if len(keys) <= TAGS:
        return list(keys)
    rest = list(keys[_PREFERRED:])
    drawn = [rest.pop(int.from_bytes(random(8), "big") % len(rest)) for _ in range(TAGS - _PREFERRED)]
    return [*keys[:_PREFERRED], *drawn]


def _fill(tags: Sequence[bytes], random: Callable[[int], bytes]) -> tuple[bytes, ...]:
    return tuple(sorted([*tags, *(random(TAG_BYTES) for _ in range(TAGS - len(tags)))]))


def txt_tags(keys: Sequence[DiscoveryKey], nonce: bytes, day: int, filler: Callable[[int], bytes]) -> tuple[bytes, ...]:
    """Return the TAGS tags to announce under `nonce` on `day` (days since 1970, UTC), keys in order of preference."""
    context = nonce + day.to_bytes(8, "big")
    return _fill([_tag(each.key, "discovery announcement", context) for each in _choose(keys, filler)], filler)


def match_txt(keys: Sequence[DiscoveryKey], nonce: bytes, day: int, tags: Sequence[bytes]) -> tuple[DiscoveryKey, ...]:
    """Return the keys that made some of `tags` under `nonce`, our clocks at most a day apart."""
    contexts = [nonce + each.to_bytes(8, "big") for each in range(max(day - 1, 0), day + 2)]
    return tuple(
        each for each in keys if any(_tag(each.key, "discovery announcement", context) in tags for context in contexts)
    )


def hello_tags(
    keys: Sequence[DiscoveryKey], binding: bytes, dialler_nonce: bytes, filler: Callable[[int], bytes]
) -> tuple[bytes, ...]:
    """Return the tags a dialler shows on a connection bound to `binding`, keys in order of preference."""
    context = binding + dialler_nonce
    return _fill([_tag(each.key, "hello dialler", context) for each in _choose(keys, filler)], filler)


def match_hello(
    keys: Sequence[DiscoveryKey], binding: bytes, dialler_nonce: bytes, tags: Sequence[bytes]
) -> tuple[DiscoveryKey, ...]:
    """Return the listener's keys that the dialler has too."""
    context = binding + dialler_nonce
    return tuple(each for each in keys if _tag(each.key, "hello dialler", context) in tags)


def reply_tags(
    keys: Sequence[DiscoveryKey],
    binding: bytes,
    dialler_nonce: bytes,
    listener_nonce: bytes,
    filler: Callable[[int], bytes],
) -> tuple[bytes, ...]:
    """Return the listener's tags for the keys it has in common with the dialler."""
    context = binding + dialler_nonce + listener_nonce
    return _fill([_tag(each.key, "hello listener", context) for each in keys[:TAGS]], filler)


def match_reply(
    keys: Sequence[DiscoveryKey], binding: bytes, dialler_nonce: bytes, listener_nonce: bytes, tags: Sequence[bytes]
) -> tuple[DiscoveryKey, ...]:
    """Return the dialler's keys that the listener proved to have."""
    context = binding + dialler_nonce + listener_nonce
    return tuple(each for each in keys if _tag(each.key, "hello listener", context) in tags)


def join_tag(key: bytes, binding: bytes, dialler_nonce: bytes, listener_nonce: bytes) -> bytes:
    """Return the tag that tells the other side which invite a Knock or a JoinAsk on this connection is about."""
    return _tag(key, "join tag", binding + dialler_nonce + listener_nonce)


def knock_tag(key: bytes, binding: bytes, dialler_nonce: bytes, listener_nonce: bytes) -> bytes:
    """Return the tag by which whoever was knocked at on this connection shows that they know the invite."""
    return _tag(key, "knock answer", binding + dialler_nonce + listener_nonce)
