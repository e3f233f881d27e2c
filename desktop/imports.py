"""Makes the imports of the window cheap: the first of `desktop.app`, which says `loaded` after its last.

PySide replaces `__import__` to find `from __feature__ import snake_case` and such, which nobody here uses. For that it
reads, and keeps, the source text of every module that is imported from then on, a thousand of them: a quarter of a
second and 30 MB.

Meanwhile there is no garbage worth looking for: to look takes a fifth of the time.

Qasync loads Qt's widgets, which nobody here uses either, for the name of the application's class: it gets another.
"""

import builtins
import gc
import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import ModuleType

gc.disable()

from PySide6 import QtCore  # noqa: E402 - to be loaded without the collector too

WIDGETS = "PySide6.QtWidgets"


def unhook() -> None:
    """Give every import what it called before the hook."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


@contextmanager
def without_widgets() -> Generator[None]:
    """Let a name in an empty module stand for Qt's widgets inside, unless they are loaded."""
    if WIDGETS in sys.modules:
        yield
        return
    sys.modules[WIDGETS] = stand_in = ModuleType(WIDGETS)
    vars(stand_in)["QApplication"] = QtCore.QCoreApplication
    try:
        yield
    finally:
        del sys.modules[WIDGETS]


def loaded() -> None:
    """Look for garbage again, but never among what is loaded now."""
    gc.freeze()
    gc.enable()


unhook()
with without_widgets():
    import qasync  # noqa: F401 # pyright: ignore[reportUnusedImport] - who needs it finds it loaded
