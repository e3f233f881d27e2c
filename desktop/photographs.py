"""Pictures of the window, for the demo and for looking at: the conversation and its details, light and dark."""

import asyncio
import logging
from pathlib import Path

from PySide6.QtQuick import QQuickWindow

from desktop.window import MainWindow

logger = logging.getLogger(__name__)

SETTLE_SECONDS = 0.6
"""Time for what was asked of the engine to arrive and be painted."""
WIDE = (1280, 820)
NARROW = (900, 640)


async def photograph(window: MainWindow, folder: Path) -> bool:
    """Leave pictures of the open conversation in `folder`; return whether there is one and all could be taken."""
    taken = window.app.is_open()
    for theme in ("light", "dark"):
        window.app.look(theme)
        window.window.resize(*NARROW)
        taken &= await _take(window.window, folder / f"conversation-{theme}.png")
        window.window.resize(*WIDE)
        taken &= await _take(window.window, folder / f"details-{theme}.png")
    if not taken:
        logger.error("no profile was open, or a picture could not be written")
    return taken


async def _take(window: QQuickWindow, file: Path) -> bool:
    await asyncio.sleep(SETTLE_SECONDS)
    saved = window.grabWindow().save(str(file))
    if not saved:
        logger.error("the picture %s could not be written", file.name)
    return saved
