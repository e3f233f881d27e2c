"""What this device has written to its logs, noted outside the profile's folder (PROTOCOL.md, "Identifiers").

Whoever puts an old copy of the folder in its place puts back the database, and not this: so the program sees that it
has written more than it knows of, and begins new logs before it contradicts the old ones.
"""

import hashlib
import os
import sys
from collections.abc import Mapping
from enum import Enum, auto
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.core.codec import decode, encode
from sync.core.ids import GroupId, Head, LogId, OpId
from sync.core.ops import Wire
from sync.core.sealing import derive
from sync.core.signing import label
from sync.errors import HostileInput

STATE_VARIABLE: Final = "CAUSERIE_STATE"
_PURPOSE: Final = "log mirror"
_NONCE: Final = 12
_MODE: Final = 0o600
_MOST_BYTES: Final = 64 * 1024 * 1024


class _Entry(Wire):
    """The newest operation of one log."""

    group: GroupId
    log: LogId
    seq: int
    id: OpId


class _Contents(Wire):
    """What the file holds."""

    version: int
    entries: tuple[_Entry, ...]


class MirrorState(Enum):
    """What was found at the start."""

    READ = auto()
    ABSENT = auto()
    DAMAGED = auto()


def default_state_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return where programs keep what is not to be restored with a profile; None where there is no such place.

    CAUSERIE_STATE says where; else it is what the platform says.
    """
    given = environment.get(STATE_VARIABLE)
    if given:
        return Path(given)
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Causerie state"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Causerie state"
    return Path(environment.get("XDG_STATE_HOME") or home / ".local" / "state") / "causerie"


class Mirror:
    """The heads of this device's own logs, group by group, and the file that keeps them."""

    def __init__(self, folder: Path | None, profile: Path, database_key: bytes) -> None:
        """Read what is kept in `folder` for the profile; that it cannot be read is no error."""
        name = hashlib.sha256(os.fsencode(profile.resolve())).hexdigest()[:32]
        self.file = None if folder is None else folder / f"{name}.mirror"
        self._key = derive(database_key, _PURPOSE, b"")
        self._heads: dict[GroupId, dict[LogId, Head]] = {}
        self.state = self._read()

    def heads(self, group: GroupId) -> Mapping[LogId, Head]:
        """Return what is known to have been written to a group."""
        return self._heads.get(group, {})

    def note(self, group: GroupId, heads: Mapping[LogId, Head]) -> None:
        """Note what was written; of a log never less than is noted already."""
        known = self._heads.setdefault(group, {})
        known.update({log: head for log, head in heads.items() if log not in known or head.seq >= known[log].seq})

    def forget(self, group: GroupId) -> None:
        """Forget a group whose logs were deleted here on purpose."""
        self._heads.pop(group, None)

    def save(self) -> None:
        """Replace the file; raises OSError. It may be behind after a crash, but is never half-written."""
        if self.file is None:
            return
        entries = tuple(
            _Entry(group, log, head.seq, head.id)
            for group, heads in tuple(self._heads.items())
            for log, head in tuple(heads.items())
        )
        nonce = os.urandom(_NONCE)
        sealed = ChaCha20Poly1305(self._key).encrypt(nonce, encode(_Contents(1, entries)), label(_PURPOSE))
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = self.file.with_suffix(".new")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(nonce + sealed)
            file.flush()
            os.fsync(file.fileno())  # or a power cut could leave the new name with nothing in it
        temporary.replace(self.file)

    def _read(self) -> MirrorState:
        try:
            if self.file is None or not self.file.exists():
                return MirrorState.ABSENT
            if self.file.stat().st_size > _MOST_BYTES:
                return MirrorState.DAMAGED
            raw = self.file.read_bytes()
            plain = ChaCha20Poly1305(self._key).decrypt(raw[:_NONCE], raw[_NONCE:], label(_PURPOSE))
            entries = decode(plain, _Contents).entries
        except (OSError, ValueError, InvalidTag, HostileInput):
            return MirrorState.DAMAGED
        for entry in entries:
            self._heads.setdefault(entry.group, {})[entry.log] = Head(entry.seq, entry.id)
        return MirrorState.READ
