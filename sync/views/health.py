"""What a look at this machine's network found."""

from dataclasses import dataclass
from enum import Enum


class Grade(Enum):
    """How bad it is: `OK` is as it should be, with a `PROBLEM` devices nearby cannot be found or reached."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `code` stays the same for good; `hint` says what to do, or is empty."""

    grade: Grade
    code: str
    message: str
    hint: str = ""
