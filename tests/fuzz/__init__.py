"""Coverage-guided fuzzing of whatever takes bytes from outside: `make fuzz`, or `python -m tests.fuzz codec -- ...`."""
