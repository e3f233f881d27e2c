"""Lint all QML strictly. Python classes marked @QmlElement become known to the linter through generated type files.

Run it through `packaging/lint_qml.sh`. Exits with the linter's status.
"""

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
QML = ROOT / "desktop" / "qml"
SOURCES = (ROOT / "desktop" / "viewmodels", ROOT / "desktop" / "qt")
BUILD = ROOT / "build" / "qml"
BIN = Path(sys.executable).parent
PLAIN_TYPES = frozenset({"QColor", "QString", "QUrl", "QVariant", "QVariantList", "QVariantMap", "QStringList"})
KNOWN_OBJECTS = frozenset({"QObject", "QAbstractListModel", "QAbstractItemModel"})

STAND_INS = {"ViewModel": "QObject", "QQuickPaintedItem": "QQuickItem", "list": "QVariantList", "dict": "QVariantMap"}
"""What the linter is told in place of names it does not know."""


def run(tool: str, *arguments: str) -> str:
    """Return what one of PySide's tools prints; a failure ends the program with its words."""
    done = subprocess.run([str(BIN / tool), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{tool} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def describe() -> dict[str, list[dict[str, Any]]]:
    """Return the descriptions of the marked classes, by the module they register in."""
    modules: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for folder in SOURCES:
        for file in sorted(folder.glob("*.py")):
            if "QML_IMPORT_NAME" in file.read_text(encoding="utf-8"):
                description = json.loads(run("pyside6-metaobjectdump", str(file)))
                for part in description if isinstance(description, list) else [description]:
                    modules[part["QML_IMPORT_NAME"]].append(part)
    return modules


def correct(modules: dict[str, list[dict[str, Any]]]) -> None:
    """Say which properties are pointers: the dump names a Python class as if it were a value."""
    parts = [part for parts in modules.values() for part in parts]
    ours = {described["className"] for part in parts for described in part["classes"]} | KNOWN_OBJECTS
    for part in parts:
        for described in part["classes"]:
            described["object"] = True
            for base in described.get("superClasses", []):
                base["name"] = STAND_INS.get(base["name"], base["name"])
            for member in described.get("properties", []):
                name = member["type"].removesuffix("*").strip()
                if name in ours and name not in PLAIN_TYPES:
                    member["type"] = f"{name}*"
                member["type"] = STAND_INS.get(member["type"], member["type"])
                member["constant"] = "notify" not in member and "write" not in member


def register(modules: dict[str, list[dict[str, Any]]]) -> None:
    """Write the type files and the qmldir of each module."""
    shutil.rmtree(BUILD, ignore_errors=True)
    for name, parts in modules.items():
        folder = BUILD.joinpath(*name.split("."))
        folder.mkdir(parents=True)
        files: list[str] = []
        for number, part in enumerate(parts):
            file = folder / f"types{number}.json"
            file.write_text(json.dumps(part), encoding="utf-8")
            files.append(str(file))
        types = folder / "types.qmltypes"
        run(
            "pyside6-qmltyperegistrar",
            *("--generate-qmltypes", str(types), "-o", str(folder / "unused.cpp")),
            *("--import-name", name, "--major-version", "1", "--minor-version", "0", *files),
        )
        (folder / "qmldir").write_text(f"module {name}\ntypeinfo types.qmltypes\ndepends QtQuick\n", encoding="utf-8")


def main() -> int:
    """Lint, and return the exit status."""
    modules = describe()
    correct(modules)
    register(modules)
    files = [str(file) for file in sorted(QML.rglob("*.qml"))]
    command = [str(BIN / "pyside6-qmllint"), "--max-warnings", "0", "-I", str(QML), "-I", str(BUILD), *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    words = "\n".join(line for line in (done.stdout + done.stderr).splitlines() if "returned 255" not in line)
    print(words.strip() or f"{len(files)} QML files: no warnings")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
