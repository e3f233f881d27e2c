"""A program that runs one switchboard and reports on stdout, one JSON object a line, until stdin closes.

python -m tests.sync.net.node NAME [--interface IP] [--connect HOST:PORT] [--groups N]
"""

import argparse
import asyncio
import json
import sys
import time

from sync.core.handshake import DiscoveryKey
from sync.net.discovery import ZeroconfDiscovery
from sync.net.peer import PeerConnection
from sync.net.switchboard import Switchboard
from sync.net.transport import TcpNetwork
from tests.sync.net.hosts import GROUP, FakeHost


def say(event: str, **details: object) -> None:
    print(json.dumps({"event": event, "at": time.monotonic(), **details}), flush=True)


class ReportingHost(FakeHost):
    async def run_session(self, peer: PeerConnection) -> None:
        say("connected", device=peer.device.hex(), address=peer.address, outbound=peer.outbound)
        try:
            await super().run_session(peer)
        finally:
            say("gone", device=peer.device.hex())


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--key", default="k" * 32)
    parser.add_argument("--interface", action="append")
    arguments = parser.parse_args()
    host = ReportingHost(arguments.name, [DiscoveryKey(arguments.key.encode(), GROUP)])
    board = Switchboard(TcpNetwork(arguments.interface), ZeroconfDiscovery(arguments.interface), host)
    say("starting", device=host.device.hex())
    endpoints = await board.start()
    say("started", endpoints=[f"{each.address}:{each.port}" for each in endpoints])
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
    await board.stop()
    say("stopped")


if __name__ == "__main__":
    asyncio.run(main())
