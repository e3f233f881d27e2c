"""Members recognise each other by tags; tags tell nothing else."""

import os

import pytest

from sync.core.discovery_tags import (
    DiscoveryKey,
    hello_tags,
    join_tag,
    match_hello,
    match_reply,
    match_txt,
    reply_tags,
    txt_tags,
)
from sync.core.ids import InviteId
from tests.support.identities import group_id, stream

NONCE, BINDING, DIALLER, LISTENER = b"n" * 16, b"b" * 32, b"d" * 32, b"l" * 32


def key(name: str) -> DiscoveryKey:
    return DiscoveryKey(stream(name)(32), group_id(name), InviteId(b""))


KEYS = [key(str(index)) for index in range(3)]
OTHERS = [key(f"other {index}") for index in range(3)]


@pytest.mark.parametrize("count", [0, 1, 3, 16, 17, 40])
def test_there_are_always_sixteen_tags_in_an_order_that_tells_nothing(count: int) -> None:
    keys = [key(str(index)) for index in range(count)]
    for tags in (txt_tags(keys, NONCE, 20_000, os.urandom), hello_tags(keys, BINDING, DIALLER, os.urandom)):
        assert len(tags) == len(set(tags)) == 16
        assert {len(tag) for tag in tags} == {8}
        assert list(tags) == sorted(tags)


def test_members_recognise_the_groups_they_share_in_an_announcement() -> None:
    tags = txt_tags([*KEYS, OTHERS[0]], NONCE, 20_000, os.urandom)
    assert match_txt([OTHERS[1], KEYS[2], KEYS[0]], NONCE, 20_000, tags) == (KEYS[2], KEYS[0])
    assert match_txt(OTHERS[1:], NONCE, 20_000, tags) == ()
    assert match_txt(KEYS, b"m" * 16, 20_000, tags) == ()


@pytest.mark.parametrize(
    ("day", "found"), [(19_998, False), (19_999, True), (20_000, True), (20_001, True), (20_002, False)]
)
def test_clocks_may_be_a_day_apart(day: int, found: bool) -> None:
    tags = txt_tags(KEYS, NONCE, 20_000, os.urandom)
    assert bool(match_txt(KEYS, NONCE, day, tags)) is found


def test_a_clock_at_its_very_beginning_is_no_trouble() -> None:
    assert match_txt(KEYS, NONCE, 0, txt_tags(KEYS, NONCE, 0, os.urandom)) == tuple(KEYS)


def test_of_too_many_keys_the_preferred_are_shown_and_the_others_get_their_turn() -> None:
    keys = [key(str(index)) for index in range(40)]
    shown: set[DiscoveryKey] = set()
    for seed in range(40):
        tags = hello_tags(keys, BINDING, DIALLER, stream(f"draw {seed}"))
        matched = match_hello(keys, BINDING, DIALLER, tags)
        assert len(matched) == 16
        assert matched[:8] == tuple(keys[:8])
        shown.update(matched)
    assert shown == set(keys)


def test_hello_tags_are_bound_to_the_connection_and_its_nonce() -> None:
    tags = hello_tags(KEYS, BINDING, DIALLER, os.urandom)
    assert match_hello([OTHERS[0], KEYS[1]], BINDING, DIALLER, tags) == (KEYS[1],)
    assert match_hello(KEYS, b"c" * 32, DIALLER, tags) == ()
    assert match_hello(KEYS, BINDING, LISTENER, tags) == ()


def test_reply_tags_are_bound_to_both_nonces_and_are_no_echo() -> None:
    tags = reply_tags(KEYS, BINDING, DIALLER, LISTENER, os.urandom)
    assert match_reply([KEYS[1], OTHERS[0]], BINDING, DIALLER, LISTENER, tags) == (KEYS[1],)
    assert match_reply(KEYS, BINDING, DIALLER, NONCE * 2, tags) == ()
    assert match_reply(KEYS, BINDING, NONCE * 2, LISTENER, tags) == ()
    assert match_reply(KEYS, BINDING, DIALLER, LISTENER, hello_tags(KEYS, BINDING, DIALLER, os.urandom)) == ()


def test_a_join_tag_names_an_invite_on_one_connection() -> None:
    tag = join_tag(KEYS[0].key, BINDING, DIALLER, LISTENER)
    assert len(tag) == 8
    assert tag != join_tag(KEYS[1].key, BINDING, DIALLER, LISTENER)
    assert tag != join_tag(KEYS[0].key, BINDING, LISTENER, DIALLER)
