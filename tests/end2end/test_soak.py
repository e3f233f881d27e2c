"""The soak in short: four peers, eight seconds of faults. `make soak` is the long one."""

import pytest

from tests.soak import schedule, trace
from tests.soak.soak import soak

SECONDS = 8.0
KINDS = ("kill", "stop", "unplug", "partition", "weather", "move", "clock", "disk", "remove", "leave", "role", "attach")


def test_the_same_seed_gives_the_same_schedule() -> None:
    cast = schedule.cast(8)
    events = schedule.write(7, 600, cast, KINDS)
    assert events == schedule.write(7, 600, cast, KINDS)
    assert events != schedule.write(8, 600, cast, KINDS)
    assert {event.kind for event in events} == {"say", *KINDS}
    assert all(0 <= event.at < 600 and event.seconds <= schedule.LONGEST for event in events)
    assert {event.kind for event in schedule.write(7, 600, cast, ["kill"])} == {"say", "kill"}


def test_a_trace_can_be_read_again(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "FOLDER", tmp_path)
    cast = schedule.cast(4)
    kept = trace.Trace(7, 60.0, cast, schedule.write(7, 60, cast, KINDS), failures=["p1 lacks something"])
    assert trace.load(trace.save(kept)) == kept


@pytest.mark.timeout(400)
@pytest.mark.may_block  # machines are plugged in and moved by programs, on the loop that waits for them
async def test_four_peers_agree_after_bad_days() -> None:
    lines: list[str] = []
    kept = await soak(seed=3, seconds=SECONDS, people=4, say=lines.append)
    assert kept.failures == [], "\n".join([*lines, *kept.notes])
    assert kept.done["say"]
