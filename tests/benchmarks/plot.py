"""A plot of costs against sizes, both logarithmic, as SVG: flat is good, a slope is a cost that grows."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Final

WIDTH: Final = 860
HEIGHT: Final = 460
LEFT: Final = 70
RIGHT: Final = 250
TOP: Final = 50
BOTTOM: Final = 50
LABEL: Final = 15
"""Least distance between two labels, px."""
INKS: Final = (
    "#2c6e60",
    "#5b4bc4",
    "#b23a32",
    "#855708",
    "#1f6fb2",
    "#7a3e8e",
    "#3f7d20",
    "#a0522d",
    "#555555",
    "#c2185b",
    "#00838f",
)


class _Axis:
    """A logarithmic scale from the power of ten below the least value to the one above the greatest."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.first = math.floor(math.log10(min(values)))
        self.last = max(math.ceil(math.log10(max(values))), self.first + 1)
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        """Return where a value is, px."""
        share = (math.log10(value) - self.first) / (self.last - self.first)
        return self._start + share * (self._end - self._start)

    def ticks(self) -> list[float]:
        """Return the powers of ten."""
        return [10.0**power for power in range(self.first, self.last + 1)]


def write(
    file: Path, title: str, unit: str, sizes: Sequence[int], series: Mapping[str, Sequence[float | None]]
) -> None:
    """Draw a line for each of `series`, whose values belong to `sizes`; None and 0 leave a gap."""
    known = [value for values in series.values() for value in values if value]
    if not known:
        return
    across, up = _Axis(sizes, LEFT, WIDTH - RIGHT), _Axis(known, HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif">',
        f'<g font-size="12"><rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="{TOP - 24}" font-size="15">{escape(title)}</text>',
        *_grid(across, up, unit),
        *_lines(across, up, sizes, series),
        "</g></svg>\n",
    ]
    file.write_text("\n".join(parts), encoding="utf-8")


def _grid(across: _Axis, up: _Axis, unit: str) -> list[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts: list[str] = []
    for tick in across.ticks():
        x = across.at(tick)
        parts.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{tick:,.0f}</text>')
    for tick in up.ticks():
        y = up.at(tick)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:g} {escape(unit)}</text>')
    parts.append(
        f'<text x="{(LEFT + right) / 2}" y="{bottom + 40}" text-anchor="middle">messages in the profile</text>'
    )
    return parts


def _lines(across: _Axis, up: _Axis, sizes: Sequence[int], series: Mapping[str, Sequence[float | None]]) -> list[str]:
    parts: list[str] = []
    ends: list[tuple[float, str, str]] = []
    for number, (name, values) in enumerate(series.items()):
        ink = INKS[number % len(INKS)]
        points = [(across.at(size), up.at(value)) for size, value in zip(sizes, values, strict=True) if value]
        if points:
            joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            parts.append(f'<polyline points="{joined}" fill="none" stroke="{ink}" stroke-width="2"/>')
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{ink}"/>' for x, y in points]
            ends.append((points[-1][1], name, ink))
    last = -math.inf
    for y, name, ink in sorted(ends):
        last = max(y, last + LABEL)
        parts.append(f'<text x="{WIDTH - RIGHT + 10}" y="{last + 4:.1f}" fill="{ink}">{escape(name)}</text>')
    return parts
