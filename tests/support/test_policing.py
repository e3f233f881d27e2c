"""The police catch each kind of fault, and excuse what is marked."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CULPRITS = """
import asyncio, contextlib, logging, socket, tempfile, threading, time
import pytest

kept = []
stop = threading.Event()

def test_logs(): logging.getLogger("x").warning("odd")
def test_thread(monkeypatch):
    monkeypatch.setattr("tests.support.policing.THREAD_PATIENCE_SECONDS", 0)
    threading.Thread(target=stop.wait, args=(20,), name="stray", daemon=True).start()
def test_socket(): kept.append(socket.socket())
def test_temporary(): open(tempfile.mkdtemp() + "/x", "w").close()
async def test_task(): kept.append(asyncio.create_task(asyncio.sleep(60)))
async def test_blocks():
    end = time.thread_time() + 0.6
    while time.thread_time() < end: pass
def test_forgets_to_await(): asyncio.sleep(0)
@pytest.mark.expected_log("odd")
def test_promises_a_log(): pass
"""
INNOCENTS = """
import asyncio, logging, threading
import pytest

@pytest.fixture(scope="module")
def shared():
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    yield
    stop.set()
    thread.join()

@pytest.mark.expected_log("x WARNING: odd")
def test_logs(): logging.getLogger("x").warning("odd")
def test_shared_thread(shared): pass
def test_shared_thread_again(shared): pass
async def test_finished_task():
    await asyncio.create_task(asyncio.sleep(0))
"""


SENTENCES = {
    "logs": "logged x WARNING: odd",
    "thread": "left the thread 'stray' running",
    "socket": "left socket:",
    "temporary": "left the temporary file",
    "task": "left a task running",
    "blocks": "held its event loop up",
    "forgets_to_await": "never awaited",
    "promises_a_log": "did not log anything like 'odd'",
}


def test_each_culprit_is_named(pytester: pytest.Pytester) -> None:
    result = run(pytester, CULPRITS)

    for name, sentence in SENTENCES.items():
        report = result.stdout.str().split(f" test_{name} _", 1)[1].split("\n____", 1)[0]
        assert sentence in report, name


def test_the_innocent_are_left_alone(pytester: pytest.Pytester) -> None:
    run(pytester, INNOCENTS).assert_outcomes(passed=4)


def run(pytester: pytest.Pytester, tests: str) -> pytest.RunResult:
    pytester.makepyfile(tests)
    pytester.makeconftest("from tests.conftest import pytest_addoption, pytest_configure, pytest_unconfigure")
    shutil.copy(ROOT / "pyproject.toml", pytester.path)
    return pytester.runpytest_subprocess("-o", f"pythonpath={ROOT}", "-p", "no:randomly", "-p", "no:cacheprovider", ".")
