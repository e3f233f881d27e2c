"""PROTOCOL.md gives every structure, field and code there is: its tables are compared with the types of the code."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

import sync.core
from sync import errors
from sync.core import frames, limits, names
from sync.core.ops import Wire
from tests.sync.core.test_protocol_document import DOCUMENT, constants, table

ROOT: Final = Path(limits.__file__).parents[2]
PLAIN: Final = {bytes: "bytes", int: "int", str: "text", bool: "bool"}
DEFAULTS: Final[dict[str, Any]] = {"nil": None, "empty": "", "false": False, "0": 0}


def modules() -> Iterator[Any]:
    for each in pkgutil.iter_modules(sync.core.__path__):
        yield importlib.import_module(f"sync.core.{each.name}")


def notation(hint: Any) -> str:
    """Return a type as the document writes it, sizes aside."""
    hint = getattr(hint, "__supertype__", hint)
    arguments = get_args(hint)
    if get_origin(hint) is Annotated:
        return notation(arguments[0])
    if get_origin(hint) is tuple:
        return f"[{notation(arguments[0])}]"
    if get_origin(hint) is Literal:
        return " or ".join(f'"{each}"' for each in arguments)
    if get_origin(hint) in {Union, UnionType}:
        [present] = [each for each in arguments if each is not NoneType]
        return f"{notation(present)}?"
    return PLAIN.get(hint) or hint.__name__


def unsized(written: str) -> str:
    """Return a written type without sizes, limits and default, having checked that the limits exist."""
    for name in re.findall(r"<= ([A-Z_]+)", written):
        assert name in KNOWN_LIMITS, f"{name} is not in the table of limits"
    written = re.sub(r"\bb\d+\b", "bytes", written)
    return re.split(r" <= | = |, exactly|, each|, \d|: ", written)[0]


KNOWN_LIMITS: Final = {row[0] for row in table("limit")}
FRAMES: Final = [*get_args(frames.HandshakeFrame), *get_args(frames.SessionFrame)]
STRUCTURES: Final = {
    each.__name__: each for module in modules() for each in vars(module).values() if isinstance(each, type)
    if issubclass(each, Wire) and each is not Wire and each not in FRAMES
}  # fmt: skip


def test_every_structure_is_in_the_table() -> None:
    assert {row[0] for row in table("structure")} == set(STRUCTURES)


@pytest.mark.parametrize("row", table("structure"), ids=lambda row: row[0])
def test_a_structure_has_the_fields_and_defaults_that_are_written(row: list[str]) -> None:
    kind: Any = STRUCTURES[row[0]]
    written = [field.split(": ", 1) for field in row[1].split("; ")]
    hints = get_type_hints(kind, include_extras=True)
    assert [(name, unsized(declaration)) for name, declaration in written] == [
        (name, notation(hints[name])) for name in kind.__struct_fields__
    ]
    defaults = [declaration.partition(" = ")[2] for _, declaration in written]
    expected = [msgspec.NODEFAULT] * (len(written) - len(kind.__struct_defaults__)) + list(kind.__struct_defaults__)
    for default, value in zip(defaults, expected, strict=True):
        if not default:
            assert value is msgspec.NODEFAULT
        else:
            assert (value or None) == (DEFAULTS.get(default, default.strip('"')) or None)


def test_every_field_of_a_frame_has_its_type() -> None:
    rows = [(name, declaration) for names, declaration in table("field of frames") for name in names.split(", ")]
    written = dict(rows)
    assert len(written) == len(rows)
    used: set[str] = set()
    for kind in FRAMES:
        hints = get_type_hints(kind, include_extras=True)
        for field in kind.__struct_fields__:
            name = f"{kind.__name__}.{field}" if f"{kind.__name__}.{field}" in written else field
            used.add(name)
            assert unsized(written[name]) == notation(hints[field]), f"{kind.__name__}.{field}"
            assert sizes(written[name]) == declared(hints[field]), f"{kind.__name__}.{field}"
    assert used == set(written)


def declared(hint: Any) -> int | None:
    """Return the exact size of byte strings, alone or in an array, None where there is none."""
    metas = [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, msgspec.Meta)]
    if notation(hint).startswith("["):
        return declared(get_args(get_args(hint)[0])[0])
    return next((each.max_length for each in metas if each.min_length == each.max_length), None)


def sizes(written: str) -> int | None:
    found = re.match(r"\[?b(\d+)\b", written)
    return int(found[1]) if found else None


def test_the_codes_are_those_that_are_sent() -> None:
    known = {each.code for each in vars(errors).values() if isinstance(each, type) and hasattr(each, "code")}
    written = {code for _, code, _ in table("frame") if code}
    source = "".join(path.read_text() for path in (ROOT / "sync").rglob("*.py"))
    assert all(code in known or f'"{code}"' in source for code in written)
    assert {frame for frame, _, _ in table("frame")} <= {kind.__name__ for kind in FRAMES}


@pytest.mark.parametrize("row", table("bound"), ids=lambda row: row[0])
def test_every_bound_names_where_it_is_and_its_test(row: list[str]) -> None:
    named = re.findall(r"`(sync/[\w/]+\.py)`", row[1])
    assert named
    assert all((ROOT / each).exists() for each in named)
    tests = re.findall(r"`(test_\w+)`", row[2])
    assert tests
    assert all(any((ROOT / "tests").rglob(f"{each}.py")) for each in tests)


EVERYTHING: Final = "".join(map(chr, range(0x110000)))


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("line ends", names._LINE_ENDS),
        ("control", names._CONTROLS),
        ("direction", names._DIRECTIONS),
        ("embeddings and overrides", names._EMBEDDINGS),
        ("isolates", names._ISOLATES),
        ("unseen", names._INVISIBLE),
        ("joiners", names._JOINERS),
    ],
)
def test_the_characters_that_are_removed_are_listed(what: str, pattern: re.Pattern[str]) -> None:
    [written] = [row[1].split(",")[0] for row in table("characters") if row[0] == what]
    ranges = [[int(end, 16) for end in each.split("-")] for each in written.split()]
    listed = {number for each in ranges for number in range(each[0], each[-1] + 1)}
    assert listed == {ord(found) for match in pattern.finditer(EVERYTHING) for found in match[0]}


def test_every_label_that_is_listed_is_used() -> None:
    source = "".join(path.read_text() for path in (ROOT / "sync").rglob("*.py"))
    assert [row[0] for row in table("purpose") if not re.search(rf"[\"']{row[0]}[\"']", source)] == []


@pytest.mark.parametrize("row", table("adversary"), ids=lambda row: row[0])
def test_every_protection_names_its_test(row: list[str]) -> None:
    assert re.search(r"`test_\w+`", row[2])
    assert row[1]
    assert row[3]


def test_every_bound_of_the_core_is_in_the_table() -> None:
    found = {name for module in modules() for name in constants(module) if re.match("MAX_|PULLS_|BOXES_", name)}
    # Those of one value have one name there.
    assert found - {"MAX_ATTEMPT", "MAX_COUNTER"} <= KNOWN_LIMITS


def test_every_section_that_the_code_names_exists() -> None:
    headings = set(re.findall(r"^#+ (.+)$", DOCUMENT, re.MULTILINE)) | set(re.findall(r"\*\*(.+?)\.\*\*", DOCUMENT))
    for path in (*(ROOT / "sync").rglob("*.py"), *(ROOT / "desktop").rglob("*.py")):
        for named in re.findall(r'PROTOCOL\.md,\s+((?:"[^"]+"(?:, | and )?)+)', path.read_text()):
            for heading in re.findall(r'"([^"]+)"', named):
                assert heading in headings, f"{path.name} names a section that is not there: {heading}"
