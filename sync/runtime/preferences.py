"""`engine.preferences`: small settings of this device, such as theme, language and drafts. Never replicated."""

from sync.runtime.context import Context
from sync.store import local
from sync.views import JsonValue


class Preferences:
    """Named JSON values, kept in the encrypted store."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._values: dict[str, JsonValue] = {}

    async def load(self) -> None:
        """Read all of them once; they are few and small."""
        self._values = await self._context.store.read(local.preferences)

    async def get(self, key: str, default: JsonValue = None) -> JsonValue:
        """Return the value kept under `key`, or `default`."""
        return self._values.get(key, default)

    async def set(self, key: str, value: JsonValue) -> None:
        """Keep a value under `key`; None forgets it."""
        if value is None:
            await self._context.store.write(lambda db: local.delete_preference(db, key))
            self._values.pop(key, None)
            return
        await self._context.store.write(lambda db: local.set_preference(db, key, value))
        self._values[key] = value
