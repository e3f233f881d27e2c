"""The child process that runs llama.cpp: one JSON line in, one out, then it serves until its standard input ends.

Run by path with `python -I`, so it imports nothing of Causerie. In a process of its own a bad model file or a crash in
C++ costs one answer instead of the conversation, and its memory is given back whole. The key comes in through the
pipe: it is never an argument, an environment variable or a file.

    in   {"model": path, "api_key": text, "context": tokens, "threads": count}
    out  {"address": url}  or  {"error": text}
"""

import importlib
import json
import os
import sys
from typing import Any

# The wheel is one compiled module without type information.
xllamacpp: Any = importlib.import_module("xllamacpp")


def start(order: dict[str, object]) -> Any:
    """Return a server on a free loopback port that asks for the key."""
    params = xllamacpp.CommonParams()
    params.model.path = order["model"]
    params.n_ctx = order["context"]
    params.n_parallel = 1
    for threads in (params.cpuparams, params.cpuparams_batch):
        threads.n_threads = order["threads"]
        threads.poll = 0  # sleep between tokens instead of spinning: the window needs the core
    # Small models wander off at the usual temperature.
    params.sampling.temp = 0.2
    params.sampling.penalty_repeat = 1.1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [order["api_key"]]
    return xllamacpp.Server(params)


def main() -> None:
    """Serve until the parent closes the pipe, or is gone."""
    # llama.cpp prints to standard output when it likes: keep a private copy for our one line.
    reply = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    order = json.loads(sys.stdin.readline())
    try:
        server = start(order)
    except (RuntimeError, ValueError, OSError) as error:
        reply.write(json.dumps({"error": str(error)}) + "\n")
        reply.close()
        return
    reply.write(json.dumps({"address": server.listening_address}) + "\n")
    reply.close()
    sys.stdin.read()
    # Waits for the worker threads of C++; the parent kills what takes too long.
    del server


if __name__ == "__main__":
    main()
