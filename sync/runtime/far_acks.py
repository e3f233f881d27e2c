"""Acknowledgements that have further to go than to a neighbour (PROTOCOL.md, "Topology").

A neighbour's Heads say what it has stored. A device that is further away tells each author in a statement, which goes
from neighbour to neighbour; those on the way at the same time go on together. Nobody confirms one: where connections
came or went while it was on the way, it is said again.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from sync.core.gossip import BEACONS, MAX_STORED, LogPlace, Signed, Stored, holds, read
from sync.core.gossip_frames import Acknowledged
from sync.core.ids import DeviceId, GroupId, LogId, LogKind, log_device, log_kind
from sync.errors import HostileInput
from sync.runtime.context import Context
from sync.runtime.rooms import Rooms
from sync.runtime.speaking import Allowance, Speaker
from sync.runtime.webs import Webs

GATHER_SECONDS = 0.5
"""How long this device gathers what it has stored of an author before it says so."""
PASS_ON_SECONDS = 0.2
"""How long acknowledgements of others are gathered."""
SURE_SECONDS = 10.0
"""How long one may be on its way: what was said is said again when a connection has come or gone by then."""
ACK_BURST = 60
ACK_RATE = 4.0
"""Acknowledgements of one device that are looked at, at once and a second after that."""
SAID_SHARE = 0.75
"""This device says so much of that at most, since some that others gather come to an author at once."""

_Way: TypeAlias = tuple[GroupId, DeviceId]


class FarAcks:
    """Sends, passes on and takes them. `send` reaches a neighbour, `note` takes what a device has stored of ours."""

    def __init__(
        self,
        context: Context,
        rooms: Rooms,
        webs: Webs,
        speaker: Speaker,
        send: Callable[[DeviceId, Acknowledged], None],
        note: Callable[[DeviceId, GroupId, Mapping[LogId, int]], None],
    ) -> None:
        self._context = context
        self._rooms = rooms
        self._webs = webs
        self._speaker = speaker
        self._send = send
        self._note = note
        self._due: dict[_Way, set[LogId]] = defaultdict(set)
        self._passing: dict[_Way, list[Signed]] = defaultdict(list)
        self._unsure: dict[_Way, set[LogId]] = defaultdict(set)
        """What was said lately, with whatever connections there were:"""
        self._changes: dict[GroupId, int] = {}
        self._pace = Allowance(ACK_BURST * SAID_SHARE, ACK_RATE * SAID_SHARE)
        self._allowances: dict[DeviceId, Allowance] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def stored(self, group: GroupId, logs: Iterable[LogId]) -> None:
        """Note that this device has more of some logs, for authors that can be reached and are no neighbours."""
        far = self._webs.far(group)
        if far:
            for log in logs:
                if log_kind(log) is LogKind.CONTENT and log_device(log) in far:
                    self._due[group, log_device(log)].add(log)
            self._later("say", GATHER_SECONDS, self._say, bool(self._due))

    def appeared(self, group: GroupId, authors: Iterable[DeviceId]) -> None:
        """Tell authors that can be reached again how much of theirs is here."""
        live, wanted = self._rooms.find(group), set(authors)
        if live is not None and wanted:
            self.stored(group, [log for log in live.vector if log_device(log) in wanted])

    def received(self, peer: DeviceId, frame: Acknowledged) -> None:
        """Take acknowledgements of what this device wrote, or pass them on towards who did; raises HostileInput."""
        group, web = frame.group, self._webs.web(frame.group)
        if web is None:
            return
        for signed in frame.stored:
            stored = read(signed, Stored, group)
            window = self._webs.ack_window(group, stored.device)
            if window is None or not window.is_news(stored.session, stored.number):
                continue
            if not self._allowances.setdefault(stored.device, Allowance(ACK_BURST, ACK_RATE)).spend():
                continue
            if not holds(signed, stored):
                raise HostileInput("acknowledgement: not signed by its device")
            window.note(stored.session, stored.number)
            if frame.author == web.me:
                self._take(group, stored)
            elif web.next_hop(frame.author) not in (None, peer):
                self._passing[group, frame.author].append(signed)
        self._later("pass on", PASS_ON_SECONDS, self._pass_on, bool(self._passing))

    def stop(self) -> None:
        """Disarm every timer."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _take(self, group: GroupId, stored: Stored) -> None:
        live = self._rooms.find(group)
        if live is not None:
            known = {each.log: each.seq for each in stored.heads if each.log in live.vector}
            self._note(stored.device, group, {log: min(seq, live.vector[log].seq) for log, seq in known.items()})

    def _later(self, what: str, seconds: float, work: Callable[[], None], wanted: bool) -> None:
        def now() -> None:
            del self._timers[what]
            work()

        if wanted and what not in self._timers:
            self._timers[what] = asyncio.get_running_loop().call_later(seconds, now)

    def _say(self) -> None:
        due = dict(self._due)
        self._due.clear()
        for way, logs in due.items():
            group, author = way
            live, web = self._rooms.find(group), self._webs.web(group)
            if live is None or web is None or author not in self._webs.far(group):
                continue
            if not self._pace.spend():
                self._due[way].update(logs)
                continue
            here = [log for log in sorted(logs) if log in live.vector][-MAX_STORED:]
            heads = tuple(LogPlace(log=log, seq=live.vector[log].seq) for log in here)
            self._forward(group, author, [self._statement(group, heads)])
            self._unsure[way].update(here)
            self._changes.setdefault(group, web.changes)
        self._later("say", GATHER_SECONDS, self._say, bool(self._due))
        self._later("say again", SURE_SECONDS, self._say_again, bool(self._unsure))

    def _say_again(self) -> None:
        unsure, changes = dict(self._unsure), dict(self._changes)
        self._unsure.clear()
        self._changes.clear()
        for (group, author), logs in unsure.items():
            web = self._webs.web(group)
            if web is not None and web.changes != changes[group]:
                self._due[group, author].update(logs)
        self._later("say", GATHER_SECONDS, self._say, bool(self._due))

    def _statement(self, group: GroupId, heads: tuple[LogPlace, ...]) -> Signed:
        me = self._context.who().device

        def words(session: int, number: int) -> Stored:
            return Stored(group=group, device=me, session=session, number=number, heads=heads)

        return self._speaker.say(words)

    def _pass_on(self) -> None:
        passing, self._passing = self._passing, defaultdict(list)
        for (group, author), stored in passing.items():
            self._forward(group, author, stored)

    def _forward(self, group: GroupId, author: DeviceId, stored: list[Signed]) -> None:
        web = self._webs.web(group)
        hop = None if web is None else web.next_hop(author)
        if hop is not None:
            for start in range(0, len(stored), BEACONS):
                self._send(hop, Acknowledged(group=group, author=author, stored=tuple(stored[start : start + BEACONS])))
