"""Turn ids and which answer is shown."""

from itertools import permutations

from sync.core.ids import DeviceId, MessageId
from sync.core.turns import order_key, turn_id

TRIGGER, DEVICE = MessageId(b"t" * 32), DeviceId(b"d" * 32)


def test_a_turn_has_one_id_for_trigger_device_and_attempt() -> None:
    ids = {
        turn_id(TRIGGER, DEVICE, 0),
        turn_id(TRIGGER, DEVICE, 1),
        turn_id(TRIGGER, DeviceId(b"e" * 32), 0),
        turn_id(MessageId(b"u" * 32), DEVICE, 0),
    }
    assert len(ids) == 4
    assert turn_id(TRIGGER, DEVICE, 0).hex() == "0d69964a001bee52781ff19337d852d4bf1d6ed25c22dc72d341a1b358d5b46e"


def test_the_best_answer_comes_first() -> None:
    best_first = [
        ("complete", 2, 1, MessageId(b"b" * 32)),
        ("complete", 1, 0, MessageId(b"a" * 32)),
        ("complete", 1, 1, MessageId(b"a" * 32)),
        ("complete", 1, 1, MessageId(b"b" * 32)),
        ("stopped", 3, 0, MessageId(b"a" * 32)),
        ("failed", 2, 0, MessageId(b"a" * 32)),
    ]
    for shuffled in list(permutations(best_first))[::37]:
        assert sorted(shuffled, key=lambda each: order_key(*each)) == best_first
