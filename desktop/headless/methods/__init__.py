"""Every method by its name."""

from collections.abc import Mapping
from typing import Any, Final

from desktop.headless.methods import (
    accounts,
    assistant,
    attachments,
    contacts,
    devices,
    groups,
    invites,
    joins,
    members,
    messages,
    notices,
    peers,
)
from desktop.headless.registry import Method

METHODS: Final[Mapping[str, Method[Any]]] = {
    **accounts.METHODS,
    **groups.METHODS,
    **assistant.METHODS,
    **invites.METHODS,
    **joins.METHODS,
    **members.METHODS,
    **contacts.METHODS,
    **devices.METHODS,
    **messages.METHODS,
    **attachments.METHODS,
    **notices.METHODS,
    **peers.METHODS,
}
