"""A keyring in a plain file, so that processes which are measured open a profile as on a desktop: with no passphrase.

Named by PYTHON_KEYRING_BACKEND; the file by CAUSERIE_BENCH_KEYRING.
"""

import json
import os
from pathlib import Path
from typing import Final

from keyring.backend import KeyringBackend

FILE_VARIABLE: Final = "CAUSERIE_BENCH_KEYRING"
BACKEND: Final = f"{__name__}.FileKeyring"


class FileKeyring(KeyringBackend):
    """Protects nothing: for benchmarks."""

    priority = 5  # pyright: ignore[reportAssignmentType] - a property of the class there

    def get_password(self, service: str, username: str) -> str | None:
        """Return an entry."""
        return _read().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store an entry."""
        _write({**_read(), f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        """Delete an entry."""
        _write({name: value for name, value in _read().items() if name != f"{service}/{username}"})


def environment(file: Path) -> dict[str, str]:
    """Return what a process needs in its environment to use `file` as its keyring."""
    return {"PYTHON_KEYRING_BACKEND": BACKEND, FILE_VARIABLE: str(file)}


def _read() -> dict[str, str]:
    file = Path(os.environ[FILE_VARIABLE])
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _write(entries: dict[str, str]) -> None:
    Path(os.environ[FILE_VARIABLE]).write_text(json.dumps(entries), encoding="utf-8")
