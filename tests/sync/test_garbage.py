"""What the garbage collector leaves alone."""

import gc
from collections.abc import Generator

import pytest

from sync.garbage import loading


@pytest.fixture(autouse=True)
def _as_before() -> Generator[None]:
    yield
    gc.unfreeze()


def test_what_was_loaded_is_never_looked_at_again() -> None:
    with loading():
        assert not gc.isenabled()
        loaded = [[]]
    assert gc.isenabled()
    assert gc.get_freeze_count()
    assert not any(each is loaded for each in gc.get_objects())


def test_what_failed_to_load_is_garbage_like_any_other() -> None:
    frozen = gc.get_freeze_count()
    with pytest.raises(RuntimeError), loading():
        raise RuntimeError
    assert gc.isenabled()
    assert gc.get_freeze_count() == frozen
