"""The asking side: who is asked to answer a message of ours, and asking again."""

import secrets

from desktop.assistant.addressing import blocked_in, listens, why_addressed
from desktop.assistant.failures import NoModelHere
from desktop.assistant.hosting import plan_hosts
from desktop.assistant.model_host import ModelHost
from desktop.assistant.room_api import Room
from desktop.assistant.spending import Spending
from sync.core.ids import DeviceId, GroupId, MessageId
from sync.core.limits import MAX_HOSTS
from sync.views import Account, Group, MessageView, Respond

NONCE_BYTES = 16


class Asker:
    """Plans the hosts of this device's messages."""

    def __init__(self, room: Room, host: ModelHost, spending: Spending) -> None:
        self._room = room
        self._host = host
        self._spending = spending

    async def plan(
        self, account: Account, group_id: GroupId, text: str, reply_to: MessageId | None
    ) -> tuple[DeviceId, ...]:
        """Return the devices asked to answer, by rank; none when the assistant should not speak or nobody can."""
        group = await self._room.groups.get(group_id)
        if not listens(group):
            return ()
        addressed = bool(await why_addressed(self._room.messages, group, text, reply_to))
        if not addressed and group.assistant.respond is not Respond.AUTOMATICALLY:
            return ()
        return self._hosts(account, group, addressed=addressed)

    async def ask_others(self, account: Account, group: Group, question: MessageView) -> None:
        """Name the assistant in a reply to `question`, for a device that offers a model. Raises NoModelHere."""
        hosts = self._hosts(account, group, addressed=True)
        if not hosts:
            raise NoModelHere
        text = f"@{group.assistant.name}"
        await self._room.messages.send(group.group_id, text, reply_to=question.message_id, hosts=hosts)

    def _hosts(self, account: Account, group: Group, *, addressed: bool) -> tuple[DeviceId, ...]:
        within_cap = self._spending.left(self._host.choice.cap)
        hosts = plan_hosts(
            account.device_id if self._host.ready and within_cap else None,
            self._room.turns.offers(group.group_id),
            nonce=secrets.token_bytes(NONCE_BYTES),
            preferred=group.assistant.model,
            blocked=blocked_in(group),
            most=MAX_HOSTS if addressed else 1,
        )
        if not hosts and addressed and self._host.ready:
            return (account.device_id,)  # its cap is reached and nobody else is here: it says so
        return hosts
