"""Safety numbers: the same for both, another for any other key; names that are easily taken for one another."""

from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sync.core.ids import AccountId, DeviceId
from sync.core.safety import DIGITS, fingerprint, look_alike, qr_text, read_number, safety_number

keys = st.binary(min_size=32, max_size=32)
accounts = keys.map(AccountId)
devices = st.lists(keys.map(DeviceId), min_size=1, max_size=5, unique=True)


@settings(max_examples=25)
@given(accounts, devices, accounts, devices, st.randoms(use_true_random=False))
def test_both_find_the_same_number_in_whatever_order_devices_come(
    one: AccountId, ones: list[DeviceId], other: AccountId, others: list[DeviceId], random: Random
) -> None:
    mine, theirs = fingerprint(one, ones), fingerprint(other, others)
    shuffled = random.sample([*ones, ones[0]], len(ones) + 1)
    assert safety_number(mine, theirs) == safety_number(theirs, fingerprint(one, shuffled))
    assert len(safety_number(mine, theirs)) == DIGITS
    assert safety_number(mine, theirs).isdecimal()


@settings(max_examples=25)
@given(accounts, devices, st.integers(0, 255), keys.map(DeviceId))
@example(AccountId(bytes(32)), [DeviceId(bytes(32))], 0, DeviceId(bytes(31) + b"\x01"))
def test_any_change_of_a_key_changes_it(account: AccountId, own: list[DeviceId], bit: int, further: DeviceId) -> None:
    before = fingerprint(account, own)
    assert fingerprint(AccountId(_flipped(account, bit)), own) != before
    assert fingerprint(account, [DeviceId(_flipped(own[0], bit)), *own[1:]]) != before
    assert fingerprint(account, own[1:]) != before
    if further not in own:
        assert fingerprint(account, [*own, further]) != before


def _flipped(key: bytes, bit: int) -> bytes:
    return (int.from_bytes(key) ^ 1 << bit).to_bytes(32)


def test_an_account_is_not_taken_for_a_device() -> None:
    one, two, three = bytes(32), b"\x01" * 32, b"\x02" * 32
    numbers = {
        fingerprint(AccountId(one), [DeviceId(two), DeviceId(three)]),
        fingerprint(AccountId(two), [DeviceId(one), DeviceId(three)]),
        fingerprint(AccountId(one), [DeviceId(two)]),
        fingerprint(AccountId(one), []),
    }
    assert len(numbers) == 4


NUMBER = "012345678901234567890123456789" * 2


@pytest.mark.parametrize(
    "written",
    [
        NUMBER,
        " ".join(NUMBER[at : at + 5] for at in range(0, DIGITS, 5)),
        "\n\t".join(NUMBER[at : at + 20] for at in range(0, DIGITS, 20)),
        "-".join(NUMBER[at : at + 4] for at in range(0, DIGITS, 4)),
        qr_text(NUMBER),
        f" {qr_text(NUMBER).upper()} ",
        "".join(chr(ord("\uff10") + int(digit)) for digit in NUMBER),
        "".join(chr(ord("\u0660") + int(digit)) for digit in NUMBER),
    ],
)
def test_a_number_is_read_however_it_is_written(written: str) -> None:
    assert read_number(written) == NUMBER


@pytest.mark.parametrize(
    "written",
    [
        "",
        NUMBER[1:],
        NUMBER + "0",
        "x" + NUMBER[1:],
        "causerie:verify/2/" + NUMBER,
        "causerie:join/" + NUMBER,
        "½" * 60,
    ],
)
def test_what_is_no_whole_number_is_none(written: str) -> None:
    assert read_number(written) == ""


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert len(read_number(text)) in (0, DIGITS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bob", "bob"),
        ("Bob", "B\u043eb"),  # a Cyrillic letter
        ("Bob", "B\u03bfb"),  # a Greek one
        ("Bob", "\uff22\uff4f\uff42"),
        ("Bob", "B0b."),
        ("Bob", "B \u00f6 b"),
        ("\u0421\u0430\u0440\u0430", "Capa"),
        ("Bill", "BiII"),
        ("Marie-Anne", "Marie Anne"),
        ("...", "..."),
    ],
)
def test_names_easily_taken_for_one_another_have_one_key(one: str, other: str) -> None:
    assert look_alike(one) == look_alike(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("Bob", "Rob"), ("Ana", "Anna"), ("...", "---"), ("李", "王"), ("👍", "👎")]
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert look_alike(one) != look_alike(other)
