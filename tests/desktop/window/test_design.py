"""Rules of the design that a machine can check."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtQml import QQmlComponent, QQmlEngine
from PySide6.QtQuick import QQuickItem
from pytestqt.qtbot import QtBot

from desktop.qt.icons import IconProvider
from desktop.qt.paths import ICONS, PROGRAM, QML
from desktop.qt.pictures import PictureCache
from desktop.qt.quick import prepare

READABLE = 4.5
IMAGE_ERROR = 3
SURFACES = ("window", "sidebar", "panel", "sunken")
INKS = ("text", "dim", "accent", "assistant", "danger", "warning")


def luminance(colour: QColor) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of WCAG 2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_ink_is_readable_on_every_surface(qapp: QGuiApplication, qtbot: QtBot, mode: str) -> None:
    """AA of WCAG 2, and text on filled controls too."""
    engine = QQmlEngine()
    guard = prepare(engine, PictureCache())
    theme = engine.singletonInstance("Causerie.Theme", "Theme")
    theme.setProperty("mode", mode)
    pairs = [(ink, surface) for ink in INKS for surface in SURFACES]
    pairs += [("accentText", "accent"), ("assistant", "assistantSoft"), ("accent", "accentSoft"), ("dim", "well")]
    poor = [
        f"{ink} on {surface}: {ratio:.2f}"
        for ink, surface in pairs
        if (ratio := contrast(theme.property(ink), theme.property(surface))) < READABLE
    ]
    assert poor == []
    engine.deleteLater()
    qtbot.wait(1)
    assert guard is not None


@pytest.mark.parametrize("file", sorted(QML.rglob("*.qml")), ids=lambda file: file.name)
def test_no_literal_colour_size_or_duration_outside_the_theme(file: Path) -> None:
    """They live in one place."""
    if file.name == "Theme.qml":
        return
    text = re.sub(r"//.*", "", file.read_text(encoding="utf-8"))
    literals = re.findall(r'"#[0-9A-Fa-f]{3,8}"|\bQt\.rgba\([\d., ]+\)', text)
    literals += re.findall(
        r"(?:pixelSize|pointSize|spacing|[mM]argins?|radius|[pP]adding|duration|interval): [1-9]\d*\b", text
    )
    assert literals == []


def test_every_icon_asked_for_is_there() -> None:
    """By name, in QML."""
    asked: set[str] = set()
    for file in QML.rglob("*.qml"):
        for line in file.read_text(encoding="utf-8").splitlines():
            if re.match(r"\s*(?:readonly property string )?(?:glyph|name): ", line) and "qsTr" not in line:
                asked |= set(re.findall(r'"([a-z][a-z0-9-]+)"', line.split(":", 1)[1]))
    missing = {name for name in asked if not (ICONS / f"{name}.svg").exists()}
    states = {
        "joining",
        "refused",
        "left",
        "removed",
        "quiet",
        "alone",
        "failed",
        "stopped",
        "sent",
        "problem",
        "warning",
    }
    assert missing <= states, missing - states


def test_icons_take_the_colour_asked_for(qapp: QGuiApplication) -> None:
    """Pixel by pixel."""
    image = IconProvider().requestImage("square/ff0000", QSize(), QSize(64, 64))
    assert image.width() == 64
    colours = {
        image.pixelColor(x, y).name() for x in range(64) for y in range(64) if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {"#ff0000"}


def test_qml_can_fetch_nothing(qapp: QGuiApplication, qtbot: QtBot) -> None:
    """Whatever an image asks for, even from this machine: no connection is made."""
    engine = QQmlEngine()
    guard = prepare(engine, PictureCache())
    warnings: list[object] = []
    engine.setOutputWarningsToStandardError(False)
    engine.warnings.connect(warnings.append)
    component = QQmlComponent(engine)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
        component.setData(f'import QtQuick; Image {{ property int how: status; source: "{address}" }}'.encode(), QUrl())
        image = component.create()
        qtbot.waitUntil(lambda: image.property("how") == IMAGE_ERROR)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert warnings
    image.deleteLater()
    engine.deleteLater()
    qtbot.wait(1)
    assert guard is not None


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("marker", ["•", "9.", "10.", "1000."])
def test_the_number_of_a_list_item_stands_beside_its_words(
    qapp: QGuiApplication, qtbot: QtBot, marker: str, rtl: bool
) -> None:
    """However many digits it has."""
    engine = QQmlEngine()
    guard = prepare(engine, PictureCache())
    component = QQmlComponent(engine)
    component.setData(b"import Causerie.Timeline; TextBlock { html: 'words' }", QUrl())
    block = component.createWithInitialProperties({"marker": marker, "rtl": rtl, "width": 300})
    assert isinstance(block, QQuickItem), component.errorString()
    number, words = block.childItems()[:2]
    [text] = number.childItems()
    begin = number.x() + text.x()
    assert number.width() >= text.implicitWidth()
    assert begin >= words.x() + words.width() if rtl else begin + text.width() <= words.x()
    assert 0 <= begin <= block.width() - text.implicitWidth()
    block.deleteLater()
    engine.deleteLater()
    qtbot.wait(1)
    assert guard is not None


def test_translations_are_complete_and_up_to_date() -> None:
    """Every sentence of the window, of the engine and of the assistant, in every language."""
    command = [sys.executable, str(PROGRAM / "packaging" / "translations.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
