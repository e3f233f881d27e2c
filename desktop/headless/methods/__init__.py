"""Every method by its name."""

from collections.abc import Mapping
from typing import Any, Final

from desktop.headless.methods import accounts, assistant, groups, invites, messages, peers
from desktop.headless.registry import Method

METHODS: Final[Mapping[str, Method[Any]]] = {
    **accounts.METHODS,
    **groups.METHODS,
    **assistant.METHODS,
    **invites.METHODS,
    **messages.METHODS,
    **peers.METHODS,
}
