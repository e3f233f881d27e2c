"""`engine.contacts`: whom this account knows, whom it has blocked, and with whom it has compared keys in person."""

import asyncio
import builtins
from collections.abc import Collection

import msgspec

from sync.changes import ContactUpdated, Overflow
from sync.core.ids import ID_SIZE, AccountId, DeviceId
from sync.core.safety import fingerprint, qr_text, read_number, safety_number
from sync.errors import InvalidInput, NoSuchMember, SafetyNumberMismatch
from sync.runtime.context import Context
from sync.runtime.lookout import CHANGED, NEW_DEVICE
from sync.runtime.present import UNKNOWN_NAME
from sync.runtime.projection import settle
from sync.runtime.rooms import Rooms
from sync.runtime.verifying import devices_of, in_common, is_verified, uncompared
from sync.store import messages as message_store
from sync.store import notices as notice_store
from sync.store import peers as peer_store
from sync.store.database import Db
from sync.store.rows import ContactRow
from sync.views import Contact, SafetyNumber


class Contacts:
    """Everybody met in any group. What is noted about them here is never told to anybody."""

    def __init__(self, context: Context, rooms: Rooms) -> None:
        self._context = context
        self._rooms = rooms
        self._rows: dict[AccountId, ContactRow] = {}
        self._lock = asyncio.Lock()

    async def load(self) -> None:
        """Read whom this account has blocked and verified."""
        self._rows = await self._context.store.read(peer_store.contacts)
        for row in self._rows.values():
            self._note(row)

    async def list(self) -> builtins.list[Contact]:
        """Return everybody who shares or shared a group with this account, or is blocked or verified, by name."""
        me = self._context.who().account
        met = {
            account for live in self._rooms for account in (*live.room.membership.members, *live.room.membership.former)
        }
        marked = {row.account for row in self._rows.values() if row.blocked or row.verified}
        return self._listed((met | marked) - {me})

    async def blocked(self) -> builtins.list[Contact]:
        """Return everybody who is blocked, by name."""
        return self._listed(self._context.blocked)

    async def block(self, account_id: AccountId) -> Contact:
        """Show nothing of somebody any more, on this device; what they write is kept and passed on.

        Raises NoSuchMember, InvalidInput for oneself.
        """
        return await self._set_blocked(account_id, blocked=True)

    async def unblock(self, account_id: AccountId) -> Contact:
        """Show everything of somebody again, also what they wrote meanwhile; raises as `block` does."""
        return await self._set_blocked(account_id, blocked=False)

    async def safety_number(self, account_id: AccountId) -> SafetyNumber:
        """Return what to compare with somebody (PROTOCOL.md, "Safety numbers").

        Raises NoSuchMember without a group in common, InvalidInput for oneself.
        """
        number, _ = await self._number(account_id)
        return number

    async def confirm(self, account_id: AccountId, digits: str | None = None) -> SafetyNumber:
        """Note that the number was compared. `digits` are those compared, typed or scanned, in any spacing.

        Give them where the number was shown for a while: a device that appeared meanwhile is then not taken for one
        that was compared. Notices that asked for this are done with. Raises SafetyNumberMismatch and what
        `safety_number` raises.
        """
        async with self._lock:
            number, devices = await self._number(account_id)
            if digits is not None:
                _check(digits, number)
            await self._put(account_id, (CHANGED, NEW_DEVICE), verified=b"".join(sorted(devices)))
            return (await self._number(account_id))[0]

    async def unconfirm(self, account_id: AccountId) -> SafetyNumber:
        """Note that somebody is no longer to be taken for verified; raises what `safety_number` raises."""
        async with self._lock:
            await self._number(account_id)
            await self._put(account_id, verified=b"")
            return (await self._number(account_id))[0]

    def name_of(self, account: AccountId) -> str:
        """Return somebody's name: as a member of the liveliest group, else as a former one, else as noted here."""
        known = [
            (live.room.membership.is_member(account), live.row.activity, name)
            for live in self._rooms
            if (name := live.room.membership.name_of(account))
        ]
        noted = self._rows.get(account)
        return max(known)[2] if known else "" if noted is None else noted.name

    async def _set_blocked(self, account: AccountId, *, blocked: bool) -> Contact:
        async with self._lock:
            self._check_other(account)
            if not self.name_of(account):
                raise NoSuchMember("Nobody by that id is known on this device.")
            if blocked is not (account in self._context.blocked):
                await self._put(account, blocked=blocked)
                self._context.hub.publish(Overflow())
        return self._contact(account)

    async def _put(self, account: AccountId, settled: Collection[str] = (), **changes: object) -> None:
        """Store a change of what is noted about somebody, which settles notices of some codes, and tell views of it."""
        before = self._rows.get(account) or ContactRow(account, "")
        row = msgspec.structs.replace(before, name=self.name_of(account), **changes)
        # Noted first: what is stored meanwhile must be judged by it already.
        self._note(row)
        try:
            await self._context.store.write(lambda db: _store(db, row, frozenset(self._context.blocked), settled))
        except BaseException:
            self._note(before)
            raise
        self._rows[account] = row
        self._context.hub.publish(ContactUpdated(account))

    def _note(self, row: ContactRow) -> None:
        if row.blocked:
            self._context.blocked.add(row.account)
        else:
            self._context.blocked.discard(row.account)
        self._context.compared.pop(row.account, None)
        if row.verified:
            self._context.compared[row.account] = _devices(row.verified)

    def _check_other(self, account: AccountId) -> None:
        if account == self._context.who().account:
            raise InvalidInput("That is your own account.")

    async def _number(self, account: AccountId) -> tuple[SafetyNumber, frozenset[DeviceId]]:
        """Return the number with somebody, and the devices of theirs that are in it."""
        self._check_other(account)
        groups = in_common(self._context, self._rooms, account)
        if not groups:
            raise NoSuchMember(
                "You share no group with this person.", "A safety number can be compared while both are in a group."
            )
        me = self._context.who().account
        devices = devices_of(groups, account)
        # Somebody can have thousands of devices, and then this takes a second.
        own = await asyncio.to_thread(fingerprint, me, devices_of(groups, me))
        digits = safety_number(own, await asyncio.to_thread(fingerprint, account, devices))
        number = SafetyNumber(
            account_id=account,
            name=self.name_of(account) or UNKNOWN_NAME,
            digits=digits,
            qr=qr_text(digits),
            verified=is_verified(self._context, groups, account),
            changed=bool(uncompared(self._context, groups, account)),
            devices=len(devices),
        )
        return number, devices

    def _listed(self, accounts: Collection[AccountId]) -> builtins.list[Contact]:
        found = [self._contact(account) for account in accounts]
        return sorted(found, key=lambda contact: (contact.name.casefold(), contact.account_id))

    def _contact(self, account: AccountId) -> Contact:
        return Contact(
            account_id=account,
            name=self.name_of(account) or UNKNOWN_NAME,
            blocked=account in self._context.blocked,
            verified=is_verified(self._context, self._rooms, account),
        )


def _store(db: Db, row: ContactRow, blocked: Collection[AccountId], settled: Collection[str]) -> None:
    """Store what is noted about somebody, and let the answers they host give way to others', or no longer."""
    peer_store.put_contact(db, row)
    if settled:
        notice_store.remove_of_account(db, row.account, settled)
    for group, trigger in message_store.rivalled(db, row.account):
        settle(db, group, trigger, blocked)


def _devices(noted: bytes) -> frozenset[DeviceId]:
    return frozenset(DeviceId(noted[at : at + ID_SIZE]) for at in range(0, len(noted), ID_SIZE))


def _check(digits: str, number: SafetyNumber) -> None:
    """Raise SafetyNumberMismatch unless `digits` are those of the number."""
    given = read_number(digits)
    if not given:
        raise SafetyNumberMismatch(
            "That is not a whole safety number: it has 60 digits.", "Type or scan all of it, from the other's screen."
        )
    if given != number.digits:
        raise SafetyNumberMismatch(f"The numbers differ: yours with {number.name} is another one.")
