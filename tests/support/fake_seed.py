"""A fake engine as somebody's would be on a Saturday afternoon: five conversations, one of them mid-answer."""

import time
from dataclasses import replace

from sync.core.ids import AccountId, GroupId, MessageId
from sync.views import (
    AnswerHost,
    AnswerReceipt,
    AnswerStatus,
    AnswerUsage,
    AssistantAnswer,
    AssistantSettings,
    Author,
    AuthorKind,
    Delivery,
    GroupKind,
    Member,
    MessageView,
    Peer,
    ReceiptEntry,
    Respond,
    Role,
)
from tests.support.fake_engine import FakeEngine
from tests.support.fake_state import FakeState, account_of, device_of, fake_id, make_group

MINUTE = 60_000
DAY = 86_400_000

PLAN = """Dry from **12:30**, so start indoors and move out after lunch:

| When | What | Cost |
|---|---|---:|
| 11:30 | Cook together: leek tart, salad (vegetarian) | 24 € |
| 13:00 | Plant the raised beds, two teams of three | 18 € |
| 16:00 | Tea, and choose what to build next | 6 € |

That leaves 12 € for seeds. Shall I turn this into a shared li"""

CODE_ANSWER = """The period only depends on the length, so a short script is enough:

```python
from math import pi, sqrt

def period(length: float, g: float = 9.81) -> float:
    \"\"\"Return the period of a small swing, in seconds.\"\"\"
    return 2 * pi * sqrt(length / g)

print(f"{period(0.25):.2f} s")
```

1. Measure **ten swings**, then divide by ten.
2. Repeat for `0.25`, `0.50` and `1.00` m.

> Small angles only: beyond 20° the formula drifts."""


def member(name: str, role: Role = Role.MEMBER, online: bool = False, you: bool = False) -> Member:
    """Return a member of that name."""
    return Member(account_of(name), name, role, online=online, blocked=False, you=you)


def group_id_of(name: str) -> GroupId:
    """Return the id of the seeded group of that name."""
    return GroupId(fake_id(f"group {name}"))


class Seeder:
    """Writes conversations into a fake engine's state, dated back from `now` (ms)."""

    def __init__(self, state: FakeState, now: int) -> None:
        self._state = state
        self._now = now

    def group(
        self,
        name: str,
        members: tuple[Member, ...],
        assistant: AssistantSettings,
        kind: GroupKind = GroupKind.GROUP,
    ) -> GroupId:
        """Add a group."""
        group_id = group_id_of(name)
        group = make_group(group_id, name, members, assistant, kind=kind)
        if kind is GroupKind.DIRECT:
            group = replace(group, partner=next(member.account_id for member in members if not member.you))
        self._state.put_group(group)
        return group_id

    def say(
        self, group: GroupId, who: str, text: str, minutes: float, reply_to: MessageId | None = None
    ) -> MessageView:
        """Add a message sent `minutes` before now."""
        sent = self._now - int(minutes * MINUTE)
        return self._state.put_message(self._state.compose(group, who, text, sent, reply_to))

    def react(self, message: MessageView, reactions: dict[str, tuple[AccountId, ...]]) -> MessageView:
        """Put reactions on a message."""
        return self._state.put_message(replace(message, reactions=reactions))

    def answer(
        self, trigger: MessageView, host: str, text: str, minutes: float, status: AnswerStatus = AnswerStatus.COMPLETE
    ) -> MessageView:
        """Add an answer to `trigger` hosted by `host`."""
        settings = self._state.group(trigger.group_id).assistant
        message = self.say(trigger.group_id, host, text, minutes)
        usage = None if status is AnswerStatus.STREAMING else AnswerUsage(412, 96, None, "")
        answer = AssistantAnswer(
            AnswerHost(device_of(host), account_of(host), host),
            "compatible",
            "gemma",
            trigger.message_id,
            0,
            status,
            usage,
            None,
            has_receipt=status is AnswerStatus.COMPLETE,
        )
        entries = (ReceiptEntry("system", settings.instructions), ReceiptEntry("user", trigger.text))
        self._state.receipts[message.message_id] = AnswerReceipt(
            "compatible", "http://127.0.0.1:11434/v1", "gemma", entries
        )
        author = Author(account_of(host), settings.name, AuthorKind.ASSISTANT)
        return self._state.put_message(replace(message, author=author, assistant=answer, own=False))

    def read_all(self, group: GroupId, but: int = 0) -> None:
        """Mark everything read except the newest `but` messages."""
        messages = self._state.messages[group]
        last = messages[len(messages) - 1 - but]
        self._state.put_group(replace(self._state.group(group), read_up_to=last.message_id))


def seed_garden(seed: Seeder, state: FakeState) -> None:
    """The conversation of the design's pictures."""
    sage = AssistantSettings(
        instructions="A practical gardener. Short answers, prices in euros, always one vegetarian option.",
        respond=Respond.WHEN_MENTIONED,
        changed_by=account_of("Cy"),
        changed_at=int(time.time() * 1000) - 4 * DAY,
    )
    people = (member("Ana", Role.OWNER, online=True, you=True), member("Bo", online=True), member("Cy"))
    group = seed.group("Garden weekend", people, sage)
    seed.say(group, "Cy", "I can bring the wheelbarrow and two spades.", 1600)
    seed.say(group, "Ana", "Perfect. I have gloves for everybody.", 1590)
    first = seed.say(group, "Bo", "We have **6 people**, rain until noon, and Cy is vegetarian.", 3.4)
    second = seed.say(group, "Bo", "Can someone make a plan before we all change our minds?", 3)
    ana, cy = account_of("Ana"), account_of("Cy")
    seed.react(second, {"🙏": (ana, cy), "😂": (cy,)})
    asked = seed.say(group, "Ana", "@Sage plan the afternoon for us, budget 60 €", 1, first.message_id)
    state.delivery[asked.message_id] = Delivery(2, 2)
    seed.answer(asked, "Bo", PLAN, 0.5, AnswerStatus.STREAMING)
    seed.read_all(group)


def seed_others(seed: Seeder) -> None:
    """The rest of the list."""
    me = member("Ana", you=True, online=True)
    studio = seed.group("Studio 4", (me, member("Inès", Role.OWNER, online=True), member("Malo")), AssistantSettings())
    seed.say(studio, "Malo", "Printer is free until two.", 120)
    seed.say(studio, "Ana", "Thanks!", 118)
    seed.say(studio, "Inès", "Does anyone have the wide paper?", 95)
    seed.say(studio, "Inès", "Found it.", 90)
    seed.say(studio, "Inès", "the new poster is in", 87)
    seed.read_all(studio, but=3)

    direct = seed.group(
        "Inès", (me, member("Inès", Role.OWNER, online=True)), AssistantSettings(enabled=False), GroupKind.DIRECT
    )
    seed.say(direct, "Inès", "Coffee before the meeting?", 170)
    seed.say(direct, "Ana", "on my way", 164)
    seed.read_all(direct)

    newton = AssistantSettings(name="Newton", instructions="Explain, never just solve.", respond=Respond.AUTOMATICALLY)
    physics = seed.group("Physics, group B", (me, member("Théo", Role.OWNER), member("Lin"), member("Zoé")), newton)
    asked = seed.say(physics, "Lin", "How do we check the pendulum numbers?", 1300)
    seed.answer(asked, "Théo", CODE_ANSWER, 1298)
    seed.say(physics, "Théo", "Proof of 3.2 looks right to me, but check the sign in line four.", 1290)
    seed.read_all(physics)

    papa = seed.group("Papa", (me, member("Papa", Role.OWNER)), AssistantSettings(enabled=False), GroupKind.DIRECT)
    seed.say(papa, "Papa", "Bien rentrés. À dimanche !", 2 * 1440 + 200)
    seed.read_all(papa)


def seeded_engine(now: int | None = None) -> FakeEngine:
    """Return Ana's engine, with everything dated back from `now` (ms; None: this very moment)."""
    engine = FakeEngine("Ana")
    moment = int(time.time() * 1000) if now is None else now
    seed = Seeder(engine.state, moment)
    seed_garden(seed, engine.state)
    seed_others(seed)
    garden = group_id_of("Garden weekend")
    for name in ("Bo", "Inès", "Malo"):
        engine.state.peers.append(Peer(device_of(name), account_of(name), "192.168.1.20:4711", "connected", (garden,)))
    return engine
