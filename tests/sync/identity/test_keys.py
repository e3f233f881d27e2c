"""A device's keys survive storing, rotation and every damage to what was stored."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.sealing import SUITE_CLASSIC, SUITE_HYBRID, seal_box
from sync.errors import StoreDamaged
from sync.identity.keys import KEPT_KEYS, ROTATION_MS, DeviceKeys, generate_account, rotate
from tests.support.identities import stream

NOW = 1_900_000_000_000
KEYS = generate_account(stream("anne"), NOW)


def sealed_to(keys: DeviceKeys) -> bytes:
    return seal_box(keys.hpke.suite, keys.hpke.public_bytes, "test", b"context", b"secret")


def opened(keys: DeviceKeys, box: bytes) -> bytes | None:
    return keys.open_box(keys.hpke.suite, box, "test", b"context")


@pytest.mark.parametrize("suite", [SUITE_CLASSIC, SUITE_HYBRID])
def test_keys_come_back_as_they_were_stored(suite: int) -> None:
    keys = rotate(generate_account(os.urandom, NOW, suite), os.urandom, NOW + 1)
    again = DeviceKeys.from_bytes(keys.to_bytes())
    assert again.to_bytes() == keys.to_bytes()
    assert (again.account_id, again.device_id) == (keys.account_id, keys.device_id)
    assert again.stated.created == NOW + 1
    assert opened(again, sealed_to(keys)) == b"secret"


def test_rotation_keeps_the_device_and_a_few_former_keys() -> None:
    boxes = [sealed_to(KEYS)]
    keys = KEYS
    for number in range(KEPT_KEYS + 1):
        keys = rotate(keys, stream(str(number)), NOW)
        boxes.append(sealed_to(keys))
    assert (keys.account_id, keys.device_id) == (KEYS.account_id, KEYS.device_id)
    assert [opened(keys, box) for box in boxes] == [None] + [b"secret"] * (KEPT_KEYS + 1)
    assert keys.open_box(SUITE_CLASSIC, boxes[-1], "test", b"context") is None


@pytest.mark.parametrize(("days", "due"), [(0, False), (13, False), (14, True), (-15, True)])
def test_rotation_is_due_after_two_weeks_or_when_the_clock_was_wrong(days: int, due: bool) -> None:
    assert KEYS.rotation_due(NOW + days * ROTATION_MS // 14) is due


def test_a_renewed_certificate_is_always_of_a_later_date() -> None:
    back = rotate(KEYS, stream("back"), NOW - 5 * ROTATION_MS)
    assert back.stated.created == NOW + 1
    assert not back.rotation_due(NOW - 5 * ROTATION_MS)
    assert back.rotation_due(NOW)
    assert DeviceKeys.from_bytes(back.to_bytes()).since == NOW - 5 * ROTATION_MS
    assert rotate(KEYS, stream("on"), NOW, NOW + 7).stated.created == NOW + 8


def test_nothing_secret_shows_in_its_text() -> None:
    assert repr(KEYS) == "DeviceKeys()"


@given(st.integers(0, len(KEYS.to_bytes()) - 1), st.integers(1, 255))
def test_damaged_keys_are_refused_unless_they_are_still_the_same(position: int, change: int) -> None:
    data = bytearray(KEYS.to_bytes())
    data[position] ^= change
    try:
        keys = DeviceKeys.from_bytes(bytes(data))
    except StoreDamaged:
        return
    # Some bits of a private key do not count: X25519 clamps its scalar, ML-KEM uses a part only for bad boxes.
    assert (keys.account_id, keys.device_id, keys.stated) == (KEYS.account_id, KEYS.device_id, KEYS.stated)
    assert opened(keys, sealed_to(KEYS)) == b"secret"


@pytest.mark.parametrize("size", [0, 1, 100, -1])
def test_truncated_keys_are_refused(size: int) -> None:
    with pytest.raises(StoreDamaged):
        DeviceKeys.from_bytes(KEYS.to_bytes()[:size])


def test_keys_of_two_devices_do_not_mix() -> None:
    other = generate_account(stream("ben"), NOW)
    mixed = DeviceKeys(KEYS.account_key, KEYS.device_key, KEYS.hpke, other.certificate)
    with pytest.raises(StoreDamaged):
        DeviceKeys.from_bytes(mixed.to_bytes())
