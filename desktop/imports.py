"""Takes PySide's hook out of every import: to be imported before anything of ours that loads much.

PySide replaces `__import__` to find `from __feature__ import snake_case` and such, which nobody here uses. For that it
reads, and keeps, the source text of every module that is imported from then on, a thousand of them: a quarter of a
second and 30 MB.
"""

import builtins

from PySide6 import QtCore

HOOKED_BY = QtCore.__name__
"""What puts the hook in when it is loaded: before us, or here."""


def unhook() -> None:
    """Give every import what it called before the hook."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


unhook()
