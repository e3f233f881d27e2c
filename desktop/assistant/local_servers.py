"""Model servers already running on this machine, found by asking their usual ports on loopback only."""

import asyncio
from contextlib import suppress

from desktop.assistant.choice import HostKind, LocalServer
from desktop.assistant.failures import ProviderFailure
from desktop.assistant.providers import Connection, Opener

USUAL_PORTS = {11434: "Ollama", 1234: "LM Studio", 8080: "llama.cpp", 1337: "Jan"}
CONNECT_SECONDS = 0.3
ANSWER_SECONDS = 2.0


async def find_local_servers(opener: Opener, ports: dict[int, str] | None = None) -> list[LocalServer]:
    """Return the servers on the usual ports that list at least one model, within about two seconds."""
    asked = USUAL_PORTS if ports is None else ports
    found = await asyncio.gather(*(_ask(opener, port, name) for port, name in asked.items()))
    return [server for server in found if server is not None]


async def _ask(opener: Opener, port: int, name: str) -> LocalServer | None:
    if not await _listening(port):
        return None
    base_url = f"http://127.0.0.1:{port}/v1"
    provider = await opener(Connection(HostKind.COMPATIBLE, base_url, "", name))
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            models = await provider.models()
    except (ProviderFailure, TimeoutError):
        return None  # something else listens there
    finally:
        await provider.close()
    return LocalServer(name, base_url, tuple(model.name for model in models)) if models else None


async def _listening(port: int) -> bool:
    """Return whether anything accepts connections there; cheap, so that a bare machine pays nothing."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True
