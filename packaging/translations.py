"""Keep the translations true: collect every sentence, merge what is translated already, compile.

    translations.py            update resources/translations/*.ts, *.qm and templates.json
    translations.py --check    change nothing; fail if something is missing, untranslated or out of date

QML's sentences come from `qsTr`, collected by Qt's lupdate. Python's come from calls of `_tr` in modules with a
`_CONTEXT`. The engine and the assistant speak English only: every sentence they can raise or return is collected too
(context "Engine"); one with values in it becomes a template with %1, %2, which the window matches against.
"""

import ast
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = {"en": "en_US", "fr": "fr_FR"}
BIN = Path(sys.executable).parent
ENGINE = "Engine"
SPEAKING = ("sync", "desktop/assistant")
SILENT = frozenset({"context.py", "judge.py", "prompts.py", "config.py"})
"""Modules of those whose sentences are for models or command lines, not for people at the window."""

SQL = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ")
"""What begins like a sentence and is none."""


@dataclass(frozen=True, order=True)
class Message:
    """Something to translate."""

    context: str
    source: str
    plural: bool


def python_files(*folders: str) -> Iterator[Path]:
    """Yield the Python files below `folders`, in order."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def tr_messages() -> Iterator[Message]:
    """Yield what Python modules of the window say through `_tr`."""
    for file in python_files("desktop"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        context = ""
        for node in tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name) and target.id == "_CONTEXT":
                    context = str(node.value.value)
        for node in ast.walk(tree) if context else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_tr":
                text = node.args[0]
                if isinstance(text, ast.Constant):
                    yield Message(context, str(text.value), "%n" in str(text.value))


def template_of(node: ast.AST) -> str | None:
    """Return a string literal as it is, an f-string with %1, %2 for its values, None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts: list[str] = []
        number = 0
        for value in node.values:
            if isinstance(value, ast.Constant):
                parts.append(str(value.value))
            else:
                number += 1
                parts.append(f"%{number}")
        return "".join(parts)
    return None


def is_sentence(text: str) -> bool:
    """Return whether a literal is something said to a person."""
    spoken = len(text) > 8 and " " in text and "\n" not in text and text[-1] in ".?!"
    return spoken and (text[0].isupper() or text[0] == "%") and not text.startswith(SQL)


def literals(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the literals of a module that are not docstrings, nor parts of f-strings, nor said to the log."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)
        if isinstance(node, ast.JoinedStr):
            skipped.update(node.values)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            base = node.func.value
            if isinstance(base, ast.Name) and base.id in {"logger", "log", "LOG", "_log"}:
                skipped.update(node.args)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and node not in skipped:
            yield node


def engine_messages() -> Iterator[Message]:
    """Yield the sentences of the engine and the assistant."""
    for file in python_files(*SPEAKING):
        if file.name in SILENT:
            continue
        for node in literals(ast.parse(file.read_text(encoding="utf-8"))):
            text = template_of(node)
            if text is not None and is_sentence(text):
                yield Message(ENGINE, text, plural=False)


def qml_messages() -> Iterator[Message]:
    """Yield what QML says, as Qt's own collector finds it."""
    with tempfile.TemporaryDirectory() as folder:
        collected = Path(folder) / "qml.ts"
        files = [str(file) for file in sorted((ROOT / "desktop" / "qml").rglob("*.qml"))]
        tool(["pyside6-lupdate", *files, "-locations", "none", "-silent", "-ts", str(collected)])
        for context in ET.parse(collected).getroot().iter("context"):  # noqa: S314 - just made by Qt
            name = context.findtext("name", "")
            for message in context.iter("message"):
                yield Message(name, message.findtext("source", ""), message.get("numerus") == "yes")


def tool(command: list[str]) -> None:
    """Run one of PySide's tools; ends the program with its words if it fails."""
    done = subprocess.run([str(BIN / command[0]), *command[1:]], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def known(file: Path) -> dict[tuple[str, str], list[str]]:
    """Return the translations in `file`, by context and source."""
    found: dict[tuple[str, str], list[str]] = {}
    if file.exists():
        for context in ET.parse(file).getroot().iter("context"):  # noqa: S314 - our own file
            name = context.findtext("name", "")
            for message in context.iter("message"):
                translation = message.find("translation")
                if translation is not None and translation.get("type") != "unfinished":
                    forms = [form.text or "" for form in translation.iter("numerusform")]
                    found[name, message.findtext("source", "")] = forms or [translation.text or ""]
    return found


def english(message: Message) -> list[str] | None:
    """Return the two forms of "%n thing(s)", None for what needs no translation into English."""
    if not message.plural:
        return None
    one = message.source.replace("(s)", "").replace("person(s)", "person")
    many = message.source.replace("person(s)", "people").replace("(s)", "s")
    return [one, many]


def render(language: str, messages: list[Message], translated: dict[tuple[str, str], list[str]]) -> tuple[bytes, int]:
    """Return a .ts file's bytes, and how many of its messages lack a translation."""
    root = ET.Element("TS", version="2.1", language=LANGUAGES[language], sourcelanguage="en_US")
    missing = 0
    context: ET.Element | None = None
    for message in messages:
        forms = english(message) if language == "en" else translated.get((message.context, message.source))
        if language == "en" and forms is None:
            continue
        if context is None or context.findtext("name") != message.context:
            context = ET.SubElement(root, "context")
            ET.SubElement(context, "name").text = message.context
        element = ET.SubElement(context, "message", {"numerus": "yes"} if message.plural else {})
        ET.SubElement(element, "source").text = message.source
        translation = ET.SubElement(element, "translation")
        if not forms or not all(forms):
            translation.set("type", "unfinished")
            missing += 1
        elif message.plural:
            for form in forms:
                ET.SubElement(translation, "numerusform").text = form
        else:
            translation.text = forms[0]
    ET.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n' + ET.tostring(root, "utf-8") + b"\n", missing


def main(arguments: list[str]) -> int:
    """Update, or check; returns the exit status."""
    check = "--check" in arguments
    messages = sorted({*qml_messages(), *tr_messages(), *engine_messages()})
    templates = [message.source for message in messages if message.context == ENGINE and "%1" in message.source]
    wanted: dict[Path, bytes] = {
        FOLDER / "templates.json": (json.dumps(templates, indent=1, ensure_ascii=False) + "\n").encode()
    }
    faults: list[str] = []
    for language in LANGUAGES:
        file = FOLDER / f"causerie_{language}.ts"
        wanted[file], missing = render(language, messages, known(file))
        if missing:
            faults.append(f"{file.name}: {missing} of {len(messages)} sentences have no translation")
    if check:
        stale = [file.name for file, content in wanted.items() if not file.exists() or file.read_bytes() != content]
        faults += [f"{name} is out of date: run packaging/translations.py" for name in stale]
    else:
        for file, content in wanted.items():
            file.write_bytes(content)
        for language in LANGUAGES:
            tool(["pyside6-lrelease", "-silent", str(FOLDER / f"causerie_{language}.ts")])
    print("\n".join(faults) or f"{len(messages)} sentences in {len(LANGUAGES)} languages: nothing missing")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
