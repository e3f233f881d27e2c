"""First token through the assistant's service against a direct call to the same server, in ms. Prints JSON.

The server is ours, on loopback, and answers at once, so what is measured is all the service adds: planning, claiming,
building the prompt, the `openai` package, coalescing. The floor is a raw socket that sends the same request and reads
up to the first event. `python -m tests.benchmarks.answer_overhead [runs]`
"""

import asyncio
import json
import statistics
import sys
import time

from desktop.assistant.choice import HostChoice, HostKind
from desktop.assistant.clock import SystemClock
from desktop.assistant.service import AssistantService
from tests.support.fake_room import GROUP, FakeRoom, World
from tests.support.scripted_provider import ProviderServer


async def direct(server: ProviderServer) -> float:
    """Return the ms until the first piece of text over a bare socket."""
    body = json.dumps({"model": "demo", "input": [{"role": "user", "content": "Ana: Sage?"}], "stream": True}).encode()
    port = int(server.base_url.split(":")[2].removesuffix("/v1"))
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    await reader.readuntil(b'"delta": ')
    took = time.perf_counter() - began
    writer.close()
    await writer.wait_closed()
    return took * 1_000


async def through_the_service(service: AssistantService, room: FakeRoom) -> float:
    """Return the ms from sending a question to its answer's first text in the room."""
    before = len(room.appended)
    began = time.perf_counter()
    await service.send(GROUP, "Sage?")
    await room.until(lambda: len(room.appended) > before)
    took = time.perf_counter() - began
    await room.until(lambda: room.live == {})
    return took * 1_000


async def measure(runs: int) -> dict[str, float]:
    """Return medians and the 95th percentile of the difference."""
    async with ProviderServer() as server:
        room = World(SystemClock()).join("Ana")
        async with AssistantService(room) as service:
            await service.configure(HostChoice(HostKind.COMPATIBLE, server.base_url))
            await through_the_service(service, room)  # the first one imports and connects
            floors = [await direct(server) for _ in range(runs)]
            figures = [await through_the_service(service, room) for _ in range(runs)]
    floor, figure = statistics.median(floors), statistics.median(figures)
    return {
        "first_token_ms": round(figure, 2),
        "floor_ms": round(floor, 2),
        "overhead_ms": round(figure - floor, 2),
        "overhead_p95_ms": round(statistics.quantiles(figures, n=20)[-1] - floor, 2),
        "runs": runs,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 50))))
