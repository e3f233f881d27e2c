"""An account on its way to a new device, in sealed portions (PROTOCOL.md, "Devices"). Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Final, Literal

from msgspec import Meta

from sync.core.codec import decode, encode
from sync.core.frame_fields import Group, Signature
from sync.core.ids import ID_SIZE, AccountId, RequestId
from sync.core.limits import MAX_NAME_CHARACTERS
from sync.core.link_frames import LINK_PORTIONS, MAX_REVOKED, Device, LinkGrant
from sync.core.linking import Applicant
from sync.core.ops import EpochSecret, SignedCertificate, Wire
from sync.core.sealing import HpkeKey, open_box, seal_box
from sync.core.signing import KEY_SIZE, SigningKey
from sync.errors import HostileInput

MAX_OWN_DEVICES: Final = 64
PORTION_GROUPS: Final = 500
PORTION_SECRETS: Final = 4000
PORTION_CONTACTS: Final = 50
MAX_VERIFIED_BYTES: Final = 256 * ID_SIZE
"""With these a portion fits its frame."""

_BOX: Final = "link box"

_Name = Annotated[str, Meta(max_length=MAX_NAME_CHARACTERS)]


class LinkIdentity(Wire):
    """The account: its key, its signature over the new device's certificate, and its other devices."""

    account_key: Annotated[bytes, Meta(min_length=KEY_SIZE, max_length=KEY_SIZE)]
    account_signature: Signature
    name: _Name
    devices: Annotated[tuple[SignedCertificate, ...], Meta(max_length=MAX_OWN_DEVICES)]
    revoked: Annotated[tuple[Device, ...], Meta(max_length=MAX_REVOKED)]


class LinkGroup(Wire):
    """A group the account is in, and secrets of its epochs; further ones may follow under the same group."""

    group: Group
    kind: Literal["group", "direct"]
    name: _Name
    secrets: Annotated[tuple[EpochSecret, ...], Meta(max_length=PORTION_SECRETS)]


class LinkContact(Wire):
    """What is noted about a person: whether they are blocked, and which of their devices were compared."""

    account: Annotated[AccountId, Meta(min_length=ID_SIZE, max_length=ID_SIZE)]
    name: _Name
    blocked: bool
    verified: Annotated[bytes, Meta(max_length=MAX_VERIFIED_BYTES)]


class LinkPortion(Wire):
    """What one LinkGrant holds; the identity is in the first, and only there."""

    identity: LinkIdentity | None
    groups: Annotated[tuple[LinkGroup, ...], Meta(max_length=PORTION_GROUPS)]
    contacts: Annotated[tuple[LinkContact, ...], Meta(max_length=PORTION_CONTACTS)]


def portions(identity: LinkIdentity, groups: Iterable[LinkGroup], contacts: Sequence[LinkContact]) -> list[LinkPortion]:
    """Return what is handed over in portions that fit a frame; what is beyond LINK_PORTIONS comes by the groups."""
    found = [LinkPortion(identity, (), ())]
    found += [LinkPortion(None, each, ()) for each in _shelves(groups)]
    found += [
        LinkPortion(None, (), tuple(contacts[start : start + PORTION_CONTACTS]))
        for start in range(0, len(contacts), PORTION_CONTACTS)
    ]
    return found[:LINK_PORTIONS]


def _shelves(groups: Iterable[LinkGroup]) -> Iterator[tuple[LinkGroup, ...]]:
    """Yield as many groups at a time as fit a portion."""
    shelf: list[LinkGroup] = []
    room = PORTION_SECRETS
    for piece in (piece for group in groups for piece in _pieces(group)):
        if len(shelf) == PORTION_GROUPS or len(piece.secrets) > room:
            yield tuple(shelf)
            shelf, room = [], PORTION_SECRETS
        shelf.append(piece)
        room -= len(piece.secrets)
    if shelf:
        yield tuple(shelf)


def _pieces(group: LinkGroup) -> Iterator[LinkGroup]:
    """Yield a group, several times where it has too many secrets for one portion."""
    for start in range(0, max(1, len(group.secrets)), PORTION_SECRETS):
        yield LinkGroup(group.group, group.kind, group.name, group.secrets[start : start + PORTION_SECRETS])


def seal_portions(applicant: Applicant, found: Sequence[LinkPortion]) -> Iterator[LinkGrant]:
    """Yield the frames that hand over the account, which only the new device can open."""
    certificate, parts = applicant.certificate, len(found)
    for part, portion in enumerate(found):
        context = _box_context(applicant.request, part, parts)
        sealed = seal_box(certificate.suite, certificate.hpke_key, _BOX, context, encode(portion))
        yield LinkGrant(part=part, parts=parts, sealed=sealed)


def _box_context(request: RequestId, part: int, parts: int) -> bytes:
    return request + part.to_bytes(4, "big") + parts.to_bytes(4, "big")


class Parcel:
    """What the new device has been handed of the account so far."""

    def __init__(self, request: RequestId, key: HpkeKey, account: AccountId) -> None:
        self.identity: LinkIdentity | None = None
        self.groups: list[LinkGroup] = []
        self.contacts: list[LinkContact] = []
        self._request = request
        self._key = key
        self._account = account
        self._next = 0
        self._parts = 0

    def take(self, grant: LinkGrant) -> bool:
        """Take the next part; returns whether it was the last. Raises HostileInput, also for the key of another."""
        self._parts = self._parts or grant.parts
        if (grant.part, grant.parts) != (self._next, self._parts) or grant.part >= grant.parts:
            raise HostileInput("link: parts out of order")
        opened = open_box(self._key, _BOX, _box_context(self._request, grant.part, grant.parts), grant.sealed)
        if opened is None:
            raise HostileInput("link: not sealed to this device")
        portion = decode(opened, LinkPortion)
        self._take_identity(portion.identity)
        self.groups += portion.groups
        self.contacts += portion.contacts
        self._next += 1
        return self._next == self._parts

    def _take_identity(self, identity: LinkIdentity | None) -> None:
        if (identity is None) is (self._next == 0):
            raise HostileInput("link: the identity in a wrong place")
        if identity is not None:
            if SigningKey.from_bytes(identity.account_key).public != self._account:
                raise HostileInput("link: the key of another account")
            self.identity = identity
