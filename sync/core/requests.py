"""Requests to join, detached from the connection they were made on (PROTOCOL.md, "Approval"). Pure.

Where an invite asks for approval, a request waits until an admin decides it. It is kept and passed on by members, so it
carries all that anybody needs to check it: who asks, that they hold the invite, and that it was they who asked.
"""

from hashlib import sha256
from typing import Annotated, Final, NamedTuple

from msgspec import Meta

from sync.core.certificates import check
from sync.core.codec import decode, encode
from sync.core.ids import ID_SIZE, AccountId, DeviceId, GroupId, InviteId, RequestId
from sync.core.invites import JoinStatement
from sync.core.limits import MAX_NAME_CHARACTERS
from sync.core.members import Membership
from sync.core.ops import Add, InviteOffer, SignedCertificate, Wire
from sync.core.payloads import JOIN
from sync.core.seniority import is_leave
from sync.core.signing import SIGNATURE_SIZE, SigningKey, label, usable_key, verify
from sync.errors import HostileInput

STATEMENT_BYTES: Final = 1024
CONSENT: Final = "join consent"
_REQUEST: Final = label("join request")
_LOST: Final = ("the invite's places went to others", "the invite was used up")
"""Why an addition by an invite does not count, as `admissions` says it, where others have the places."""


class Consent(Wire):
    """What the newcomer's device signs: this request is mine, and this is what I call myself."""

    statement: bytes
    name: str


class Request(Wire):
    """A newcomer's request, as kept and passed on."""

    invite: Annotated[InviteId, Meta(min_length=ID_SIZE, max_length=ID_SIZE)]
    certificate: SignedCertificate
    name: Annotated[str, Meta(max_length=MAX_NAME_CHARACTERS)]
    statement: Annotated[bytes, Meta(max_length=STATEMENT_BYTES)]  # the exact bytes of a JoinStatement
    proof: Annotated[bytes, Meta(min_length=SIGNATURE_SIZE, max_length=SIGNATURE_SIZE)]  # of it, by the invite's key
    consent: Annotated[bytes, Meta(min_length=SIGNATURE_SIZE, max_length=SIGNATURE_SIZE)]  # by the newcomer's device

    def addition(self, name: str) -> Add:
        """Return the operation that admits the newcomer, under a name that was cleaned."""
        return Add(
            certificate=self.certificate, name=name, invite=self.invite, proof=self.proof, statement=self.statement
        )


class Applicant(NamedTuple):
    """Who asks, by a request that holds."""

    request: RequestId
    account: AccountId
    device: DeviceId


def consent(statement: bytes, name: str, device_key: SigningKey) -> bytes:
    """Return the newcomer's signature over what it asks."""
    return device_key.sign(CONSENT, encode(Consent(statement=statement, name=name)))


def request_id(group: GroupId, account: AccountId, device: DeviceId, invite: InviteId) -> RequestId:
    """Return the id of a request: one for each device and invite, however often and wherever it asks."""
    return RequestId(sha256(_REQUEST + group + account + device + invite).digest())


def applicant(request: Request, group: GroupId) -> Applicant:
    """Return who asks to join `group`; raises HostileInput unless certificate, statement, proof and consent hold."""
    certificate = check(request.certificate)
    statement = decode(request.statement, JoinStatement)
    account, device = certificate.account, certificate.signing_key
    if (statement.group, statement.account, statement.device) != (group, account, device):
        raise HostileInput("request: its statement is about something else")
    if not usable_key(request.invite) or not verify(request.invite, JOIN, request.statement, request.proof):
        raise HostileInput("request: its proof does not hold")
    words = encode(Consent(statement=request.statement, name=request.name))
    if not verify(device, CONSENT, words, request.consent):
        raise HostileInput("request: the newcomer did not make it")
    return Applicant(request_id(group, account, device, request.invite), account, device)


def barred(membership: Membership, account: AccountId, invite: InviteId) -> bool:
    """Return whether the account was removed since the invite was made: it needs a newer one."""
    removals = [each.by for each in membership.removals.get(account, ()) if not is_leave(each.by)]
    if not removals:
        return False
    offers = [node for node, offer in membership.graph.of(InviteOffer) if offer.invite == invite]
    first = min(offers, key=lambda each: each.order, default=None)
    return first is None or not all(first.knows(each) for each in removals)


def lost_place(membership: Membership, account: AccountId) -> bool:
    """Return whether the account was let in, and the invite's places turned out to have gone to others."""
    if membership.is_member(account):
        return False
    reasons = (
        membership.rejected.get(node.op.id)
        for node, _ in membership.graph.of(Add)
        if node.certificate is not None and node.certificate.account == account
    )
    return any(reason in _LOST for reason in reasons)
