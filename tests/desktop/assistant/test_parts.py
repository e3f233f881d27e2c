"""The small parts by themselves."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.assistant.choice import HostChoice, HostKind, ModelInfo, Sponsor, StoredHost, default_model, stored_host
from desktop.assistant.clock import Timing
from desktop.assistant.connecting import name_of, tidy_url
from desktop.assistant.failures import ProviderRateLimited
from desktop.assistant.generation import NameStripper
from desktop.assistant.hosting import plan_hosts, wait_for_rank
from desktop.assistant.local_servers import find_local_servers
from desktop.assistant.openai_errors import retry_after
from desktop.assistant.providers import Connection, open_provider
from desktop.assistant.pump import DeltaPump
from desktop.assistant.spending import Spending
from sync.core.ids import AccountId, DeviceId
from sync.errors import InvalidInput
from sync.views import ModelOffer
from tests.support.fake_clock import FakeClock
from tests.support.fake_room import FakePreferences, identity
from tests.support.scripted_provider import ProviderServer

OWN = DeviceId(identity("own"))
OFFERS = [ModelOffer(DeviceId(identity(f"d{n}")), AccountId(identity(f"a{n}")), "openai", f"m{n}") for n in range(5)]


# --- hosting


@given(st.permutations(OFFERS), st.binary(min_size=16, max_size=16), st.booleans())
def test_plan_is_the_same_whatever_order_offers_came_in(
    offers: list[ModelOffer], nonce: bytes, has_model: bool
) -> None:
    own = OWN if has_model else None
    plan = plan_hosts(own, offers, nonce=nonce)
    assert plan == plan_hosts(own, OFFERS, nonce=nonce)
    assert len(plan) == len(set(plan)) == 3
    assert (plan[0] == OWN) is has_model


def test_plan_spreads_and_respects_blocks_and_the_groups_model() -> None:
    firsts = {plan_hosts(None, OFFERS, nonce=bytes([n]) * 16)[0] for n in range(60)}
    assert firsts == {offer.device_id for offer in OFFERS}
    preferred = plan_hosts(None, OFFERS, nonce=b"n" * 16, preferred="m3")
    assert preferred[0] == OFFERS[3].device_id
    blocked = [offer.account_id for offer in OFFERS[1:]]
    assert plan_hosts(None, OFFERS, nonce=b"n" * 16, blocked=blocked) == (OFFERS[0].device_id,)
    assert plan_hosts(None, [], nonce=b"n" * 16) == ()


@given(st.integers(0, 3), st.lists(st.tuples(st.integers(1, 60), st.integers(0, 3)), max_size=6))
async def test_nobody_acts_against_a_live_claim_of_lower_rank(rank: int, claims: list[tuple[int, int]]) -> None:
    clock = FakeClock()
    live: list[int | None] = [None]
    seen: list[tuple[float, int | None]] = []
    waiting = asyncio.create_task(
        wait_for_rank(rank, lambda: live[0], lambda: False, clock, expires_ms=clock.now_ms() + 600_000, watch=1.0)
    )
    waiting.add_done_callback(lambda _: seen.append((clock.seconds, live[0])))
    for seconds, claimed in claims:
        live[0] = claimed
        await clock.advance(seconds)
        if waiting.done():
            break
    live[0] = None
    await clock.advance(40)
    assert waiting.done()
    assert waiting.result() is True
    acted_at, claim_then = seen[0]
    assert acted_at >= rank * 8
    assert claim_then is None or claim_then >= rank


# --- text on its way


@given(
    st.text(max_size=40), st.lists(st.integers(1, 5), max_size=20), st.sampled_from(["", "Sage:", "sage: ", " SAGE:  "])
)
def test_own_name_is_dropped_however_the_text_is_cut(text: str, cuts: list[int], prefix: str) -> None:
    whole = prefix + text
    stripper = NameStripper("Sage")
    shown = ""
    rest = whole
    for cut in [*cuts, len(whole)]:
        shown += stripper.feed(rest[:cut])
        rest = rest[cut:]
    shown += stripper.flush()
    expected = text if prefix else whole
    if not expected.lstrip().casefold().startswith("sage:"):
        assert shown == expected.lstrip()


async def test_pump_coalesces_and_loses_nothing() -> None:
    sent: list[str] = []

    async def send(text: str) -> None:
        sent.append(text)

    async with DeltaPump(send, Timing(coalesce=0.02)) as pump:
        for number in range(200):
            pump.write(f"{number} ")
            if number % 50 == 0:
                await asyncio.sleep(0.001)
    assert "".join(sent) == "".join(f"{number} " for number in range(200))
    assert len(sent) < 10


async def test_pump_hands_over_what_sending_raised() -> None:
    async def send(text: str) -> None:
        raise InvalidInput(text)

    with pytest.raises(InvalidInput):
        async with DeltaPump(send, Timing(coalesce=0.0)) as pump:
            pump.write("gone")


# --- spending


async def test_cap_counts_a_day_and_survives_a_restart() -> None:
    clock, preferences = FakeClock(), FakePreferences()
    spending = Spending(preferences, clock)
    await spending.load()
    assert [await spending.take(2) for _ in range(3)] == [True, True, False]
    await spending.give_back()
    assert spending.today == 1
    again = Spending(preferences, clock)
    await again.load()
    assert again.today == 1
    await clock.advance(25 * 3600)
    assert again.today == 0
    assert await again.take(1)
    assert again.left(0)


# --- choices


@given(
    st.builds(
        StoredHost,
        st.builds(
            HostChoice, st.sampled_from(HostKind), st.text(), st.text(), st.sampled_from(Sponsor), st.integers(0)
        ),
        key_for=st.text(),
        models=st.lists(st.builds(ModelInfo, st.text(), context=st.integers(0))).map(tuple),
    )
)
def test_choice_survives_being_written_down(stored: StoredHost) -> None:
    assert stored_host(stored.to_json()) == stored


@pytest.mark.parametrize("value", [None, 3, [], {}, {"kind": "psychic"}, {"kind": "openai", "cap": "many"}])
def test_unreadable_choice_counts_as_none(value: object) -> None:
    assert stored_host(value) == StoredHost()


def test_default_model_can_chat_and_lasts() -> None:
    models = (
        ModelInfo("text-embedding-9", 900),
        ModelInfo("great-9-mini", 500, shutdown="2027-01-01"),
        ModelInfo("great-8-mini", 400),
        ModelInfo("great-7-mini", 300),
        ModelInfo("great-9", 600),
    )
    assert default_model(models) == "great-8-mini"
    assert default_model(models[:1]) == "text-embedding-9"


@pytest.mark.parametrize(
    ("typed", "url", "name"),
    [
        ("localhost:11434", "http://localhost:11434/v1", "localhost:11434"),
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
        ("https://user:pass@api.openai.com/v1?x=1", "https://api.openai.com/v1", "OpenAI"),
        ("http://[::1]:1234/api", "http://[::1]:1234/api", "[::1]:1234"),
    ],
)
def test_addresses_are_tidied(typed: str, url: str, name: str) -> None:
    assert tidy_url(typed) == url
    assert name_of(HostChoice(HostKind.COMPATIBLE, url)) == name


async def test_local_servers_are_found_and_other_programs_are_not() -> None:
    async def mute(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    other = await asyncio.start_server(mute, "127.0.0.1", 0)
    async with ProviderServer() as server, other:
        port = int(server.base_url.split(":")[2].removesuffix("/v1"))
        ports = {port: "Ours", 1: "Nobody", other.sockets[0].getsockname()[1]: "Something else"}
        (found,) = await find_local_servers(open_provider, ports)
        assert (found.name, found.base_url, found.models) == ("Ours", server.base_url, ("demo",))


# --- failures


def test_waits_are_read_in_every_form_and_told_in_words() -> None:
    assert retry_after({"retry-after": "7"}) == 7
    assert retry_after({"retry-after-ms": "1500", "retry-after": "2"}) == 1.5
    http_date = {"date": "Sun, 22 Nov 2026 10:00:00 GMT", "retry-after": "Sun, 22 Nov 2026 10:00:30 GMT"}
    assert retry_after(http_date) == 30
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({}) is None
    assert "in 1 second." in ProviderRateLimited("X", 0.2).sentence
    assert "in 5 hours." in ProviderRateLimited("X", 5 * 3600).sentence


def test_a_connection_never_shows_its_key() -> None:
    assert "hidden" not in repr(Connection(HostKind.OPENAI, "u", "m", "w", api_key="hidden"))
