"""Repairs of a damaged database that are cut off, find no room, or are not the first."""

import errno
from collections.abc import Callable
from typing import Any

import pytest

from sync.errors import DiskFull, ProfileUnwritable
from sync.runtime import repairing
from tests.support.copies import show
from tests.support.damaging import DAMAGED, Scene, check_repaired


@pytest.mark.expected_log(DAMAGED)
@pytest.mark.parametrize("step", range(4))
async def test_a_repair_that_was_cut_off_is_done_again(
    talked: Scene, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    talked.flip("logs")
    steps = iter(range(100))

    def stops(does: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            if next(steps) == step:
                raise OSError(errno.EIO, "the machine stopped")
            return does(*arguments)

        return call

    for name in ("sync_folder", "fill"):
        monkeypatch.setattr(repairing, name, stops(getattr(repairing, name)))
    with pytest.raises(ProfileUnwritable):
        await talked.stage.start("bo", account=False)
    monkeypatch.undo()
    await check_repaired(talked)


@pytest.mark.expected_log(DAMAGED)
async def test_a_repair_without_room_changes_nothing(talked: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    talked.flip("logs")
    before = talked.database.read_bytes()

    def full(*_: object) -> None:
        raise DiskFull("There is no room left.")

    monkeypatch.setattr(repairing, "fill", full)
    for _ in range(2):
        with pytest.raises(DiskFull):
            await talked.stage.start("bo", account=False)
    assert talked.database.read_bytes() == before
    monkeypatch.undo()
    await check_repaired(talked)
    assert not (talked.stage.folder("bo") / "damaged-2").exists()


@pytest.mark.expected_log(DAMAGED)
async def test_a_database_can_be_damaged_twice(talked: Scene) -> None:
    for kind in ("logs", "groups"):
        bo = await talked.stage.start("bo", account=False)
        await show(talked.group, talked.said, talked.stage.running("ana"), bo)
        await talked.stage.stop("bo")
        talked.flip(kind)
    bo = await check_repaired(talked)
    assert (talked.stage.folder("bo") / "damaged-2" / "causerie.db").exists()
    assert (await talked.stage.restart("bo")) is not bo
    assert not (talked.stage.folder("bo") / "damaged-3").exists()
