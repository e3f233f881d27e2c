"""A keyring that forgets when the test ends."""


class MemoryKeyring:
    """Stands in for the system's keyring."""

    priority = 5.0

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Return an entry."""
        return self._entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store an entry."""
        self._entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Delete an entry."""
        del self._entries[service, username]
