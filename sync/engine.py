"""The engine: composition root and public API of the package. See `sync.views` for what it returns, `sync.changes` for
what it tells and `sync.errors` for what it raises. All of it belongs to one event loop.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from sync import __version__
from sync.changes import Notice, Subscription
from sync.core.limits import VERSION
from sync.errors import CauserieError, StoreDamaged
from sync.identity.mirror import Mirror, default_state_folder
from sync.identity.profile import Profile
from sync.identity.rescue import RescueFile
from sync.identity.secrets import SecretStore, database_key, open_secrets
from sync.net.discovery import Discovery, NullDiscovery, ZeroconfDiscovery
from sync.net.switchboard import Switchboard
from sync.net.transport import TcpNetwork
from sync.runtime.accounts import Accounts
from sync.runtime.config import EngineConfig, Surroundings
from sync.runtime.contacts import Contacts
from sync.runtime.context import Context
from sync.runtime.courtesies import Courtesies
from sync.runtime.deliveries import Deliveries
from sync.runtime.devices import Devices
from sync.runtime.doors import Doors
from sync.runtime.ephemeral import Ephemerals
from sync.runtime.file_desk import FileDesk
from sync.runtime.files import Attachments
from sync.runtime.groups import Groups
from sync.runtime.health import Health
from sync.runtime.identities import Identities, load_identity
from sync.runtime.invites import Invites, Reach
from sync.runtime.joins import Joins
from sync.runtime.kinship import Kinship
from sync.runtime.live_room import LiveRoom
from sync.runtime.lookout import Lookout
from sync.runtime.meeting import Meeting
from sync.runtime.members import Members
from sync.runtime.messages import Messages
from sync.runtime.mirroring import Mirroring
from sync.runtime.notices import NoticeBoard
from sync.runtime.peers import Peers
from sync.runtime.preferences import Preferences
from sync.runtime.publisher import Publisher
from sync.runtime.repairing import DAMAGED_TEXT, note_damage, open_store
from sync.runtime.rescuing import Rescuing
from sync.runtime.rooms import Rooms
from sync.runtime.salvaging import Salvaging
from sync.runtime.sessions import SessionRegistry
from sync.runtime.turns import Turns
from sync.store import peers as peer_store
from sync.views import Endpoint, EngineInfo, JsonValue

log = logging.getLogger(__name__)

SWITCH_SECONDS = 0.001
"""How long a thread may keep the interpreter from the others. A message stored is some dozens of statements, and after
each the store's thread has to wait for it: with Python's own 5 ms, a busy event loop would make it take seconds."""
FILES_FOLDER = "files"
"""Where in the profile the files of messages lie, sealed."""
PORT_PREFERENCE = "network.port"
"""The port of the last start, tried again: the addresses that others remember stay true."""

__all__ = ["Engine", "EngineConfig", "Surroundings"]


class Engine:
    """A running profile: `async with Engine(config) as engine`.

    Entering raises ProfileInUse, ProfileUnwritable, WrongPassphrase, NoKeyStore, StoreDamaged, StoreTooNew, DiskFull,
    PortTaken and InvalidInput; then nothing is left running.
    """

    accounts: Accounts
    groups: Groups
    members: Members
    invites: Invites
    joins: Joins
    attachments: Attachments
    messages: Messages
    turns: Turns
    peers: Peers
    health: Health
    preferences: Preferences
    notices: NoticeBoard
    contacts: Contacts
    devices: Devices
    secrets: SecretStore

    def __init__(self, config: EngineConfig, surroundings: Surroundings | None = None) -> None:
        self._config = config
        self._surroundings = surroundings or Surroundings()
        self._stack = AsyncExitStack()
        self._damaged = False
        self._context: Context | None = None
        self._switchboard: Switchboard | None = None

    async def __aenter__(self) -> Self:
        try:
            try:
                await self._open()
            except StoreDamaged:
                if not self._damaged:
                    raise
                # What a start reads is damaged: this one repairs it first.
                await self._stack.aclose()
                self._stack = AsyncExitStack()
                await self._open()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Say goodbye to peers, finish what is being written, close the store and unlock the profile."""
        await self._stack.aclose()

    def info(self) -> EngineInfo:
        """Return what is running where."""
        return EngineInfo(__version__, VERSION, str(self._config.profile), self._endpoints())

    def subscribe(self, capacity: int = 2_000) -> Subscription:
        """Return a queue of changes from now on, holding at most `capacity`."""
        return self._running().hub.subscribe(capacity)

    def unsubscribe(self, subscription: Subscription) -> None:
        """Close a queue of changes."""
        self._running().hub.unsubscribe(subscription)

    def _running(self) -> Context:
        if self._context is None:
            raise RuntimeError("the engine is not running")
        return self._context

    def _endpoints(self) -> tuple[Endpoint, ...]:
        return () if self._switchboard is None else tuple(self._switchboard.endpoints())

    async def _open(self) -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        profile = self._stack.enter_context(Profile(self._config.profile, self._config.program))
        exists = profile.database.exists() or profile.rescue.exists()
        self.secrets = await asyncio.to_thread(
            open_secrets, profile.path, self._config.passphrase, self._surroundings.keyring
        )
        key = await asyncio.to_thread(database_key, self.secrets, exists=exists)
        rescue = await asyncio.to_thread(RescueFile, profile.rescue, key)
        store = await open_store(profile, key, rescue)
        self._stack.push_async_callback(store.close)
        store.damaged = partial(self._found_damage, profile)
        folder = self._config.state or default_state_folder()
        mirroring = Mirroring(await asyncio.to_thread(Mirror, folder, profile.path, key))
        self._stack.push_async_callback(mirroring.stop)
        context = Context(store, clock=self._surroundings.clock, mirroring=mirroring)
        context.identity = await load_identity(context)
        self._context = context
        self._stack.callback(context.hub.close)
        self.notices, self.health = context.notices, Health(self._config.interfaces, self._endpoints)
        await self._compose(context, partial(Rescuing, context, rescue, profile.database))

    async def _compose(self, context: Context, rescuing_of: Callable[[Rooms], Rescuing]) -> None:
        """Put the parts together. Nothing here decides anything."""
        registry = SessionRegistry()
        deliveries = Deliveries(context)
        publisher = Publisher(context, registry, deliveries)
        rooms = Rooms(context, publisher)
        self._end_with(rooms.stop)
        ephemerals = Ephemerals(context, rooms, registry, deliveries.note)
        registry.beyond = ephemerals.beyond.online
        doors = Doors(context, rooms, registry, publisher)
        doors.forwarding.spread, ephemerals.verdict = ephemerals.spread, doors.forwarding.far_verdict
        courtesies = Courtesies(context, rooms)
        publisher.ephemerals, publisher.courtesies = ephemerals, courtesies
        identities = Identities(context)
        kinship = Kinship(context, rooms, registry, identities)
        rescuing, salvaging = rescuing_of(rooms), Salvaging(context, rooms)
        self._safeguard(rescuing, salvaging, identities, publisher, kinship)
        self.preferences = Preferences(context)
        files = FileDesk(context, rooms, registry, self.preferences, self._files_folder(), ephemerals.beyond)
        self.attachments, publisher.files = files.attachments, files
        meeting = Meeting(context, rooms, registry, doors, publisher, ephemerals, courtesies, kinship)
        await self.preferences.load()
        switchboard = self._connect(meeting, await self.preferences.get(PORT_PREFERENCE, 0))
        ephemerals.beyond.reconsider, ephemerals.beyond.port = switchboard.reconsider, switchboard.port
        self.messages, self.contacts = Messages(context, rooms, ephemerals, self.attachments), Contacts(context, rooms)
        lookout = Lookout(context, self.contacts.name_of)
        publisher.keys_changed, publisher.watched = switchboard.keys_changed, lookout.look
        self.accounts, self.devices = Accounts(context, rooms, identities), Devices(context, rooms, registry, kinship)
        self.groups = Groups(context, rooms, registry, self.messages, publisher, doors.book)
        reach = Reach(self._hints, switchboard.keys_changed, switchboard.suggest)
        self.invites = Invites(context, rooms, doors, reach)
        kinship.connect(reach, self.contacts.load)
        self.members, self.joins = Members(context, rooms), Joins(context, rooms, doors)
        self.turns, self.peers = (
            Turns(context, rooms, registry, ephemerals, self.messages),
            Peers(context, rooms, registry, switchboard, ephemerals),
        )
        if context.identity is not None:
            await self._load(rooms, salvaging, rescuing)
            publisher.remember_all(rooms)
            lookout.begin(rooms)
            await doors.load()
        await files.start(tidy=not any(live.row.stale for live in rooms))
        self._end_with(
            files.stop, salvaging.stop, publisher.stop, deliveries.stop, lookout.stop, kinship.stop, meeting.stop
        )
        self._stack.callback(ephemerals.stop)
        self._end_with(ephemerals.beyond.stop, doors.stop, switchboard.stop)
        await self._go_online(context, switchboard)
        self.invites.resume()
        kinship.start()

    def _files_folder(self) -> Path:
        return self._config.profile.absolute() / FILES_FOLDER

    def _end_with(self, *stops: Callable[[], Awaitable[None]]) -> None:
        """Call these at the end, the last one first."""
        for stop in stops:
            self._stack.push_async_callback(stop)

    def _safeguard(
        self, rescuing: Rescuing, salvaging: Salvaging, identities: Identities, publisher: Publisher, kinship: Kinship
    ) -> None:
        """Let those who look after damage hear of what concerns them."""
        self._stack.push_async_callback(rescuing.stop)
        identities.changed, publisher.synced = rescuing.changed, salvaging.retry
        publisher.control_changed = _both(kinship.own.changed, rescuing.changed)

    async def _load(self, rooms: Rooms, salvaging: Salvaging, rescuing: Rescuing) -> None:
        """Read what the store has, and what was saved of one that was damaged."""
        await self.contacts.load()
        await rooms.load()
        await salvaging.begin()
        rescuing.changed()

    def _found_damage(self, profile: Profile) -> None:
        """Note for the next start that the database is damaged, and tell it once."""
        if not self._damaged:
            self._damaged = True
            note_damage(profile)
            log.error("a page of the database is damaged")
            if self._context is not None:
                self._context.hub.publish(Notice(StoreDamaged.code, DAMAGED_TEXT))

    async def _go_online(self, context: Context, switchboard: Switchboard) -> None:
        """Listen, be found and look for those who were reached before."""
        remembered = [(row.device, row.address) for row in await context.store.read(peer_store.addresses)]
        endpoints = await switchboard.start(self._config.peers, remembered)
        self._switchboard = switchboard
        if endpoints and not self._config.port:
            await self._remember_port(endpoints[0].port)

    async def _remember_port(self, port: int) -> None:
        """Note the port for the next start; a full disk is no reason not to start."""
        if await self.preferences.get(PORT_PREFERENCE) == port:
            return
        try:
            await self.preferences.set(PORT_PREFERENCE, port)
        except CauserieError as error:
            log.warning("the port could not be noted: %s", error.code)

    def _connect(self, meeting: Meeting, last_port: JsonValue) -> Switchboard:
        preferred = last_port if isinstance(last_port, int) else 0
        network = self._surroundings.network or TcpNetwork(self._config.interfaces, self._config.port, preferred)
        discovery: Discovery = NullDiscovery()
        if self._surroundings.discovery is not None:
            discovery = self._surroundings.discovery
        elif self._config.discovery:
            discovery = ZeroconfDiscovery(self._config.interfaces)
        return Switchboard(network, discovery, meeting)

    def _hints(self) -> tuple[str, ...]:
        """Return the addresses to put into invite codes."""
        return tuple(
            f"[{each.address}]:{each.port}" if ":" in each.address else f"{each.address}:{each.port}"
            for each in self._endpoints()
        )


def _both(one: Callable[[LiveRoom], None], other: Callable[[LiveRoom], None]) -> Callable[[LiveRoom], None]:
    """Return what calls both."""

    def call(live: LiveRoom) -> None:
        one(live)
        other(live)

    return call
