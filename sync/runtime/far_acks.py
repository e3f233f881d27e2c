"""Acknowledgements that have further to go than to a neighbour (PROTOCOL.md, "Topology").

A neighbour's Heads say what it has stored. A device that is further away tells each author in a statement, which goes
from neighbour to neighbour; those on the way at the same time go on together. Nobody confirms one.
But whoever loses a connection publishes a beacon: a statement counts as arrived where none comes of those who passed it
on, as far as this device knows. Else it is said again, each time later.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import partial
from typing import NamedTuple, TypeAlias

from sync.core.gossip import BEACONS, MAX_STORED, LogPlace, Signed, Stored, holds, read
from sync.core.gossip_frames import Acknowledged
from sync.core.ids import DeviceId, GroupId, LogId, LogKind, log_device, log_kind
from sync.errors import HostileInput
from sync.runtime.context import Context
from sync.runtime.large_group import Way
from sync.runtime.rooms import Rooms
from sync.runtime.speaking import Allowance, Speaker
from sync.runtime.webs import Webs

GATHER_SECONDS = 0.5
"""How long this device gathers what it has stored of an author before it says so."""
PASS_ON_SECONDS = 0.2
"""How long acknowledgements of others are gathered."""
SURE_SECONDS = 35.0
"""Whoever lost a connection has noticed after so long (30 s at most, see `transport`), and publishes a beacon."""
SETTLE_SECONDS = 2.0
"""A beacon takes so long to everybody at most: of one that came later before a statement, not all knew yet."""
ACK_BURST = 60
ACK_RATE = 4.0
"""Acknowledgements of one device that are looked at, at once and a second after that."""
SAID_SHARE = 0.75
"""This device says so much of that at most, since some that others gather come to an author at once."""
RESERVE = 10
"""So many of those are kept for what was stored just now, before something is said in case it was lost or not known."""

_To: TypeAlias = tuple[GroupId, DeviceId]


class _Said(NamedTuple):
    """What an author was told last: of which logs, by what way, when (loop time), and how often again."""

    logs: frozenset[LogId]
    way: Way
    at: float
    times: int


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
        self._fresh: dict[_To, set[LogId]] = defaultdict(set)
        """What was stored just now, and what can wait for that:"""
        self._late: dict[_To, set[LogId]] = defaultdict(set)
        self._said: dict[_To, _Said] = {}
        """What is not known to have arrived."""
        self._passing: dict[_To, list[Signed]] = defaultdict(list)
        self._pace = Allowance(ACK_BURST * SAID_SHARE, ACK_RATE * SAID_SHARE)
        self._allowances: dict[DeviceId, Allowance] = {}
        self._timers: dict[Hashable, asyncio.TimerHandle] = {}
        self._stopped = False

    def stored(self, group: GroupId, logs: Iterable[LogId]) -> None:
        """Note that this device has more of some logs, for authors that can be reached and are no neighbours."""
        self._note_due(self._fresh, group, logs)

    def appeared(self, group: GroupId, authors: Iterable[DeviceId]) -> None:
        """Tell authors that can be reached again how much of theirs is here."""
        live, wanted = self._rooms.find(group), set(authors)
        if live is not None and wanted:
            self._note_due(self._late, group, [log for log in live.vector if log_device(log) in wanted])

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
        if self._passing:
            self._later("pass on", PASS_ON_SECONDS, self._pass_on)

    def stop(self) -> None:
        """Disarm every timer, for good."""
        self._stopped = True
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _take(self, group: GroupId, stored: Stored) -> None:
        live = self._rooms.find(group)
        if live is not None:
            known = {each.log: each.seq for each in stored.heads if each.log in live.vector}
            self._note(stored.device, group, {log: min(seq, live.vector[log].seq) for log, seq in known.items()})

    def _later(self, what: Hashable, seconds: float, work: Callable[[], None]) -> None:
        def now() -> None:
            del self._timers[what]
            work()

        if what not in self._timers and not self._stopped:
            self._timers[what] = asyncio.get_running_loop().call_later(seconds, now)

    def _note_due(self, due: dict[_To, set[LogId]], group: GroupId, logs: Iterable[LogId]) -> None:
        far = self._webs.far(group)
        for log in logs if far else ():
            if log_kind(log) is LogKind.CONTENT and log_device(log) in far:
                due[group, log_device(log)].add(log)
                self._later("say", GATHER_SECONDS, self._say)

    def _say(self) -> None:
        for due, kept in ((self._fresh, 0), (self._late, RESERVE)):
            while due:
                group, author = next(iter(due))
                if author in self._webs.far(group) and not self._pace.spend(kept):
                    break
                self._tell((group, author))
        if self._fresh or self._late:
            self._later("say", GATHER_SECONDS, self._say)

    def _tell(self, to: _To) -> None:
        """Tell an author of what is due, and once more of what may not have arrived."""
        group, author = to
        again = to not in self._fresh
        logs = self._fresh.pop(to, set()) | self._late.pop(to, set())
        before, live, way = self._forget(to), self._rooms.find(group), self._webs.way(group, author)
        if live is None or way is None:
            return  # who is connected reads it in Heads, who cannot be reached is told on appearing
        here = [log for log in sorted(logs.union(before.logs if before else ())) if log in live.vector][-MAX_STORED:]
        heads = tuple(LogPlace(log=log, seq=live.vector[log].seq) for log in here)
        self._forward(group, author, [self._statement(group, heads)])
        times = before.times if before and again else 0
        self._said[to] = _Said(frozenset(here), way, asyncio.get_running_loop().time(), times)
        self._later(to, SURE_SECONDS + way.apart, partial(self._look, to))

    def _forget(self, to: _To) -> _Said | None:
        timer = self._timers.pop(to, None)
        if timer is not None:
            timer.cancel()
        return self._said.pop(to, None)

    def _look(self, to: _To) -> None:
        """Look whether what was said may be lost; if so say it again, each time after twice as long."""
        said, way = self._said[to], self._webs.way(*to)
        if way is None or (way.between == said.way.between and way.heard < said.at - SETTLE_SECONDS):
            self._forget(to)
        else:
            self._later(to, (SURE_SECONDS + way.apart) * (2**said.times - 1), partial(self._again, to))

    def _again(self, to: _To) -> None:
        said = self._said[to]
        self._said[to] = said._replace(times=said.times + 1)
        self._late[to].update(said.logs)
        self._later("say", GATHER_SECONDS, self._say)

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
