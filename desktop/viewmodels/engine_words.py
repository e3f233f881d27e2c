"""The engine's and the assistant's sentences, which are English, in the person's language."""

import json
import re
from functools import cache
from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop.qt.paths import TRANSLATIONS

CONTEXT: Final = "Engine"
_PLACE: Final = re.compile(r"%\d")


@cache
def _templates() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the sentences with values in them, as the collector found them, most specific first."""
    sources: list[str] = json.loads((TRANSLATIONS / "templates.json").read_text(encoding="utf-8"))
    sources.sort(key=lambda source: len(_PLACE.sub("", source)), reverse=True)
    return tuple((source, re.compile("(.*?)".join(map(re.escape, _PLACE.split(source))))) for source in sources)


def _translated(source: str) -> str | None:
    text = QCoreApplication.translate(CONTEXT, source)
    return None if text == source else text


def _filled(template: str, found: re.Match[str]) -> str:
    return _PLACE.sub(lambda place: found.group(int(place.group()[1:])), template)


def engine_sentence(text: str) -> str:
    """Return `text` in the person's language; as it is where no translation is known, or none is needed."""
    if not text:
        return ""
    if (known := _translated(text)) is not None:
        return known
    for source, pattern in _templates():
        found = pattern.fullmatch(text)
        if found is not None and (template := _translated(source)) is not None:
            return _filled(template, found)
    return text
