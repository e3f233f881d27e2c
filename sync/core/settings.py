"""A group's name, description and assistant: last writer of each field by (lamport, id) (PROTOCOL.md, "Membership")."""

from dataclasses import dataclass
from typing import Final

from sync.core.causality import Graph, Node
from sync.core.ids import AccountId
from sync.core.limits import MAX_DESCRIPTION_CHARACTERS, MAX_INSTRUCTIONS_CHARACTERS
from sync.core.members import Membership
from sync.core.names import shown_line, shown_text
from sync.core.ops import AssistantState, Policy, Settings
from sync.core.payloads import MAX_MODEL_CHARACTERS

DEFAULT_ASSISTANT: Final = AssistantState(
    enabled=True, name="Sage", instructions="", respond="when_mentioned", model=""
)
DEFAULT_POLICY: Final = Policy()


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """The settings in force. The last two say who changed the assistant and when (ms); None, 0 if nobody did."""

    name: str = ""
    description: str = ""
    assistant: AssistantState = DEFAULT_ASSISTANT
    policy: Policy = DEFAULT_POLICY
    direct: bool = False
    assistant_changed_by: AccountId | None = None
    assistant_changed_at: int = 0


def _shown(assistant: AssistantState) -> AssistantState:
    """Return an assistant with what it is called, and told, cleaned; one that would have no name keeps the usual."""
    return AssistantState(
        enabled=assistant.enabled,
        name=shown_line(assistant.name) or DEFAULT_ASSISTANT.name,
        instructions=shown_text(assistant.instructions, limit=MAX_INSTRUCTIONS_CHARACTERS),
        respond=assistant.respond,
        model=shown_line(assistant.model, MAX_MODEL_CHARACTERS),
    )


def resolve_settings(graph: Graph, membership: Membership) -> GroupSettings:
    """Return the settings that the operations which count amount to."""
    written = sorted(graph.of(Settings), key=lambda each: each[0].order)
    name, description, assistant = "", "", DEFAULT_ASSISTANT
    by: Node | None = None
    for node, change in written:
        if node.op.id in membership.rejected:
            continue
        name = name if change.name is None else shown_line(change.name)
        if change.description is not None:
            description = shown_text(change.description, limit=MAX_DESCRIPTION_CHARACTERS)
        if change.assistant is not None:
            assistant, by = _shown(change.assistant), node
    return GroupSettings(
        name=name,
        description=description,
        assistant=assistant,
        policy=membership.policy,
        direct=membership.direct,
        assistant_changed_by=None if by is None else by.account,
        assistant_changed_at=0 if by is None else by.op.header.time,
    )
