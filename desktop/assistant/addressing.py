"""Whether a message is put to the assistant, and whether this device may answer it."""

from desktop.assistant.choice import Sponsor
from desktop.assistant.mentions import mentions
from desktop.assistant.room_api import Messages
from sync.core.ids import AccountId, GroupId, MessageId
from sync.errors import Blocked, NoSuchMessage
from sync.views import Account, AuthorKind, Group, GroupState, MessageView, Respond

MENTIONED = "It was mentioned."
REPLIED_TO = "This replies to one of its messages."


async def why_addressed(messages: Messages, group: Group, text: str, reply_to: MessageId | None) -> str:
    """Return why a message is put to the assistant, empty when it is not."""
    if mentions(text, group.assistant.name):
        return MENTIONED
    if reply_to is not None and await _is_answer(messages, group.group_id, reply_to):
        return REPLIED_TO
    return ""


def listens(group: Group) -> bool:
    """Return whether the group's assistant may speak at all."""
    settings = group.assistant
    return group.state is GroupState.JOINED and settings.enabled and settings.respond is not Respond.OFF


def may_answer(group: Group, message: MessageView, account: Account, sponsor: Sponsor) -> bool:
    """Return whether this device may answer `message`.

    Never an assistant's message, a withdrawn or not-for-AI one, a blocked account's, or one this device's owner does
    not sponsor.
    """
    if message.author.kind is not AuthorKind.PERSON or message.deleted or message.not_for_ai:
        return False
    author = message.author.account_id
    if author in blocked_in(group):
        return False
    return sponsor is Sponsor.MEMBERS or author == account.account_id


def blocked_in(group: Group) -> set[AccountId]:
    """Return the members of whom nothing may reach a model, and whose models are not asked."""
    return {member.account_id for member in group.members if member.blocked}


async def _is_answer(messages: Messages, group_id: GroupId, message_id: MessageId) -> bool:
    try:
        message = await messages.get(group_id, message_id)
    except (NoSuchMessage, Blocked):
        return False
    return message.author.kind is AuthorKind.ASSISTANT
