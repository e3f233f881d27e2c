"""Everything that can be held against who sends operations, checked before any of them is taken in."""

from collections.abc import Sequence

from sync.core.ids import GroupId
from sync.core.logs import vouch
from sync.core.ops import FIRST_CONTENT_KIND, ControlPayload, Operation
from sync.core.payloads import check_control, decode_control
from sync.core.settling import in_log_order
from sync.errors import HostileInput


def sift(
    operations: Sequence[Operation], group: GroupId
) -> tuple[list[tuple[Operation, ControlPayload]], list[Operation]]:
    """Return a group's control operations with what they say, and its content in log order; raises HostileInput."""
    control: list[tuple[Operation, ControlPayload]] = []
    content: list[Operation] = []
    for op in operations:
        if (op.header.group or op.id) != group:
            raise HostileInput("operation: of another group")
        if op.header.kind < FIRST_CONTENT_KIND:
            payload = decode_control(op)
            check_control(op, payload, group)
            control.append((op, payload))
        else:
            content.append(op)
    vouch(operations)
    return control, in_log_order(content)
