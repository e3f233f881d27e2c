"""The frames between devices of one account, or one that is to become so (PROTOCOL.md, "Devices")."""

from typing import Annotated, Final

from msgspec import Meta

from sync.core.frame_fields import Code, Digest32, Group, Nonce, RequestId32, Sentence, Signature
from sync.core.ids import ID_SIZE, DeviceId
from sync.core.limits import BATCH_BYTES
from sync.core.ops import Wire

CERTIFICATE_BYTES: Final = 2048
STATEMENT_BYTES: Final = 1024
LINK_PORTIONS: Final = 256
"""Frames that one account can be handed over in."""
OWN_GROUPS: Final = 1000
"""Groups named in one frame."""
MAX_REVOKED: Final = 1000
"""Devices that an account no longer has, as far as they are told of at once."""

Device = Annotated[DeviceId, Meta(min_length=ID_SIZE, max_length=ID_SIZE)]
Part = Annotated[int, Meta(ge=0, le=LINK_PORTIONS)]


class LinkAsk(Wire, tag=56):
    """New device: the certificate it wants, signed; a LinkStatement, signed; and proof of having the code."""

    certificate: Annotated[bytes, Meta(max_length=CERTIFICATE_BYTES)]
    agreement: Signature
    statement: Annotated[bytes, Meta(max_length=STATEMENT_BYTES)]
    signature: Signature
    proof: Digest32


class LinkNonce(Wire, tag=57):
    """Old device: its share of the digits."""

    nonce: Nonce


class LinkReveal(Wire, tag=58):
    """New device: its share of the digits, which it had committed itself to."""

    nonce: Nonce


class LinkGrant(Wire, tag=59):
    """Old device, once its user has confirmed: part `part` of `parts` of the account, sealed to the new device."""

    part: Part
    parts: Part
    sealed: Annotated[bytes, Meta(max_length=BATCH_BYTES)]


class LinkRefuse(Wire, tag=60):
    """Either: nothing will come of it, with a stable code and a sentence."""

    code: Code
    message: Sentence


class LinkDone(Wire, tag=61):
    """New device: it has the account, on its disk."""

    request: RequestId32


class OwnGroups(Wire, tag=62):
    """Groups that the sender and the receiver, devices of one account, are both in as far as the sender knows."""

    groups: Annotated[tuple[Group, ...], Meta(max_length=OWN_GROUPS)]


class OwnRevoked(Wire, tag=63):
    """Devices that are the account's no longer. It goes before OwnGroups: nobody is to let them into these."""

    devices: Annotated[tuple[Device, ...], Meta(max_length=MAX_REVOKED)]


LinkFrame = LinkAsk | LinkNonce | LinkReveal | LinkGrant | LinkRefuse | LinkDone | OwnGroups | OwnRevoked
