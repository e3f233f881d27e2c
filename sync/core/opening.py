"""What a sealed content operation says, for whoever has its epoch's secret (PROTOCOL.md, "Sealing")."""

from collections.abc import Mapping

from sync.core.ids import EpochId
from sync.core.ops import ContentPayload, Operation
from sync.core.payloads import decode_content
from sync.core.sealing import open_content
from sync.core.signing import header_bytes
from sync.errors import HostileInput


def opened(op: Operation, secrets: Mapping[EpochId, bytes]) -> ContentPayload | None:
    """Return what a content operation says; None without its epoch's secret, or when it is not well made."""
    header = op.header
    secret = secrets.get(header.epoch)
    if secret is None:
        return None
    plaintext = open_content(secret, header_bytes(op), header.log, header.seq, header.salt, op.payload)
    if plaintext is None:
        return None
    try:
        return decode_content(header.kind, plaintext)
    except HostileInput:  # whoever passed it on could not know; its author wrote nothing that can be shown
        return None
