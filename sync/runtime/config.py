"""How an engine is started."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from sync.identity.mirror import default_state_folder
from sync.identity.secrets import Keyring
from sync.net.discovery import Discovery
from sync.net.links import Network
from sync.runtime.context import wall_clock


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """Which profile, on which interfaces and port. `interfaces` None means all but loopback; `port` 0 any free one."""

    profile: Path
    interfaces: tuple[str, ...] | None = None
    port: int = 0
    discovery: bool = True
    peers: tuple[str, ...] = ()
    passphrase: str | None = field(default=None, repr=False)
    program: str = "causerie"
    state: Path | None = None
    """Where to keep what is not to be restored with the profile; None: the platform's place for such."""

    def with_environment(self, environment: Mapping[str, str] | None = None) -> Self:
        """Fill in what is not given from CAUSERIE_INTERFACES (comma separated), CAUSERIE_PASSPHRASE, CAUSERIE_STATE."""
        values = os.environ if environment is None else environment
        interfaces, passphrase = self.interfaces, self.passphrase
        if interfaces is None and values.get("CAUSERIE_INTERFACES"):
            interfaces = tuple(part.strip() for part in values["CAUSERIE_INTERFACES"].split(",") if part.strip())
        if passphrase is None:
            passphrase = values.get("CAUSERIE_PASSPHRASE") or None
        state = self.state or default_state_folder(values)
        return replace(self, interfaces=interfaces, passphrase=passphrase, state=state)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What tests put in the place of the machine's network, clock and keyring."""

    network: Network | None = None
    discovery: Discovery | None = None
    clock: Callable[[], int] = wall_clock
    keyring: Keyring | None = None
