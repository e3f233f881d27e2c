"""How people are told apart."""

import colorsys

from hypothesis import given
from hypothesis import strategies as st

from desktop.viewmodels.people import ASSISTANT_HUES, hue

ASSISTANT = (0x5B / 255, 0x4B / 255, 0xC4 / 255)


@given(st.binary(min_size=2, max_size=32))
def test_nobody_has_a_hue_of_the_assistants(identity: bytes) -> None:
    first, last = ASSISTANT_HUES
    assert 0 <= hue(identity) < 1
    assert not first <= hue(identity) < last


def test_the_assistants_own_colour_is_among_those_kept_free() -> None:
    first, last = ASSISTANT_HUES
    assert first < colorsys.rgb_to_hls(*ASSISTANT)[0] < last


def test_hues_are_spread_over_all_that_is_left() -> None:
    tenths = {int(hue(number.to_bytes(2, "big")) * 10) for number in range(0, 65_536, 97)}
    assert tenths == {0, 1, 2, 3, 4, 5, 6, 8, 9}
