"""Linking a new device: the side that has the account (PROTOCOL.md, "Devices")."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from sync.changes import LinkFinished, LinkRequested
from sync.core.discovery_tags import DiscoveryKey
from sync.core.handover import (
    MAX_OWN_DEVICES,
    MAX_VERIFIED_BYTES,
    LinkContact,
    LinkGroup,
    LinkIdentity,
    portions,
    seal_portions,
)
from sync.core.ids import GroupId, InviteId, RequestId
from sync.core.invites import fingerprint
from sync.core.link_code import SECRET_SIZE, LinkingCode, encode_link_code, link_discovery_key
from sync.core.link_frames import MAX_REVOKED, LinkAsk, LinkDone, LinkNonce, LinkRefuse, LinkReveal
from sync.core.linking import Applicant, Wires, check_ask, commitment, digits
from sync.core.ops import EpochSecret, SignedCertificate
from sync.errors import HostileInput, LinkExpired, LinkRejected, NoSuchRequest, Unreachable
from sync.runtime.chores import Alarm
from sync.runtime.context import Context, Identity
from sync.runtime.identities import Identities
from sync.runtime.invites import MAX_HINTS, Reach
from sync.runtime.own_devices import OwnDevices
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import PeerSession
from sync.store import peers as peer_store
from sync.store.rows import ContactRow
from sync.views import GroupState, LinkCode, LinkRequest

LINK_SECONDS: Final = 600
"""How long a code can be used, and what follows from it take."""
NONCE_SIZE: Final = 32
MAX_APPROVED: Final = 8
"""Devices let in that never came back: their keys are gone with whatever cut them off."""


@dataclass(slots=True)
class _Request:
    """A new device that has the code."""

    session: PeerSession
    applicant: Applicant
    secret: bytes
    nonce: bytes
    expires: int
    digits: str = ""
    confirmed: SignedCertificate | None = None

    @property
    def view(self) -> LinkRequest:
        return LinkRequest(self.applicant.request, self.digits, self.expires)


class LinkHost:
    """At most one code, and at most one new device that used it."""

    reach: Reach

    def __init__(self, context: Context, rooms: Rooms, identities: Identities, own: OwnDevices) -> None:
        self._context = context
        self._rooms = rooms
        self._identities = identities
        self._own = own
        self._code: LinkingCode | None = None
        self._request: _Request | None = None
        self._last: PeerSession | None = None
        self._alarm = Alarm(context.clock, self._expire)

    def begin(self) -> LinkCode:
        """Make a code; the one before it, and a device that waits, are given up."""
        identity = self._context.who()
        self._refuse(LinkExpired.code, "Another code was made on the other device.")
        expires = self._context.clock() // 1000 + LINK_SECONDS
        self._code = LinkingCode(
            secret=self._context.random(SECRET_SIZE),
            expires=expires,
            maker=fingerprint(identity.device),
            addresses=tuple(self.reach.addresses()[:MAX_HINTS]),
        )
        self._alarm.set(expires * 1000)
        self.reach.keys_changed()
        return LinkCode(encode_link_code(self._code), expires * 1000)

    def keys(self) -> list[DiscoveryKey]:
        """Return the key by which the new device finds this one."""
        return [] if self._code is None else [link_key(self._code.secret)]

    def requests(self) -> list[LinkRequest]:
        """Return the new device that waits for a yes."""
        request = self._request
        return [] if request is None or not request.digits or request.confirmed else [request.view]

    # --- what the new device says

    def asked(self, session: PeerSession, ask: LinkAsk) -> None:
        """Take a request; the code is used up by the first that holds, whatever comes of it."""
        code = self._code
        if code is None or not session.knows_invite(link_key(code.secret).invite):
            session.send(LinkRefuse(code=LinkExpired.code, message="This code was used already, or its time is over."))
            session.finish()
            return
        applicant = check_ask(ask, code.secret, self._context.who().account, Wires(*session.nonces))
        nonce = self._context.random(NONCE_SIZE)
        self._code = None
        self._request = _Request(session, applicant, code.secret, nonce, code.expires * 1000)
        self.reach.keys_changed()
        session.send(LinkNonce(nonce=nonce))

    def revealed(self, session: PeerSession, reveal: LinkReveal) -> None:
        """Show the digits, and wait for the user."""
        request = self._of(session)
        if request is None:
            return
        if request.digits or commitment(reveal.nonce) != request.applicant.commitment:
            raise HostileInput("link: not what the new device had committed itself to")
        device = self._context.who().device
        request.digits = digits(request.secret, request.applicant.ask, device, request.nonce, reveal.nonce)
        self._context.hub.publish(LinkRequested(request.view))

    async def done(self, session: PeerSession, done: LinkDone) -> None:
        """Take the new device for one of the account's: it has stored it."""
        request = self._of(session)
        if request is None:
            return
        if request.confirmed is None or done.request != request.applicant.request:
            raise HostileInput("link: done before it was confirmed")
        self._over(request, "")
        await self._own.add(request.confirmed)

    def refused(self, session: PeerSession) -> None:
        """Give up: the user of the new device said no."""
        if self._request is not None and self._request.session is session:
            self._over(self._request, LinkRejected.code)

    def departed(self, session: PeerSession) -> None:
        """Give up a device whose connection broke. If it has the account already it comes back by itself."""
        if session is self._last:
            self._last = None
        if self._request is not None and self._request.session is session:
            self._over(self._request, Unreachable.code)

    def waits(self, session: PeerSession) -> bool:
        """Return whether this is a new device's connection."""
        return self._request is not None and self._request.session is session

    # --- what the user says

    async def confirm(self, request_id: RequestId) -> None:
        """Hand the account over; raises NoSuchRequest, LinkExpired, and Unreachable when the device is gone."""
        request = self._waiting(request_id)
        identity = self._context.who()
        signed = request.applicant.signed(identity.keys.account_key)
        request.confirmed = signed
        try:
            await self._identities.change(
                lambda before: replace(before, approved=(*before.approved, signed)[-MAX_APPROVED:])
            )
            contacts = await self._context.store.read(peer_store.contacts)
        except BaseException:
            request.confirmed = None
            raise
        if self._request is not request:
            raise Unreachable("The new device is no longer connected.", "Make a new code and try again.")
        parcel = portions(_identity(identity, signed), self._groups(), [_contact(row) for row in contacts.values()])
        for grant in seal_portions(request.applicant, parcel):
            request.session.send(grant)

    def reject(self, request_id: RequestId) -> None:
        """Turn the new device away; raises NoSuchRequest."""
        self._waiting(request_id)
        self._refuse(LinkRejected.code, "The other device said no.")

    def _waiting(self, request_id: RequestId) -> _Request:
        request = self._request
        if request is None or not self.requests() or request.applicant.request != request_id:
            raise NoSuchRequest("This device no longer waits to be linked.")
        return request

    def _of(self, session: PeerSession) -> _Request | None:
        """Return the session's request, None for one that was ended while the other side went on."""
        request = self._request
        if request is not None and request.session is session:
            return request
        if session is self._last:
            return None
        raise HostileInput("link: nothing was asked")

    # --- the end of it

    def _over(self, request: _Request, error: str) -> None:
        """End a request and its connection: the device comes back under its own name, or with another code."""
        request.session.finish()
        self._request, self._last = None, request.session
        self._alarm.stop()
        self._context.hub.publish(LinkFinished(request.applicant.request, error))

    def _refuse(self, code: str, message: str) -> None:
        """Turn away whoever waits; one that was confirmed is under way and stays."""
        request = self._request
        if request is not None and request.confirmed is None:
            request.session.send(LinkRefuse(code=code, message=message))
            self._over(request, code)

    def _expire(self) -> None:
        self._code = None
        self._refuse(LinkExpired.code, "The time to link this device ran out.")
        self.reach.keys_changed()

    def stop(self) -> None:
        """Forget the code."""
        self._alarm.stop()

    # --- what is handed over

    def _groups(self) -> Iterator[LinkGroup]:
        for live in self._rooms:
            if live.state is GroupState.JOINED:
                # It is the same person: also what newcomers could not read. The newest first, which find others.
                book = live.room.epochs
                secrets = tuple(EpochSecret(each.id, book.secrets[each.id]) for each in book.held())
                yield LinkGroup(live.group_id, live.row.kind.value, live.row.name, secrets)


def link_key(secret: bytes) -> DiscoveryKey:
    """Return the key of a code; like an invite's, it connects guests."""
    key = link_discovery_key(secret)
    return DiscoveryKey(key, GroupId(b""), InviteId(key))


def _identity(identity: Identity, signed: SignedCertificate) -> LinkIdentity:
    others = list(identity.devices.values())[: MAX_OWN_DEVICES - 1]
    return LinkIdentity(
        account_key=identity.keys.account_key.to_bytes(),
        account_signature=signed.account_signature,
        name=identity.name,
        devices=(identity.keys.certificate, *others),
        revoked=tuple(sorted(identity.revoked)[:MAX_REVOKED]),
    )


def _contact(row: ContactRow) -> LinkContact:
    verified = row.verified if len(row.verified) <= MAX_VERIFIED_BYTES else b""
    return LinkContact(row.account, row.name, row.blocked, verified)
