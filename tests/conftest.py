"""What holds for every test: no display, no real network interface, and the suite's own police."""

import os
from typing import Final

import hypothesis
import pytest

from tests.support.policing import Police
from tests.support.shaking import Shaking

# Set before anything imports Qt or starts a process: both inherit it.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"
os.environ["CAUSERIE_INTERFACES"] = "127.0.0.1"

# Examples are chosen at random, but how long one takes says nothing on a busy machine.
hypothesis.settings.register_profile("causerie", deadline=None, print_blob=True)
hypothesis.settings.load_profile("causerie")

_POLICE: Final = pytest.StashKey[Police]()
_SHAKING: Final = pytest.StashKey[Shaking]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer `--shake`."""
    parser.addoption("--shake", type=int, metavar="SEED", help="let threads and frames take a while at random")


def pytest_configure(config: pytest.Config) -> None:
    """Put the police on the beat."""
    police = Police()
    police.start()
    # Profiles in tests are temporary, and so is what is noted of them elsewhere.
    os.environ["CAUSERIE_STATE"] = str(police.state)
    config.stash[_POLICE] = police
    config.pluginmanager.register(police, "causerie-police")
    seed = config.getoption("--shake")
    if seed is not None:
        shaking = config.stash[_SHAKING] = Shaking(seed)
        shaking.start()
        config.pluginmanager.register(shaking, "causerie-shaking")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take it off again."""
    if _SHAKING in config.stash:
        config.stash[_SHAKING].stop()
    config.stash[_POLICE].stop()
