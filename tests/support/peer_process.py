"""A real `causerie-peer` process and a client for it: how end-to-end tests and the demo talk to alice, bob and carol.

async with PeerProcess(Path("alice")) as alice:
    await alice.request("account.create", name="Alice")
    event = await alice.wait_event("group.updated", state="joined")
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self, cast

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 40.0
"""Seconds to wait for one thing. Far more than it takes, even on a busy machine: only what never happens fails."""
LONGEST_LINE: Final = 64 * 1024 * 1024

Json = dict[str, Any]


class PeerError(Exception):
    """The peer refused a request; `code` is Causerie's word where there is one, else JSON-RPC's number."""

    def __init__(self, method: str, error: Json) -> None:
        self.data: Json = error.get("data", {})
        self.code: str | int = self.data.get("code", error["code"])
        self.message: str = error["message"]
        super().__init__(f"{method}: {self.code}: {self.message} {self.data.get('hint', '')}")


class PeerProcess:
    """One process on one profile; `prefix` is put before its command line (see tests.support.netns)."""

    def __init__(
        self,
        profile: Path,
        *options: str,
        prefix: Sequence[str] = (),
        env: Mapping[str, str | None] | None = None,
        passphrase: str | None = "correct horse battery staple",
        patience: float = PATIENCE,
    ) -> None:
        self.profile = profile
        self.name = profile.name
        self.patience = patience
        self.events: list[Json] = []
        self.log = profile.parent / f"{profile.name}.log"
        self._command = [*prefix, sys.executable, "-m", "desktop.headless", "--profile", str(profile), *options]
        state = {"CAUSERIE_STATE": str(profile.parent / "state")}
        changes = {"CAUSERIE_PASSPHRASE": passphrase, "PYTHONPATH": str(ROOT), **state, **(env or {})}
        self._env = {k: v for k, v in {**os.environ, **changes}.items() if v is not None}
        self._process: asyncio.subprocess.Process | None = None
        self._answers: dict[int, asyncio.Future[Json]] = {}
        self._number = 0
        self._news = asyncio.Event()
        self._ended = True
        self._listening: asyncio.Task[None] | None = None

    # --- life -----------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, kind: object, *rest: object) -> None:
        if self.running:
            await (self.close() if kind is None else self.kill())

    @property
    def process(self) -> asyncio.subprocess.Process:
        """The process; it must have been started."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._process

    @property
    def running(self) -> bool:
        """Whether the process has been started and has not been waited for to its end."""
        return self._process is not None and self._process.returncode is None

    async def launch(self) -> None:
        """Start the process and return at once."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=self._env,
                cwd=ROOT,
                limit=LONGEST_LINE,
            )
        self._ended = False
        self._listening = asyncio.create_task(self._listen(self._process))

    async def start(self) -> Json:
        """Start the process and return what `system.info` says; raises PeerError when it does not come up."""
        await self.launch()
        return await self.request("system.info")

    async def close(self) -> int:
        """Close its input, wait for its end, and return its exit code."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        return await self.wait()

    async def kill(self) -> None:
        """End it the hard way."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.wait()
        # On a failure pytest shows what was printed.
        print(f"--- log of {self.name} ---\n{self.log.read_text(errors='replace')[-8000:]}")

    async def wait(self) -> int:
        """Wait for its end and return its exit code."""
        async with asyncio.timeout(self.patience):
            code = await self.process.wait()
            if self._listening is not None:
                await self._listening
        return code

    async def failed_start(self) -> tuple[int, str]:
        """Start a process that must refuse to; return its exit code and what it said."""
        self.log.unlink(missing_ok=True)
        await self.launch()
        code = await self.wait()
        return code, self.log.read_text(encoding="utf-8").strip()

    # --- talk -----------------------------------------------------------------------------------------------------

    async def request(self, method: str, **params: object) -> Any:
        """Return the result of a call; raises PeerError."""
        self._number += 1
        number = self._number
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            await self.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode())
            async with asyncio.timeout(self.patience):
                response = await answer
        finally:
            del self._answers[number]
        if "error" in response:
            raise PeerError(method, response["error"])
        return response["result"]

    async def refusal(self, method: str, **params: object) -> PeerError:
        """Return how a call is refused; fails if it is not."""
        try:
            result = await self.request(method, **params)
        except PeerError as error:
            return error
        raise AssertionError(f"{method} was not refused: {result}")

    async def write(self, data: bytes) -> None:
        """Write a line, whatever it is."""
        stdin = self.process.stdin
        if stdin is None:
            raise RuntimeError("the process has no input")
        with contextlib.suppress(ConnectionError):
            stdin.write(data + b"\n")
            await stdin.drain()

    def mark(self) -> int:
        """Return the present end of the events, for `wait_event(since=...)`."""
        return len(self.events)

    async def wait_event(self, kind: str, /, *, since: int = 0, **fields: object) -> Json:
        """Return the first event of `kind` with these fields, already there or yet to come."""

        def find() -> Json | None:
            wanted = {"type": kind, **fields}
            return next((e for e in self.events[since:] if wanted.items() <= e.items()), None)

        async def check() -> Json | None:
            return find()

        return await self.until(check, f"the event {kind} {fields}")

    async def until(self, check: Callable[[], Awaitable[Any]], what: str) -> Any:
        """Return the first true result of `check`, tried now and after each event."""
        try:
            async with asyncio.timeout(self.patience):
                while True:
                    news = self._news
                    if result := await check():
                        return result
                    if self._ended:
                        raise AssertionError(f"{self.name} ended while waiting for {what}")
                    await news.wait()
        except TimeoutError:
            recent = [event["type"] for event in self.events[-20:]]
            raise AssertionError(f"{self.name} waited in vain for {what}; its last events: {recent}") from None

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        if process.stdout is None:
            raise RuntimeError("the process has no output")
        while (line := await process.stdout.readline()).endswith(b"\n"):  # one that was killed may leave half a line
            message = cast("Json", json.loads(line))
            if "id" in message:
                self._deliver(message)
            else:
                self.events.append(message["params"])
                self._pulse()
        self._ended = True
        said = self.log.read_text(encoding="utf-8", errors="replace").strip()[-2000:]
        for number in self._answers:
            self._deliver({"id": number, "error": {"code": 0, "message": f"{self.name} ended: {said}"}})
        self._pulse()

    def _deliver(self, message: Json) -> None:
        answer = self._answers.get(message["id"])
        if answer is not None and not answer.done():
            answer.set_result(message)

    def _pulse(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
