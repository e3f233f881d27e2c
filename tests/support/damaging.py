"""Damage to a profile's files, as failing disks do it, and what has to be true after the repair."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sync.store.btree import Trees
from sync.store.pages import PAGE, Pages

MEMORY_KEYRING_KEY: Final = "database"


def flip(file: Path, page: int, rng: random.Random) -> None:
    """Turn over one bit of a page of a database."""
    at = (page - 1) * PAGE + rng.randrange(16 if page == 1 else 0, PAGE)
    with file.open("r+b") as opened:
        opened.seek(at)
        byte = opened.read(1)[0]
        opened.seek(at)
        opened.write(bytes([byte ^ 1 << rng.randrange(8)]))


def pages_of(database: Path, key: bytes) -> dict[str, list[int]]:
    """Return the pages of each table's and index's tree, the root first, and those that nothing uses."""
    with Pages(database, key) as pages:
        found = {"schema": _walked(pages, 1)}
        for row in Trees(pages).rows(1):
            root = row.values[3]
            if isinstance(root, int) and root > 0:
                found[str(row.values[1])] = _walked(pages, root)
        used = {page for tree in found.values() for page in tree}
        found["free"] = [page for page in range(1, pages.count + 1) if page not in used]
    return found


def _walked(pages: Pages, root: int) -> list[int]:
    trees = Trees(pages)
    for _ in trees.rows(root):
        pass
    return [root, *sorted(trees.seen - {root})]


Damage = Callable[[Path], None]
