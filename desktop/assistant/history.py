"""Reading back a conversation from the engine, as far as one answer needs it."""

from desktop.assistant.context import MAX_MESSAGES
from desktop.assistant.room_api import Messages
from sync.core.ids import MessageId
from sync.views import MessageView

PAGE = 100
MAX_PAGES = 50
"""An old question asked again: read back 5,000 messages at most to find it."""


async def recent_messages(messages: Messages, trigger: MessageView, most: int = MAX_MESSAGES) -> list[MessageView]:
    """Return the last `most` messages up to `trigger`, oldest first."""
    found: list[MessageView] = []
    before: MessageId | None = None
    for _ in range(MAX_PAGES):
        page = await messages.list(trigger.group_id, before=before, limit=PAGE)
        found = [message for message in page if message.position <= trigger.position] + found
        if len(page) < PAGE or len(found) >= most:
            break
        before = page[0].message_id
    return found[-most:]
