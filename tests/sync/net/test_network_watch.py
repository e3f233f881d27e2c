"""The moment at which a machine's addresses change is told of, once."""

import asyncio
import sys
from pathlib import Path

import pytest

from sync.net import network_watch
from sync.net.network_watch import NetworkWatch
from tests.support.netns import namespaces

WATCH = """
import asyncio
from sync.net import network_watch
async def main():
    told = asyncio.Queue()
    watch = network_watch.NetworkWatch(lambda: told.put_nowait(None))
    watch.start()
    print("watching", flush=True)
    await told.get()
    await asyncio.sleep(2 * network_watch.SETTLE_SECONDS)
    print("told", 1 + told.qsize(), flush=True)
    watch.stop()
asyncio.run(main())
"""


@pytest.mark.netns
def test_an_address_and_a_link_that_change_are_told_of_as_one() -> None:
    with namespaces(1) as lan:
        [machine] = lan.machines
        with machine.popen([sys.executable, "-c", WATCH], stdout=-1, cwd=Path(__file__).parents[3]) as watching:
            assert watching.stdout is not None
            assert watching.stdout.readline() == "watching\n"
            machine.ip("address", "add", "10.77.0.200/24", "dev", "eth0")
            machine.ip("address", "delete", "10.77.0.200/24", "dev", "eth0")
            assert watching.stdout.readline() == "told 1\n"


async def test_starting_and_stopping_leaves_nothing() -> None:
    watch = NetworkWatch(lambda: None)
    watch.start()
    watch.stop()
    watch.stop()


async def test_where_it_is_not_allowed_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "not permitted")

    monkeypatch.setattr(network_watch.socket, "socket", refuse)
    watch = NetworkWatch(lambda: None)
    watch.start()
    await asyncio.sleep(0)
    watch.stop()
