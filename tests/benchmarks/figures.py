"""Figures beside their floors: printed, kept as JSON, and gathered in the table that README shows."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.machine import Machine

OUTPUT: Final = Path(__file__).parents[2] / "build" / "bench"
TABLE: Final = "table.md"
RATE: Final = "/s"


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value with its unit; `floor` is what the unavoidable part alone costs in the same run."""

    name: str
    value: float | None
    unit: str
    floor: float | None = None
    floor_is: str = ""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the floor the figure costs."""
        if not self.value or not self.floor:
            return None
        return self.floor / self.value if self.unit.endswith(RATE) else self.value / self.floor

    def line(self) -> str:
        """Return the figure as a line to print."""
        ratio = "" if self.ratio is None else f"{self.ratio:.1f} x"
        floor = "" if self.floor is None else f"floor {shown(self.floor, self.unit)}"
        return f"{self.name:<58} {shown(self.value, self.unit):>14}   {floor:<22} {ratio:>8}   {self.note}".rstrip()

    def row(self) -> str:
        """Return the figure as a row of the table."""
        ratio = "" if self.ratio is None else f"{self.ratio:.1f} ×"
        floor = "" if self.floor is None else f"{shown(self.floor, self.unit)}: {self.floor_is}"
        return f"| {self.name} | {shown(self.value, self.unit)} | {floor} | {ratio} |"


def shown(value: float | None, unit: str) -> str:
    """Return a value with three significant digits and its unit."""
    if value is None:
        return "not measured"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def quantile(values: Iterable[float], share: float) -> float:
    """Return the value that `share` of `values` do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def median(values: Iterable[float]) -> float:
    """Return the middle value."""
    return quantile(values, 0.5)


def keep(part: str, machine: Machine, figures: Sequence[Figure], samples: dict[str, Any]) -> None:
    """Write a part's figures and samples to build/bench/<part>.json."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    kept = {
        "machine": asdict(machine),
        "figures": [{**asdict(figure), "ratio": figure.ratio} for figure in figures],
        "samples": samples,
    }
    (OUTPUT / f"{part}.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_table(parts: Sequence[str]) -> Path:
    """Write the table of all parts measured so far, in the order of `parts`, with the machine's description."""
    rows: list[str] = []
    description = ""
    for part in parts:
        file = OUTPUT / f"{part}.json"
        if not file.exists():
            continue
        kept = json.loads(file.read_text(encoding="utf-8"))
        description = Machine(**kept["machine"]).sentence()
        for figure in kept["figures"]:
            del figure["ratio"]
            rows.append(Figure(**figure).row())
    head = "| figure | Causerie | floor | ratio |\n|---|---|---|---|\n"
    table = OUTPUT / TABLE
    table.write_text(f"{head}{chr(10).join(rows)}\n\n{description}\n", encoding="utf-8")
    return table
