"""Reading back a conversation from the engine, as far as one answer needs it."""

from desktop.assistant.context import MAX_MESSAGES
from desktop.assistant.room_api import Messages
from sync.views import MessageView


async def recent_messages(messages: Messages, trigger: MessageView, most: int = MAX_MESSAGES) -> list[MessageView]:
    """Return the last `most` messages up to `trigger` and with it, oldest first, however long ago that was."""
    before = await messages.list(trigger.group_id, before=trigger.message_id, limit=most - 1)
    return [*before, trigger]
