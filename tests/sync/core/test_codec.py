"""Whatever bytes come in, decoding gives the value or HostileInput."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.codec import decode, encode
from sync.core.limits import FRAME_BYTES
from sync.core.ops import Box, Cut, DeviceRevoke, EpochSecret, Message, Remove, Settings, TurnPlan
from sync.errors import HostileInput

ids = st.binary(min_size=32, max_size=32)
cuts = st.builds(Cut, log=st.binary(max_size=41), seq=st.integers(0, 2**53), id=ids)
values = st.one_of(
    st.builds(Box, device=ids, sealed=st.binary(max_size=64)),
    st.builds(Remove, account=ids, cuts=st.lists(cuts, max_size=3).map(tuple)),
    st.builds(DeviceRevoke, device=ids, cuts=st.just(()), account_signature=st.binary(max_size=64)),
    st.builds(
        Message,
        text=st.text(max_size=40),
        reply_to=st.none() | ids,
        turn=st.none()
        | st.builds(TurnPlan, hosts=st.just(()), nonce=st.binary(max_size=16), lifetime=st.integers(0, 9)),
    ),
    st.builds(Settings, name=st.none() | st.text(max_size=9)),
)


@given(values)
def test_what_is_encoded_is_decoded(value: Message) -> None:
    assert decode(encode(value), type(value)) == value


@given(values, st.data())
def test_a_truncated_value_is_hostile(value: Message, data: st.DataObject) -> None:
    raw = encode(value)
    with pytest.raises(HostileInput):
        decode(raw[: data.draw(st.integers(0, len(raw) - 1))], type(value))


@given(values, st.data())
def test_a_flipped_bit_gives_another_value_or_is_hostile(value: Message, data: st.DataObject) -> None:
    raw = bytearray(encode(value))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with contextlib.suppress(HostileInput):
        assert decode(bytes(raw), type(value)) != value


@given(st.binary(max_size=200), st.sampled_from([Message, Remove, Settings, Box, EpochSecret]))
def test_arbitrary_bytes_are_decoded_or_hostile(raw: bytes, kind: type[Message]) -> None:
    with contextlib.suppress(HostileInput):
        assert isinstance(decode(raw, kind), kind)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        encode(("a", None, (), False, None, "one field more")),
        encode(Message("a")) + b"\xc0",
        encode(("a", None, (), False, None))[:-1],
        encode({"text": "a"}),
        encode((b"a",)),
        encode((1,)),
        b"\x91\xa2\xc3\x28",  # not UTF-8
        b"\x91\xdb\xff\xff\xff\xff",  # 4 GiB of text announced
        b"\xdd\xff\xff\xff\xff",  # 4 billion elements announced
        b"\x91" * 100_000,
        b"\x92\xa1a\xc4\x01a" + b"\x81" * 5_000,
        b"\xc1",
    ],
)
def test_crafted_bytes_are_hostile(raw: bytes) -> None:
    with pytest.raises(HostileInput):
        decode(raw, Message)


def test_too_deep_a_nesting_is_hostile() -> None:
    with pytest.raises(HostileInput):
        decode(b"\x91" * 100_000 + b"\xc0", list)


def test_more_than_a_frame_is_not_even_read() -> None:
    raw = encode((b"x" * FRAME_BYTES,))
    with pytest.raises(HostileInput, match="allowed"):
        decode(raw, tuple[bytes, ...])


def test_a_tuple_can_be_asked_for() -> None:
    secrets = (EpochSecret(epoch=b"e" * 32, secret=b"s" * 32),)  # pyright: ignore[reportArgumentType]
    assert decode(encode(secrets), tuple[EpochSecret, ...]) == secrets


def test_the_reason_holds_nothing_of_the_content() -> None:
    with pytest.raises(HostileInput) as caught:
        decode(encode(({"private": 1},)), Message)
    assert "private" not in str(caught.value)
