"""What the figures were measured on, and what a process costs it."""

import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

PACKAGES: Final = ("PySide6_Essentials", "cryptography", "sqlcipher3", "sqlmodel", "msgspec", "zeroconf", "xllamacpp")
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine with its load when the measuring began."""

    when: str
    processor: str
    cores: int
    memory_gib: float
    system: str
    kernel: str
    python: str
    load: float
    packages: dict[str, str] = field(default_factory=dict[str, str])

    def sentence(self) -> str:
        """Return the description that stands under the table."""
        packages = ", ".join(f"{name} {number}" for name, number in self.packages.items())
        return (
            f"Measured on {self.when} with {self.processor}, {self.cores} cores, {self.memory_gib:.0f} GiB, "
            f"{self.system}, Linux {self.kernel}, Python {self.python}, {packages}; load {self.load:.1f} at the start."
        )


def describe() -> Machine:
    """Return what this machine is, and how busy."""
    return Machine(
        when=datetime.now(UTC).strftime("%Y-%m-%d"),
        processor=_field(Path("/proc/cpuinfo"), "model name", ":") or platform.processor() or "unknown processor",
        cores=len(os.sched_getaffinity(0)),
        memory_gib=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30,
        system=_field(Path("/etc/os-release"), "PRETTY_NAME", "=").strip('"') or platform.system(),
        kernel=platform.release(),
        python=platform.python_version(),
        load=os.getloadavg()[0],
        packages={name: number for name in PACKAGES if (number := _version(name))},
    )


def pss_mb(pid: int) -> float:
    """Return the memory of a process in MB (10^6 bytes): its own, and its share of what it shares (PSS)."""
    kilobytes = _field(Path(f"/proc/{pid}/smaps_rollup"), "Pss", ":").split()[0]
    return int(kilobytes) * 1024 / 1e6


@dataclass(frozen=True, slots=True)
class Effort:
    """What a process has done so far."""

    cpu_seconds: float
    wakeups: int


def effort(pid: int) -> Effort:
    """Return the processor time a process has used, and how often its threads went to sleep and woke up."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    wakeups = sum(
        int(_field(task / "status", "voluntary_ctxt_switches", ":")) for task in Path(f"/proc/{pid}/task").iterdir()
    )
    return Effort((int(fields[11]) + int(fields[12])) / _TICKS, wakeups)


def drop_page_cache() -> bool:
    """Make the system forget what it has read from disk; False when that is not allowed here."""
    os.sync()
    try:
        Path("/proc/sys/vm/drop_caches").write_text("3\n", encoding="ascii")
    except OSError:
        return False
    return True


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _field(file: Path, name: str, separator: str) -> str:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.partition(separator)[2].strip() for line in lines if line.startswith(name)), "")
