"""What a query over the shown messages of a group must say for their index to be used."""

from typing import Final

from sqlalchemy import literal, literal_column
from sqlmodel import col

from sync.store.tables import Messages

ORDER: Final = (col(Messages.lamport), col(Messages.sort_time), col(Messages.message_id))
"""Display order: PROTOCOL.md, "Operations"."""
IS_SHOWN: Final = literal_column("messages.shown") == literal(1, literal_execute=True)
"""Literal, because a partial index is not used for a bound value."""
