"""Ids are made of parts of fixed sizes (PROTOCOL.md, "Identifiers")."""

import pytest

from sync.core.ids import DeviceId, LogKind, log_device, log_kind, make_log_id

DEVICE = DeviceId(b"d" * 32)


@pytest.mark.parametrize("kind", LogKind)
def test_a_log_says_whose_it_is_and_of_which_kind(kind: LogKind) -> None:
    log = make_log_id(DEVICE, kind, b"i" * 8)
    assert (len(log), log_device(log), log_kind(log)) == (41, DEVICE, kind)


@pytest.mark.parametrize(("device", "incarnation"), [(DEVICE[1:], b"i" * 8), (DEVICE, b"i" * 7)])
def test_parts_of_another_size_make_no_log(device: bytes, incarnation: bytes) -> None:
    with pytest.raises(ValueError, match="32-byte device id"):
        make_log_id(DeviceId(device), LogKind.CONTROL, incarnation)
