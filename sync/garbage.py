"""The garbage collector and what a program loads before it is ready.

It walks everything that lives each time it looks through the oldest: of what is loaded once and stays, modules and
tables above all, that takes a twentieth of a second, in which no thread of the program gets on. Programs call this, and
not the engine: it concerns all of a process.
"""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def loading() -> Generator[None]:
    """Look for no garbage inside, and never again among what is there at the end."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()
