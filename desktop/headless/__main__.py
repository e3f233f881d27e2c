"""Lets `python -m desktop.headless` start the peer."""

import sys

from desktop.headless.program import main

sys.exit(main())
