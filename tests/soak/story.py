"""What people do and what befalls them, event by event, and what of it was acknowledged."""

import asyncio
import hashlib
import random
import subprocess
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from tests.soak.schedule import Event
from tests.soak.world import Person, World
from tests.support.peer_process import PeerError
from tests.support.wire import Weather

UNHEARD_SECONDS: Final = 90.0
"""What was said so long before its author was removed may not have reached whoever did it, and then does not count."""
NEVER: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Said:
    """A message that was acknowledged: it is on its author's disk."""

    group: int
    author: int
    text: str
    message_id: str
    at: float
    sha256: str = ""
    """Of the file that came with it, if one did."""


@dataclass(slots=True)
class Absence:
    """A time when somebody was, or may have been, out of a group."""

    group: int
    who: int
    since: float
    until: float = NEVER


@dataclass(slots=True)
class Account:
    """What happened, for the verdict and for the trace."""

    said: list[Said] = field(default_factory=list[Said])
    absences: list[Absence] = field(default_factory=list[Absence])
    done: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    failures: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])

    def contested(self, said: Said) -> bool:
        """Whether the author was being put out of the group about when this was said."""
        return any(
            absence.group == said.group and absence.who == said.author and absence.since <= said.at <= absence.until
            for absence in self.absences
        )


class Story:
    """Lets events happen in a world."""

    def __init__(self, world: World, groups: list[str]) -> None:
        self.world = world
        self.groups = groups
        self.account = Account()
        self._began = time.monotonic()
        self._count = 0
        self._kinds: dict[str, Callable[[Event], Awaitable[None]]] = {
            "say": self._say,
            "attach": self._attach,
            "kill": self._kill,
            "stop": self._stop,
            "unplug": self._unplug,
            "partition": self._partition,
            "weather": self._weather,
            "move": self._move,
            "clock": self._clock,
            "disk": self._disk,
            "remove": self._remove,
            "leave": self._leave,
            "role": self._role,
        }

    @property
    def now(self) -> float:
        """Seconds since the story began."""
        return time.monotonic() - self._began

    async def play(self, events: list[Event]) -> None:
        """Let the events happen at their times, and return when the last has ended."""
        self._began = time.monotonic()
        async with asyncio.TaskGroup() as under_way:
            for event in events:
                await asyncio.sleep(max(0.0, event.at - self.now))
                under_way.create_task(self._happen(event))

    async def rejoin(self, group: int, who: int) -> None:
        """Have somebody who is out of a group let in again; returns when they are in."""
        founder = self.world.cast.groups[group][0]
        invite = await self.world.result(founder, "invite.create", group_id=self.groups[group], max_uses=1)
        peer = self.world.people[who].peer
        mark = peer.mark()
        await peer.request("group.join", code=invite["code"])
        await peer.wait_event("group.updated", since=mark, group_id=self.groups[group], state="joined")
        for absence in self.account.absences:
            if (absence.group, absence.who, absence.until) == (group, who, NEVER):
                absence.until = self.now

    async def _happen(self, event: Event) -> None:
        try:
            await self._kinds[event.kind](event)
        except PeerError as error:
            self.account.refused[f"{event.kind}: {error.code}"] += 1
            if error.code == -32603:
                self.account.failures.append(f"at {self.now:.1f} s {event.kind} met a mistake: {error}")
        except (AssertionError, TimeoutError) as error:
            self.account.notes.append(f"at {self.now:.1f} s {event.kind} of {event.who}: {error or 'took too long'}")
        except (OSError, subprocess.SubprocessError) as error:
            self.account.failures.append(f"at {self.now:.1f} s {event.kind} of {event.who} could not be done: {error}")
        else:
            self.account.done[event.kind] += 1

    def _person(self, event: Event) -> Person:
        return self.world.people[event.who[0]]

    # --- what people do

    async def _say(self, event: Event) -> None:
        person = self._person(event)
        for _ in range(int(event.value.get("times", 1))):
            if not person.awake:
                self.account.refused["say: not there"] += 1
                return
            self._count += 1
            text, at = f"{person.name} says {self._count}", self.now
            sent = await person.peer.request("message.send", group_id=self.groups[event.group], text=text)
            self.account.said.append(Said(event.group, person.number, text, sent["message_id"], at))

    async def _attach(self, event: Event) -> None:
        person = self._person(event)
        if not person.awake:
            self.account.refused["attach: not there"] += 1
            return
        self._count += 1
        content = random.Random(self._count).randbytes(int(event.value["bytes"]))
        path = self.world.folder / f"file-{self._count}"
        path.write_bytes(content)
        text, at = f"{person.name} attaches {self._count}", self.now
        sent = await person.peer.request(
            "message.send", group_id=self.groups[event.group], text=text, attachments=[str(path)]
        )
        sha256 = hashlib.sha256(content).hexdigest()
        self.account.said.append(Said(event.group, person.number, text, sent["message_id"], at, sha256))

    async def _remove(self, event: Event) -> None:
        founder = self.world.cast.groups[event.group][0]
        victim = self._person(event)
        if not self.world.people[founder].awake:
            self.account.refused["remove: not there"] += 1
            return
        self.account.absences.append(Absence(event.group, victim.number, self.now - UNHEARD_SECONDS))
        await self.world.result(founder, "member.remove", group_id=self.groups[event.group], account_id=victim.account)
        await asyncio.sleep(event.seconds)
        await self._back(event)

    async def _leave(self, event: Event) -> None:
        if not self._person(event).awake:
            self.account.refused["leave: not there"] += 1
            return
        self.account.absences.append(Absence(event.group, event.who[0], self.now))
        await self._person(event).peer.request("group.leave", group_id=self.groups[event.group])
        await asyncio.sleep(event.seconds)
        await self._back(event)

    async def _back(self, event: Event) -> None:
        """Try to come back at once; who does not succeed does when all is well again."""
        founder = self.world.people[self.world.cast.groups[event.group][0]]
        if founder.awake and self._person(event).awake:
            async with asyncio.timeout(20):
                await self.rejoin(event.group, event.who[0])

    async def _role(self, event: Event) -> None:
        founder = self.world.people[self.world.cast.groups[event.group][0]]
        if not founder.awake:
            self.account.refused["role: not there"] += 1
            return
        group, account = self.groups[event.group], self._person(event).account
        view: Any = await founder.peer.request("group.get", group_id=group)
        role = next((each["role"] for each in view["members"] if each["account_id"] == account), None)
        if role is not None:
            wanted = "member" if role == "admin" else "admin"
            await founder.peer.request("member.set_role", group_id=group, account_id=account, role=wanted)

    # --- what befalls them

    async def _kill(self, event: Event) -> None:
        person = self._person(event)
        async with person.busy:
            person.look_alive()
            await person.kill()
            await asyncio.sleep(event.seconds)
            await person.restart()

    async def _stop(self, event: Event) -> None:
        person = self._person(event)
        async with person.busy:
            person.sleep()
            await asyncio.sleep(event.seconds)
            person.wake()

    async def _unplug(self, event: Event) -> None:
        for machine in self.world.machines(event.who):
            machine.unplug()
        await asyncio.sleep(event.seconds)
        for machine in self.world.machines(event.who):
            machine.plug()

    async def _partition(self, event: Event) -> None:
        if self.world.wire is None:
            return
        here = self.world.machines(event.who)
        self.world.wire.partition(here, [each for each in self.world.wire.machines if each not in here])
        await asyncio.sleep(event.seconds)
        self.world.wire.heal()

    async def _weather(self, event: Event) -> None:
        if self.world.wire is None:
            return
        self.world.wire.weather = Weather(**event.value)
        await asyncio.sleep(event.seconds)
        self.world.wire.weather = Weather()

    async def _move(self, event: Event) -> None:
        for machine in self.world.machines(event.who):
            machine.move(self.world.lease())

    async def _clock(self, event: Event) -> None:
        self._person(event).set_clock(event.value["offset"])
        await asyncio.sleep(event.seconds)
        self._person(event).set_clock(0)

    async def _disk(self, event: Event) -> None:
        self._person(event).fill_disk()
        await asyncio.sleep(event.seconds)
        self._person(event).free_disk()
