"""Where the files that ship with the program are."""

from pathlib import Path

PROGRAM = Path(__file__).resolve().parents[2]
QML = PROGRAM / "desktop" / "qml"
RESOURCES = PROGRAM / "resources"
FONTS = RESOURCES / "fonts"
ICONS = RESOURCES / "icons"
TRANSLATIONS = RESOURCES / "translations"
