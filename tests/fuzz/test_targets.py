"""The fuzz targets over their corpus, and over what Hypothesis makes of it: findings stay found."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

CORPUS = {name: sorted((Path(__file__).parent / "corpus" / name).iterdir()) for name in TARGETS}


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_holds(name: str) -> None:
    assert CORPUS[name], "every target has somewhere to begin"
    for seed in CORPUS[name]:
        TARGETS[name](seed.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_anything_and_damaged_seeds_are_borne(name: str, data: st.DataObject) -> None:
    seed = bytearray(data.draw(st.sampled_from(CORPUS[name])).read_bytes())
    for position, value in data.draw(st.lists(st.tuples(st.integers(0, len(seed)), st.integers(0, 255)), max_size=4)):
        seed[position : position + 1] = bytes([value])
    TARGETS[name](bytes(seed))
    TARGETS[name](data.draw(st.binary(max_size=400)))
