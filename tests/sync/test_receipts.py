"""What left the room for an answer comes packed from whoever hosted it: nothing they pack does any harm."""

import zlib

import pytest

from sync.core.codec import encode
from sync.core.ops import Receipt, ReceiptMessage
from sync.errors import HostileInput
from sync.runtime.projection import MAX_RECEIPT_BYTES, pack_receipt, unpack_receipt

RECEIPT = Receipt(provider="p", base_url="http://127.0.0.1", model="m", messages=(ReceiptMessage("user", "hello"),))


def test_a_receipt_comes_back_as_it_was_packed() -> None:
    assert unpack_receipt(pack_receipt(RECEIPT)) == RECEIPT


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"not packed at all",
        pack_receipt(RECEIPT)[:-9],
        zlib.compress(b"\xc0"),
        zlib.compress(bytes(MAX_RECEIPT_BYTES + 1)),
        zlib.compress(encode(RECEIPT) + bytes(64 * 1024 * 1024)),
    ],
    ids=["empty", "not packed", "cut off", "not a receipt", "too large", "a bomb"],
)
def test_what_is_no_receipt_is_refused_without_unpacking_all_of_it(packed: bytes) -> None:
    with pytest.raises(HostileInput):
        unpack_receipt(packed)
