"""Who is turned to for files that no neighbour has: authors first, then one after the other, each once."""

# pyright: reportPrivateUsage=false

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import cast

import pytest

from sync.core.ids import AccountId, DeviceId, GroupId, MessageId
from sync.core.ops import DeviceCertificate
from sync.runtime import file_seeking
from sync.runtime.file_seeking import ROUND_SECONDS, Seeking
from sync.runtime.file_transfer import Transfer
from sync.store.rows import AttachmentRow, FileRow, NamedRow

GROUP = GroupId(bytes(32))
AUTHOR = AccountId(b"a" * 32)
DEVICES = {DeviceId(bytes([number]) * 32): AccountId(bytes([number]) * 32) for number in range(1, 5)}
HIS = DeviceId(b"his own device, one of a kind...")


class Member:
    """What counts of a certificate here."""

    def __init__(self, account: AccountId) -> None:
        self.account = account


class Crowd:
    """A large group in which everybody is far away."""

    def __init__(self) -> None:
        self.large = True
        self.accounts = {**DEVICES, HIS: AUTHOR}

    def is_large(self, group: GroupId) -> bool:
        return self.large

    def far(self, group: GroupId) -> frozenset[DeviceId]:
        return frozenset(self.accounts)

    def members(self, group: GroupId) -> Mapping[DeviceId, DeviceCertificate]:
        members = {device: Member(account) for device, account in self.accounts.items()}
        return cast(Mapping[DeviceId, DeviceCertificate], members)


class Scene:
    """One file that is wanted, and whom a connection was wanted with for it."""

    def __init__(self) -> None:
        self.crowd = Crowd()
        row = AttachmentRow(0, bytes(32), bytes(32), "a", "text/plain", 1, bytes(32), bytes(32), 0, 0, "", 0)
        named = NamedRow(GROUP, MessageId(bytes(32)), AUTHOR, row)
        self.transfer = Transfer(FileRow(bytes(32), bytes(32), 1, ""), [named], 1)
        self.wanted = [self.transfer]
        self.told: list[frozenset[DeviceId]] = []
        self.seeking = Seeking(self.crowd, lambda: self.wanted, self.told.append)

    def look(self) -> None:
        """Let the time come at which it looks next."""
        assert self.seeking._timer is not None
        self.transfer.patient_until = 0.0
        self.seeking.stop()
        self.seeking._look()


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    scene = Scene()
    yield scene
    scene.seeking.stop()


async def test_authors_first_then_the_others_one_by_one_ever_slower_and_each_once(scene: Scene) -> None:
    scene.seeking.lacking(scene.transfer)
    assert scene.told == []
    paces: list[float] = []
    while scene.seeking._timer is not None:
        scene.look()
        paces.append(scene.seeking._pace)
    assert scene.told[0] == {HIS}
    assert sorted(device for devices in scene.told[1:5] for device in devices) == sorted(DEVICES)
    assert scene.told[5:] == [frozenset()]
    assert paces[:5] == [ROUND_SECONDS * 1.5**number for number in range(5)]


async def test_who_comes_back_is_sought_again(scene: Scene) -> None:
    scene.seeking.lacking(scene.transfer)
    while scene.seeking._timer is not None:
        scene.look()
    scene.seeking.came([HIS])
    scene.look()
    assert scene.told[-1] == {HIS}


async def test_nobody_is_sought_for_what_is_wanted_no_more_or_time_to_come(scene: Scene) -> None:
    scene.seeking.lacking(scene.transfer)
    scene.seeking._look()
    assert scene.told == []
    scene.look()
    scene.wanted.clear()
    scene.seeking.settled()
    assert scene.told == [{HIS}, frozenset()]
    assert scene.seeking._timer is None


async def test_in_a_small_group_nothing_is_done(scene: Scene) -> None:
    scene.crowd.large = False
    scene.seeking.lacking(scene.transfer)
    assert scene.seeking._timer is None


async def test_the_larger_the_group_the_more_they_spread(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_seeking.random, "random", lambda: 1.0)
    scene.crowd.accounts |= {DeviceId(bytes([number]) * 32): AUTHOR for number in range(10, 105)}
    scene.seeking.lacking(scene.transfer)
    patience = scene.transfer.patient_until - asyncio.get_running_loop().time()
    assert patience == pytest.approx(3.0 + 100 * 0.2, abs=0.5)
    scene.look()
    assert len(scene.told[-1]) == file_seeking.AUTHORS_AT_ONCE
