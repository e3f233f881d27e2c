"""Linking a new device: the side that is to have the account (PROTOCOL.md, "Devices")."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import msgspec

from sync.changes import GroupUpdated, LinkFinished
from sync.core.certificates import check, state
from sync.core.discovery_tags import DiscoveryKey
from sync.core.handover import LinkGroup, LinkIdentity, Parcel
from sync.core.ids import DeviceId, EpochId, GroupId, RequestId
from sync.core.invites import fingerprint
from sync.core.link_code import LinkingCode, parse_link_code
from sync.core.link_frames import LinkAsk, LinkDone, LinkGrant, LinkNonce, LinkRefuse, LinkReveal
from sync.core.linking import Wires, commitment, digits, make_ask, request_id
from sync.core.names import shown_line
from sync.core.ops import SignedCertificate
from sync.core.room import Room
from sync.core.sealing import DEFAULT_SUITE, SEED_SIZES, HpkeKey
from sync.core.signing import KEY_SIZE, SigningKey
from sync.errors import (
    AccountExists,
    CauserieError,
    HostileInput,
    LinkExpired,
    LinkRejected,
    NoSuchRequest,
    Unreachable,
)
from sync.identity.keys import DeviceKeys
from sync.runtime.context import Context, Identity
from sync.runtime.identities import Identities
from sync.runtime.invites import Reach
from sync.runtime.linking_old import NONCE_SIZE, link_key
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import PeerSession, SessionRegistry
from sync.store import groups as group_store
from sync.store import peers as peer_store
from sync.store.database import Db
from sync.store.rows import ContactRow, GroupRow, SecretRow
from sync.views import GroupKind, GroupState, LinkRequest

LOOK_SECONDS: Final = 60.0
"""How long the other device is looked for."""
UNKNOWN_NAME: Final = "?"


@dataclass(slots=True)
class _Attempt:
    """One use of a code."""

    code: LinkingCode
    found: asyncio.Future[LinkRequest]
    device_key: SigningKey
    hpke: HpkeKey
    nonce: bytes
    session: PeerSession | None = None
    ask: LinkAsk | None = None
    parcel: Parcel | None = None
    request: LinkRequest | None = None


@dataclass(slots=True)
class _Group:
    """A group as it was handed over."""

    row: GroupRow
    secrets: dict[EpochId, bytes] = field(default_factory=dict[EpochId, bytes])


class LinkGuest:
    """At most one attempt; `taken_up` is called once the profile has the account."""

    reach: Reach
    taken_up: Callable[[], Awaitable[None]]

    def __init__(self, context: Context, rooms: Rooms, registry: SessionRegistry, identities: Identities) -> None:
        self._context = context
        self._rooms = rooms
        self._registry = registry
        self._identities = identities
        self._attempt: _Attempt | None = None
        self._last: PeerSession | None = None
        """The connection of an attempt that was given up: the other side may not have heard of it yet."""

    async def accept(self, text: str) -> LinkRequest:
        """Look for the device that made a code and ask it; returns as soon as both sides show digits.

        Raises AccountExists, LinkMalformed, LinkExpired, Unreachable.
        """
        self._identities.check_free()
        code = parse_link_code(text)
        if code.expires * 1000 <= self._context.clock():
            raise LinkExpired(
                "The time for this code is over.",
                "Make a new code on the other device, or check the date of this one if that seems wrong.",
            )
        random = self._context.random
        attempt = _Attempt(
            code=code,
            found=asyncio.get_running_loop().create_future(),
            device_key=SigningKey.from_bytes(random(KEY_SIZE)),
            hpke=HpkeKey(DEFAULT_SUITE, random(SEED_SIZES[DEFAULT_SUITE])),
            nonce=random(NONCE_SIZE),
        )
        self._fail(LinkExpired("Another code was entered instead."))
        self._attempt = attempt
        for session in self._registry:  # from before, of no use to anybody, and in the way of one that knows this code
            session.finish()
        self.reach.keys_changed()
        self.reach.suggest(code.addresses)
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await attempt.found
        except TimeoutError:
            raise Unreachable(
                "Your other device was not found.",
                "Check that Causerie is running on it, on the same network, and that it still shows this code.",
            ) from None
        finally:
            if attempt.request is None:
                self._forget(attempt)

    def keys(self) -> list[DiscoveryKey]:
        """Return the key by which the other device finds this one."""
        return [] if self._attempt is None else [link_key(self._attempt.code.secret)]

    def requests(self) -> list[LinkRequest]:
        """Return the request that waits for a yes on the other device."""
        attempt = self._attempt
        return [] if attempt is None or attempt.request is None else [attempt.request]

    def reject(self, wanted: RequestId) -> None:
        """Give up; raises NoSuchRequest."""
        attempt = self._attempt
        if attempt is None or attempt.session is None or wanted not in [each.request_id for each in self.requests()]:
            raise NoSuchRequest("This device no longer waits to be linked.")
        attempt.session.send(LinkRefuse(code=LinkRejected.code, message="The new device said no."))
        self._fail(LinkRejected("You said no."))

    # --- what the other device says

    def arrived(self, session: PeerSession) -> None:
        """Ask the device that made the code. Nobody else can take its place: the code names it."""
        attempt = self._attempt
        if attempt is None or attempt.session is not None:
            return
        met_by_this_code = session.knows_invite(self.keys()[0].invite)  # and not by one of a moment ago
        if not met_by_this_code or fingerprint(session.device) != attempt.code.maker:
            session.peer.abort()
            return
        certificate = state(
            session.account,
            DeviceId(attempt.device_key.public),
            attempt.hpke.suite,
            attempt.hpke.public_bytes,
            self._context.clock(),
        )
        committed = commitment(attempt.nonce)
        ask = make_ask(attempt.code.secret, attempt.device_key, certificate, Wires(*session.nonces), committed)
        attempt.session, attempt.ask = session, ask
        session.send(ask)

    def answered(self, session: PeerSession, frame: LinkNonce) -> None:
        """Show the digits."""
        if session is self._last:
            return
        attempt, ask = self._of(session)
        if attempt.request is not None:
            raise HostileInput("link: digits twice")
        shown = digits(attempt.code.secret, ask, session.device, frame.nonce, attempt.nonce)
        attempt.request = LinkRequest(request_id(ask), shown, attempt.code.expires * 1000)
        attempt.parcel = Parcel(request_id(ask), attempt.hpke, session.account)
        session.send(LinkReveal(nonce=attempt.nonce))
        if not attempt.found.done():
            attempt.found.set_result(attempt.request)

    async def granted(self, session: PeerSession, grant: LinkGrant) -> None:
        """Take a part of the account, and with the last one all of it."""
        if session is self._last:
            return
        attempt, ask = self._of(session)
        parcel, request = attempt.parcel, attempt.request
        if parcel is None or request is None:
            raise HostileInput("link: granted before it was asked")
        if not parcel.take(grant) or parcel.identity is None:
            return
        groups = self._unpack(parcel)
        try:
            await self._identities.begin(
                _identity(attempt, ask, parcel.identity), lambda db: _store(db, groups, parcel)
            )
        except AccountExists as error:
            session.send(LinkRefuse(code=error.code, message="The new device has an account already."))
            self._fail(error)
            return
        self._attempt = None
        self._place(groups)
        await self.taken_up()
        session.send(LinkDone(request=request.request_id))
        self._context.hub.publish(LinkFinished(request.request_id, ""))
        self._context.hub.publish(*(GroupUpdated(each.row.group_id, each.row.state) for each in groups))
        self.reach.keys_changed()

    def refused(self, session: PeerSession, refusal: LinkRefuse) -> None:
        """Give up: the other device, or its user, said no."""
        if self._attempt is None or self._attempt.session is not session:
            return
        if refusal.code == LinkRejected.code:
            self._fail(LinkRejected("The other device said no."))
        elif refusal.code == LinkExpired.code:
            self._fail(LinkExpired("This code was used already, or its time is over."))
        else:
            self._fail(Unreachable("The other device broke it off.", "Make a new code there and try again."))

    def departed(self, session: PeerSession) -> None:
        """Give up: the connection broke. A code is good for one connection."""
        if session is self._last:
            self._last = None
        if self._attempt is not None and self._attempt.session is session:
            self._fail(
                Unreachable("The connection to your other device broke.", "Make a new code there and try again.")
            )

    def waits(self, session: PeerSession) -> bool:
        """Return whether this is the connection to the device that made the code."""
        return self._attempt is not None and self._attempt.session is session

    def _of(self, session: PeerSession) -> tuple[_Attempt, LinkAsk]:
        attempt = self._attempt
        if attempt is None or attempt.ask is None or attempt.session is not session:
            raise HostileInput("link: nothing was asked")
        return attempt, attempt.ask

    # --- the end of it

    def _fail(self, error: CauserieError) -> None:
        """Give the attempt up, and tell whoever waits for it."""
        attempt = self._attempt
        if attempt is None:
            return
        self._forget(attempt)
        if attempt.session is not None:
            attempt.session.finish()
            self._last = attempt.session
        if not attempt.found.done():
            attempt.found.set_exception(error)
        elif attempt.request is not None:
            self._context.hub.publish(LinkFinished(attempt.request.request_id, error.code))

    def _forget(self, attempt: _Attempt) -> None:
        if self._attempt is attempt:
            self._attempt = None
            self.reach.keys_changed()

    def _unpack(self, parcel: Parcel) -> list[_Group]:
        found: dict[GroupId, _Group] = {}
        for each in parcel.groups:
            group = found.setdefault(each.group, self._fresh(each))
            group.secrets.update({secret.epoch: secret.secret for secret in each.secrets})
        return list(found.values())

    def _fresh(self, group: LinkGroup) -> _Group:
        row = self._rooms.fresh_row(group.group, GroupState.JOINING, name=shown_line(group.name))
        return _Group(msgspec.structs.replace(row, kind=GroupKind(group.kind)))

    def _place(self, groups: list[_Group]) -> None:
        for each in groups:
            device, opener = self._context.who().device, self._context.open_box
            self._rooms.place(Room(each.row.group_id, device, opener, secrets=each.secrets), each.row)


def _identity(attempt: _Attempt, ask: LinkAsk, handed: LinkIdentity) -> Identity:
    """Return the identity of this device; raises HostileInput for signatures that do not hold."""
    signed = SignedCertificate(ask.certificate, handed.account_signature, ask.agreement)
    stated = check(signed)
    revoked = frozenset(handed.revoked)
    devices = {certificate.signing_key: each for each in handed.devices if (certificate := check(each))}
    if any(check(each).account != stated.account for each in handed.devices):
        raise HostileInput("link: devices of another account")
    return Identity(
        keys=DeviceKeys(SigningKey.from_bytes(handed.account_key), attempt.device_key, attempt.hpke, signed),
        name=shown_line(handed.name) or UNKNOWN_NAME,
        devices={device: each for device, each in devices.items() if device not in revoked},
        revoked=revoked,
    )


def _store(db: Db, groups: list[_Group], parcel: Parcel) -> None:
    for group in groups:
        group_store.put(db, group.row)
        group_store.put_secrets(
            db, group.row.group_id, [SecretRow(epoch, secret) for epoch, secret in group.secrets.items()]
        )
    for each in parcel.contacts:
        peer_store.put_contact(db, ContactRow(each.account, shown_line(each.name), each.blocked, each.verified))
