"""`python -m tests.support.crowd HOST PORT FIRST LAST`: strangers from many addresses of one machine, until killed.

They hold a thousand connections, each with a byte now and then, open another for each that is closed, and send noise to
whoever listens to announcements. "begun" is printed when all have been tried.
"""

import asyncio
import contextlib
import ipaddress
import os
import socket
import sys

CONNECTIONS = 1_000
MULTICAST = ("224.0.0.251", 5353)
NOISE = 2_000


async def hold(host: str, port: int, source: str, tried: asyncio.Semaphore) -> None:
    """Keep a connection, and let the first attempt be counted."""
    first = True
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host, port, local_addr=(source, 0))
            for byte in os.urandom(1) * 5:
                writer.write(bytes([byte]))
                await writer.drain()
                if first:
                    tried.release()
                    first = False
                await asyncio.sleep(1)
            writer.transport.abort()
        if first:
            tried.release()
            first = False
        await asyncio.sleep(0.2)


def noise() -> None:
    """Say what means nothing where announcements are made."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for _ in range(NOISE):
            with contextlib.suppress(OSError):
                out.sendto(os.urandom(12) + os.urandom(200), MULTICAST)


async def main(host: str, port: int, first: str, last: str) -> None:
    """Crowd a port."""
    addresses = [
        str(ipaddress.ip_address(number))
        for number in range(int(ipaddress.ip_address(first)), int(ipaddress.ip_address(last)) + 1)
    ]
    tried = asyncio.Semaphore(0)
    holding = [
        asyncio.create_task(hold(host, port, addresses[number % len(addresses)], tried))
        for number in range(CONNECTIONS)
    ]
    for _ in range(CONNECTIONS):
        await tried.acquire()
    await asyncio.to_thread(noise)
    print("begun", flush=True)
    await asyncio.gather(*holding)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]))
