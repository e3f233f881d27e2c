"""Which pictures are decoded, in which order, and how many are kept."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import pytest
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QGuiApplication, QImage

from desktop.bridge import Bridge
from desktop.decoding import CannotShow, Decoders, Picture, Refusal
from desktop.qt.pictures import PictureCache, PictureProvider, image_of
from desktop.viewmodels.base import Context
from desktop.viewmodels.pictures import AT_ONCE, Pictures, Wanted
from sync.errors import CauserieError, NotReadyYet, TooLarge


class ScriptedDecoders:
    """Shows what begins with "good", and remembers the order."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.closed = False

    def decode(self, data: bytes, most_width: int, most_height: int) -> Picture:
        self.asked.append(data)
        if not data.startswith(b"good"):
            raise CannotShow(Refusal.BROKEN)
        return Picture(1, 1, b"\xff\0\0\xff", 1, 1)

    def rest(self) -> None:
        """Nothing to end."""

    def close(self) -> None:
        self.closed = True


class World:
    """Pictures on scripted decoders, and what they said."""

    def __init__(self) -> None:
        self.decoders = ScriptedDecoders()
        self.errors: list[CauserieError] = []
        self.context = Context(cast(Bridge, None), self.errors.append)
        self.parent = QObject()
        self.pictures = Pictures(self.context, self.parent, cast(Decoders, self.decoders))
        self.said: list[tuple[str, str]] = []
        self.pictures.decoded.connect(lambda key, source: self.said.append((key, source)))
        self.pictures.refused.connect(lambda key, reason: self.said.append((key, reason)))
        self.gates: dict[str, asyncio.Event] = {}

    def want(self, key: str, data: bytes = b"good", error: CauserieError | None = None) -> None:
        """Ask for a picture whose bytes come when its gate opens."""
        gate = self.gates.setdefault(key, asyncio.Event())

        async def read() -> bytes:
            await gate.wait()
            if error is not None:
                raise error
            return data + key.encode()

        self.pictures.want(Wanted(key, read, 100))

    async def settle(self) -> None:
        """Let everything come that is wanted."""
        while self.context.tasks._running:
            for gate in self.gates.values():
                gate.set()
            await asyncio.gather(*self.context.tasks._running)


@pytest.fixture
async def world(qapp: QGuiApplication) -> AsyncIterator[World]:
    made = World()
    yield made
    made.pictures.close()
    assert made.decoders.closed


async def test_a_picture_is_decoded_once_and_then_at_hand(world: World) -> None:
    world.want("a")
    assert world.pictures.source("a") == ""
    world.want("a")
    await world.settle()
    assert world.said == [("a", "image://picture/a")]
    assert world.pictures.source("a") == "image://picture/a"
    world.want("a")
    await world.settle()
    assert len(world.decoders.asked) == 1


async def test_what_is_looked_at_now_comes_before_what_was_scrolled_past(world: World) -> None:
    for key in "abcdef":
        world.want(key)
    assert AT_ONCE == 2
    world.pictures.forget("e")
    await world.settle()
    order = [data[4:].decode() for data in world.decoders.asked]
    assert sorted(order[:2]) == ["a", "b"]
    assert sorted(order[2:]) == ["c", "d", "f"]
    assert order.index("f") < order.index("c")


async def test_what_cannot_be_shown_is_not_tried_again(world: World) -> None:
    world.want("bad", b"evil")
    world.want("large", error=TooLarge("Too large."))
    await world.settle()
    assert dict(world.said) == {"bad": "broken", "large": "too_large"}
    assert world.pictures.refusal("bad") is Refusal.BROKEN
    world.want("bad", b"evil")
    await world.settle()
    assert len(world.decoders.asked) == 1
    assert world.errors == []


async def test_what_is_not_here_may_be_asked_for_again(world: World) -> None:
    world.want("a", error=NotReadyYet("Not here."))
    await world.settle()
    assert world.said == [("a", "")]
    assert world.pictures.refusal("a") is None
    world.want("a")
    await world.settle()
    assert world.said[-1] == ("a", "image://picture/a")
    assert world.errors == []


def image(side: int) -> QImage:
    made = QImage(side, side, QImage.Format.Format_RGBA8888_Premultiplied)
    made.fill(0)
    return made


def test_the_cache_is_bounded_and_forgets_the_oldest(qapp: QGuiApplication) -> None:
    cache = PictureCache(3 * 100 * 100 * 4)
    for key in "abc":
        cache.put(key, image(100))
    assert cache.get("a") is not None
    cache.put("d", image(100))
    assert [key for key in "abcd" if cache.get(key) is not None] == ["a", "c", "d"]
    cache.put("huge", image(300))
    assert [key for key in "acd" if cache.get(key) is not None] == []
    assert cache.get("huge") is not None
    cache.put("huge", image(10))
    cache.drop("huge")
    cache.drop("huge")
    assert cache._size == 0


def test_qml_gets_what_is_kept_and_nothing_else(qapp: QGuiApplication) -> None:
    cache = PictureCache()
    cache.put("message/0/300", image_of(Picture(1, 1, bytes((255, 0, 0, 255)), 9, 9)))
    provider, size = PictureProvider(cache), QSize()
    shown = provider.requestImage("message/0/300", size, QSize())
    assert shown.pixelColor(0, 0).name() == "#ff0000"
    assert (size.width(), size.height()) == (1, 1)
    assert provider.requestImage("../../etc/passwd", size, QSize()).isNull()
