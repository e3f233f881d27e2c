"""What follows a commit: peers hear of the operations, views of what they show."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sync.changes import (
    ChangeHub,
    GroupUpdated,
    MemberUpdated,
    Notice,
    OffersChanged,
)
from sync.core.ids import AccountId, DeviceId, GroupId, LogId, MessageId
from sync.core.requests import lost_place
from sync.errors import CauserieError, InviteUsedUp
from sync.runtime.catching_up import CatchingUp
from sync.runtime.chores import Chores
from sync.runtime.commits import Commit
from sync.runtime.context import Context
from sync.runtime.courtesies import Courtesies
from sync.runtime.deliveries import Deliveries
from sync.runtime.ephemeral import Ephemerals
from sync.runtime.group_views import ending
from sync.runtime.live_room import UNWRITABLE, LiveRoom
from sync.runtime.roles import Files
from sync.runtime.sessions import PeerSession, SessionRegistry
from sync.runtime.standing import UNTOLD
from sync.runtime.storing import REMOVED
from sync.runtime.telling import tidings
from sync.views import GroupState

log = logging.getLogger(__name__)


def _nothing() -> None:
    """Stand in for the network until it is there."""


def _nothing_of(_: LiveRoom) -> None:
    """Stand in for who looks after the account's devices."""


def _no_group(_: GroupId) -> None:
    """Stand in for the doors until they are there."""


@dataclass(frozen=True, slots=True)
class _Face:
    """Who is in a group under which name and role, with which devices."""

    members: dict[AccountId, tuple[str, str, frozenset[DeviceId]]] = field(
        default_factory=dict[AccountId, tuple[str, str, frozenset[DeviceId]]]
    )


class Publisher:
    """Tells peers and views; the audience of every live room and the watcher of every session."""

    def __init__(self, context: Context, registry: SessionRegistry, deliveries: Deliveries) -> None:
        self._context = context
        self._hub: ChangeHub = context.hub
        self._registry = registry
        self._deliveries = deliveries
        self._trouble = ""
        self._chores = Chores()
        self._faces: dict[GroupId, _Face] = {}
        self.ephemerals: Ephemerals | None = None
        self.courtesies: Courtesies
        self.keys_changed: Callable[[], None] = _nothing
        self.members_changed: Callable[[GroupId], None] = _no_group
        self.control_changed: Callable[[LiveRoom], None] = _nothing_of
        self.watched: Callable[[LiveRoom], None] = _nothing_of
        self.files: Files
        self.synced: Callable[[GroupId], None] = _no_group

        self.catching_up = CatchingUp(
            context.hub, context.clock, self._missing, lambda device: registry.get(device) is not None
        )

    def _missing(self, group: GroupId) -> int:
        return max((session.missing(group) for session in self._registry.sharing(group)), default=0)

    # --- after a commit

    def committed(self, live: LiveRoom, commit: Commit) -> None:
        """Tell peers what was stored, then views what changed."""
        self._trouble = ""
        if commit.control_changed:
            self._share_with_members(live, told=commit.source is not None)
            self.keys_changed()
        gone = self._gone(live) if commit.control_changed else []
        if self.ephemerals is not None and commit.control_changed:
            self.ephemerals.beyond.changed(live.group_id)
        for session in self._registry.sharing(live.group_id):
            # Who left is waiting for the acknowledgement; who was removed hears nothing but that.
            if session not in gone or live.room.membership.left_by_itself(session.account):
                session.committed(live.group_id, commit)
        if commit.control_changed:
            self._part(live, gone)
        self._tell_messages(live, commit)
        self.catching_up.committed(live, commit)
        if self.ephemerals is not None and commit.source is not None:
            self.ephemerals.beyond.stored(live.group_id, commit.heads)
        self.files.committed(live, commit)
        if commit.control_changed:
            self._tell_group(live)
            self.members_changed(live.group_id)
            self.watched(live)
            self.control_changed(live)

    def _share_with_members(self, live: LiveRoom, *, told: bool) -> None:
        """Synchronise the group with connected members who were not known as such.

        A guest may turn out to be one: somebody else let him in, or us, and we are `told` so. Whom we let in ourselves
        is answered before anything is shared with him.
        """
        for session in self._registry:
            if live.at_work and live.has_device(session.device) and (told or not session.peer.guest):
                session.admitted(live.group_id)
                session.share(live.group_id)

    def _gone(self, live: LiveRoom) -> list[PeerSession]:
        """Return the peers that are members no longer, but for those that show to be so again."""
        before = self._faces.get(live.group_id, _Face()).members.values()
        known = {device for _, _, devices in before for device in devices}
        return [
            session
            for session in self._registry.sharing(live.group_id)
            if not live.has_device(session.device)
            and live.room.membership.was_removed(session.device)
            and (session.device in known or not self.courtesies.vouched(session.peer, live))
        ]

    def _part(self, live: LiveRoom, gone: Iterable[PeerSession]) -> None:
        """Synchronise no longer with who was removed, and nothing of a group that this account was removed from."""
        for session in gone:
            self.courtesies.part(session, live)
            if self.ephemerals is not None:
                self.ephemerals.end_turns(live.group_id, session.device)
        me = self._context.who()
        before = self._faces.get(live.group_id, _Face()).members
        if live.state is GroupState.REMOVED and me.account in before and me.device in before[me.account][2]:
            for session in self._registry.sharing(live.group_id):
                session.part(live.group_id)
            if self.ephemerals is not None:
                self.ephemerals.end_turns(live.group_id)

    def _tell_messages(self, live: LiveRoom, commit: Commit) -> None:
        me, blocked = self._context.who().account, self._context.blocked
        for change in tidings(commit, live.room, me, blocked, self._finished):
            self._hub.publish(change)

    def _finished(self, message: MessageId) -> bool:
        """End a streaming answer; returns whether it was one."""
        return self.ephemerals is not None and self.ephemerals.finished(message)

    def _tell_group(self, live: LiveRoom) -> None:
        before = self._faces.get(live.group_id, _Face())
        after = self.remember(live)
        for account in before.members.keys() | after.members.keys():
            if before.members.get(account) != after.members.get(account):
                self._hub.publish(MemberUpdated(live.group_id, account))
        # What a device offered before it was known as a member's counts from now on.
        if before.members != after.members and self.ephemerals is not None and self.ephemerals.offers(live.group_id):
            self._hub.publish(OffersChanged(live.group_id))
        self._hub.publish(GroupUpdated(live.group_id, live.state))
        self._tell_of_removal(live)

    def _tell_of_removal(self, live: LiveRoom) -> None:
        """Keep a notice of being removed, once."""
        if live.state is GroupState.REMOVED and live.row.notice == UNTOLD:
            self._chores.spawn(self._note_removal(live), "note a removal")

    async def _note_removal(self, live: LiveRoom) -> None:
        me = self._context.who().account
        how = ending(live.room, me)
        group = live.row.name
        lost = how is None and lost_place(live.room.membership, me)
        text = f"You are no longer in {group}: the invitation by which you came does not count any more."
        if how is not None:
            text = f"{how.name} removed you from {group}."
        elif lost:
            text = f"The invite's places went to others: you are not in {group}."
        at = self._context.clock() if how is None else how.at
        account = None if how is None else how.by
        code = InviteUsedUp.code if lost else REMOVED
        await self._context.notices.post(code, text, at, group=live.group_id, account=account)
        if await live.change_row(GroupState.REMOVED, notice=code if lost else "") and lost:
            self._hub.publish(GroupUpdated(live.group_id, GroupState.REMOVED))

    async def stop(self) -> None:
        """Finish what is being noted."""
        self.catching_up.stop()
        await self._chores.stop()

    def remember_all(self, rooms: Iterable[LiveRoom]) -> None:
        """Note who is in every group at the start, and tell what an end of the program kept from being told."""
        for live in rooms:
            self.remember(live)
            self._tell_of_removal(live)

    def remember(self, live: LiveRoom) -> "_Face":
        """Note who is in the group now, so that the next change can be told as a difference."""
        members = live.room.membership.members
        face = _Face({who: (state.name, state.role, frozenset(state.devices)) for who, state in members.items()})
        self._faces[live.group_id] = face
        return face

    def forgotten(self, group: GroupId) -> None:
        """Forget who was in a group, and whom we shared it with."""
        self._faces.pop(group, None)
        self.members_changed(group)
        self.files.forgotten()
        for session in self._registry.sharing(group):
            session.turned_out(group)

    # --- what sessions learn

    async def peer_has(self, peer: PeerSession, live: LiveRoom, heads: Mapping[LogId, int]) -> None:
        """Note what a peer has stored; messages of ours that got further are told, and so is that we left."""
        stored = {log: min(seq, live.vector[log].seq) for log, seq in heads.items() if log in live.vector}
        self._deliveries.note(peer.device, live.group_id, stored)
        if live.saying_goodbye and live.heard(heads):
            await live.change_row(GroupState.LEFT, notice="")
            self.keys_changed()
            for session in self._registry.sharing(live.group_id):
                session.part(live.group_id)

    def trouble(self, error: CauserieError) -> None:
        """Tell people once that nothing can be stored, until something is stored again."""
        if error.code != self._trouble:
            self._trouble = error.code
            self._hub.publish(Notice(error.code, error.message))

    def progress(self, group: GroupId, received: int, total: int) -> None:
        """Tell how far catching up has come."""
        del total  # of one peer
        self.catching_up.moved(group, received)

    def glimpsed(self, live: LiveRoom) -> None:
        """The newest of a long history can be seen."""
        self.catching_up.glimpsed(live)

    def caught_up(self, peer: PeerSession, live: LiveRoom) -> None:
        """This device has all that a peer has of a group."""
        self.catching_up.moved(live.group_id)
        self.catching_up.caught_up(live, peer.device)

    async def control_synced(self, peer: PeerSession, live: LiveRoom) -> None:
        """Give a member's device the epoch secrets it lacks, such as that of an epoch made while it was let in.

        Ask for those that this device was given in boxes it cannot open.
        """
        lacking = peer.device in live.room.missing_grants()
        if live.state is not GroupState.JOINED or not (lacking or live.room.asking_payload()):
            return
        try:
            await live.author(
                lambda room: [
                    each for each in (room.asking_payload(), room.grant_payload(peer.device)) if each is not None
                ]
            )
        except UNWRITABLE as error:
            log.info("nothing could be granted: %s", error.code)

    def presence_changed(self, peer: PeerSession) -> None:
        """Tell the groups shared with a peer that it came or went."""
        for group in peer.shared:
            self.catching_up.moved(group)
        if peer.account not in self._context.blocked:
            self._hub.publish(*(MemberUpdated(group, peer.account) for group in peer.shared))
