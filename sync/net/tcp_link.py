"""One TLS connection as a Link: an asyncio protocol that only moves bytes and arms timers.

Timers of a link, none of which runs while it is idle:
- until `authenticated()`: HANDSHAKE_SECONDS in total (limits.py);
- while a frame is half received: MINIMUM_RATE, judged every STALL_SECONDS;
- while somebody waits to send because the peer does not read: the same;
- while others have their turn before more is decrypted.

Asyncio fills one buffer a turn of the loop from what has arrived, but one more in each chain of turns that it begins,
however many records that takes, and only one when the connection ends. So its buffer is small; the rest is done here.
"""

import asyncio
import contextlib
import ssl
from collections import deque
from collections.abc import Callable

from sync.core.limits import FRAME_BYTES, FRAME_BYTES_BEFORE_AUTH, HANDSHAKE_SECONDS
from sync.errors import HostileInput
from sync.net.certificate import ALPN
from sync.net.framing import FrameSplitter, frame_header
from sync.net.links import Charge, LinkClosed
from sync.net.portions import FIRST_BYTES, Portions

STALL_SECONDS = 20.0
"""How long a transfer may crawl before it is judged."""
MINIMUM_RATE = 1024
"""Bytes a second: below what any network does on which conversation is possible."""
QUEUED_BYTES = 2 * FRAME_BYTES
"""Received and not yet read, or written and not yet sent: beyond it the peer, or the sender, waits."""
FRAME_OVERHEAD = 64
"""Bytes that a waiting frame counts for besides its own: a million frames of one byte are not a megabyte."""
CLOSE_SECONDS = 1.0
"""For a polite goodbye; then the connection is cut."""


class TcpLink(asyncio.BufferedProtocol):
    """A Link over an asyncio transport. Made by TcpNetwork; one task may receive, any number may send."""

    def __init__(self, outbound: bool, remote: str, released: Callable[[bool], None]) -> None:
        """`released` is called once, when the link is authenticated (True) or lost (False), whichever is first."""
        self.binding = b""
        self.remote = remote
        self.outbound = outbound
        self.lost = False
        self._loop = asyncio.get_running_loop()
        self._lost_callbacks: list[Callable[[TcpLink], None]] = []
        self._released: Callable[[bool], None] | None = released
        self._portions = Portions()
        self._splitter = FrameSplitter(FRAME_BYTES_BEFORE_AUTH)
        self._inbox: deque[bytes] = deque()
        self._inbox_bytes = 0
        self._inbox_limit = 2 * FRAME_BYTES_BEFORE_AUTH
        self._reading = True
        self._writable = asyncio.Event()
        self._arrived = asyncio.Event()
        self._gone = asyncio.Event()
        self._failure: Exception | None = None
        self._transport: asyncio.Transport | None = None
        self._encrypted: ssl.SSLObject | None = None
        self._resting: asyncio.TimerHandle | None = None
        self._last_bytes = self._loop.time()
        self._received = 0
        self._partial_since = 0.0
        self._rate_timer: asyncio.TimerHandle | None = None
        self._deadline: asyncio.TimerHandle | None = None
        if not outbound:
            self._deadline = self._loop.call_later(HANDSHAKE_SECONDS, self._too_slow)

    # --- what asyncio calls

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Take the transport once TLS is up; a peer that does not speak our protocol is dropped."""
        self._transport = transport
        if self.outbound:
            self._deadline = self._loop.call_later(HANDSHAKE_SECONDS, self._too_slow)
        connection = transport.get_extra_info("ssl_object")
        if not isinstance(connection, ssl.SSLObject) or connection.selected_alpn_protocol() != ALPN:
            self._fail(HostileInput("the other end does not speak causerie/1"))
            return
        if self._failure is not None:
            # The time was up before TLS was.
            transport.abort()
            return
        self._encrypted = connection
        transport.set_write_buffer_limits(high=QUEUED_BYTES)
        self._writable.set()

    def get_buffer(self, sizehint: int) -> memoryview:
        """Return where asyncio decrypts to."""
        return self._portions.begin()

    def buffer_updated(self, nbytes: int) -> None:
        """Decrypt a portion of what has arrived; stop reading while too much of it waits, or others have their turn."""
        try:
            if self._failure is None:
                self._take(self._portions.first(nbytes))
                if nbytes == FIRST_BYTES:
                    self._take_more()
        finally:
            self._rest(self._portions.end())

    def _take_more(self) -> None:
        while self._reading and self._encrypted is not None and (data := self._portions.more(self._encrypted)):
            self._take(data)

    def _take(self, data: bytes) -> None:
        """Cut what arrived into frames."""
        try:
            frames = self._splitter.feed(data)
        except HostileInput as error:
            self._fail(error)
        else:
            self._note(frames, len(data))

    def _note(self, frames: list[bytes], size: int) -> None:
        self._last_bytes = self._loop.time()
        self._received += size
        if frames:
            self._inbox.extend(frames)
            self._inbox_bytes += sum(map(len, frames)) + FRAME_OVERHEAD * len(frames)
            self._arrived.set()
            if self._inbox_bytes > self._inbox_limit and self._transport is not None:
                self._reading = False
                self._transport.pause_reading()
        if frames or size == self._received:
            self._partial_since = self._last_bytes
        if self._splitter.partial and self._rate_timer is None and not self.lost:
            self._watch_rate()

    def eof_received(self) -> None:
        """Let asyncio close the connection: half a conversation is none. `receive` decrypts what came before."""

    def pause_writing(self) -> None:
        """Make senders wait."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Let senders go on."""
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake everybody who waits; what came before can still be received, decrypted or not."""
        if self.lost:
            return
        self.lost = True
        if self._failure is None:
            self._failure = LinkClosed("the connection broke" if exc else "the other end closed the connection")
        for timer in (self._deadline, self._rate_timer, self._resting):
            if timer is not None:
                timer.cancel()
        self._deadline = self._rate_timer = self._resting = None
        self._release(proven=False)
        for callback in self._lost_callbacks:
            callback(self)
        self._lost_callbacks.clear()
        self._gone.set()
        self._arrived.set()
        self._writable.set()

    def on_lost(self, callback: Callable[["TcpLink"], None]) -> None:
        """Call `callback` when the link is lost; at once if it is already."""
        if self.lost:
            callback(self)
        else:
            self._lost_callbacks.append(callback)

    # --- the Link

    @property
    def heard(self) -> float:
        """Loop time when bytes last arrived; the present while received frames wait to be read."""
        return self._loop.time() if self._inbox else self._last_bytes

    def pay(self, charge: Charge) -> None:
        """Let `charge` pay for what receiving takes from now on, and has taken while nobody did."""
        seconds = self._portions.pay(charge)
        if self._resting is not None:
            self._resting.cancel()
            self._resting = self._loop.call_later(seconds, self._rested)

    def authenticated(self) -> None:
        """Lift the limits that hold for strangers."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self._splitter.limit = FRAME_BYTES
        self._inbox_limit = QUEUED_BYTES
        self._release(proven=True)

    async def send(self, data: bytes) -> None:
        """Queue one frame; waits while the queue is full; a peer that does not read is dropped."""
        while not self._writable.is_set():
            await self._drained()
        transport = self._transport
        if self._failure is not None or transport is None or transport.is_closing():
            raise LinkClosed("the connection is closed") from self._failure
        transport.write(frame_header(len(data)) + data)

    async def receive(self) -> bytes:
        """Return the next frame; raises LinkClosed at the end and HostileInput for a frame over the limit."""
        while not self._inbox:
            if self._failure is not None:
                await self._take_left(self._failure)
            else:
                self._arrived.clear()
                await self._arrived.wait()
        frame = self._inbox.popleft()
        self._inbox_bytes -= len(frame) + FRAME_OVERHEAD
        if not self._reading and self._inbox_bytes <= self._inbox_limit // 2:
            self._reading = True
            self._resume()
        return frame

    async def _take_left(self, end: Exception) -> None:
        """Decrypt a portion of what had arrived when the connection ended; raises the `end` when nothing is left."""
        if self._encrypted is None:
            raise end
        self._portions.begin()
        with contextlib.suppress(ssl.SSLError):
            self._take_more()
        seconds = self._portions.end()
        if self._reading and not self._portions.cut:
            self._encrypted = None
        await asyncio.sleep(seconds)

    def abort(self) -> None:
        """Drop the link at once."""
        self._fail(LinkClosed("the connection was dropped"))

    async def close(self) -> None:
        """Send what is queued, within a second, then close; returns when the socket is gone."""
        if self._failure is None:
            self._failure = LinkClosed("the connection is closed")
        self._encrypted = None
        self._inbox.clear()
        self._arrived.set()
        if self._transport is None:
            return
        self._reading = True
        if self._resting is not None:
            self._resting.cancel()
        self._rested()
        if not self._transport.is_closing():
            self._transport.close()
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._gone.wait()
        except TimeoutError:
            self._transport.abort()
            await self._gone.wait()

    # --- timers and ends

    async def _drained(self) -> None:
        """Wait until there is room again; drops a peer that takes less than MINIMUM_RATE."""
        transport = self._transport
        if transport is None:
            raise LinkClosed("the connection is not up")
        before = transport.get_write_buffer_size()
        try:
            async with asyncio.timeout(STALL_SECONDS):
                await self._writable.wait()
        except TimeoutError:
            if before - transport.get_write_buffer_size() < MINIMUM_RATE * STALL_SECONDS:
                self._fail(LinkClosed("the other end does not read what it is sent"))

    def _watch_rate(self) -> None:
        """Judge, STALL_SECONDS from now, how much of a half-received frame has come since."""
        self._rate_timer = self._loop.call_later(STALL_SECONDS, self._judge_rate, self._received)

    def _judge_rate(self, before: int) -> None:
        self._rate_timer = None
        if not self._splitter.partial:
            return
        crawls = self._received - before < MINIMUM_RATE * STALL_SECONDS
        began_before = self._loop.time() - self._partial_since >= STALL_SECONDS
        # While we do not read, slowness is ours.
        if crawls and began_before and self._reading and self._resting is None:
            self._fail(LinkClosed("the other end sends too slowly"))
        else:
            self._watch_rate()

    def _too_slow(self) -> None:
        self._deadline = None
        self._fail(LinkClosed("the other end took too long to say who it is"))

    def _rest(self, seconds: float) -> None:
        """Decrypt nothing for so long, and until everybody else had a turn where a portion was cut short."""
        if self._failure is None and self._transport is not None and (seconds or self._portions.cut):
            self._transport.pause_reading()
            self._resting = self._loop.call_later(seconds, self._rested)

    def _rested(self) -> None:
        self._resting = None
        self._resume()

    def _resume(self) -> None:
        if self._reading and self._resting is None and not self.lost and self._transport is not None:
            self._transport.resume_reading()

    def _fail(self, failure: Exception) -> None:
        if self._failure is None or self._encrypted is not None:
            self._failure = failure
        self._encrypted = None
        self._inbox.clear()
        self._arrived.set()
        self._writable.set()
        if self._transport is not None:
            self._transport.abort()

    def _release(self, *, proven: bool) -> None:
        released, self._released = self._released, None
        if released is not None:
            released(proven)
