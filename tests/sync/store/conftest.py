"""A store on disk, and a bare database session."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sync.store import groups
from sync.store.database import Db, Store
from tests.sync.store.samples import KEY, group_row, memory_db


@pytest.fixture
def db() -> Iterator[Db]:
    """A session on a database in memory."""
    with memory_db() as session:
        yield session


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An open store with one group."""
    opened = await Store.open(tmp_path / "store.db", KEY)
    await opened.write(lambda db: groups.put(db, group_row()))
    yield opened
    await opened.close()
