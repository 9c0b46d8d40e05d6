"""Programs that are started, so that none is left when this one is interrupted."""

import os
import signal
import subprocess
import threading
import time
from typing import NamedTuple

_running = set()
_lock = threading.Lock()
_stopped = threading.Event()


class Stopped(Exception):
    """Nothing is started any more."""


class Ended(NamedTuple):
    code: int | None  # None: it went on beyond its time
    out: str
    seconds: float


def run(command, folder=None, seconds=None, environment=None, prepare=None):
    """Runs a command, in a process group of its own, to its end or that of its time; its errors are part of its output."""
    begin = time.monotonic()
    with _lock:
        if _stopped.is_set():
            raise Stopped
        child = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
                                 env={**os.environ, **(environment or {})}, preexec_fn=prepare)
        _running.add(child)
    code = None
    try:
        out, _ = child.communicate(timeout=seconds)
        code = child.returncode
    except subprocess.TimeoutExpired:
        _kill(child)
        out, _ = child.communicate()
    except BaseException:  # interrupted while it waited
        _kill(child)
        raise
    finally:
        _kill(child)  # whatever it has left behind
        with _lock:
            _running.discard(child)
    if _stopped.is_set():
        raise Stopped
    return Ended(code, out, time.monotonic() - begin)


def stop():
    """Ends what runs; whoever waits for it gets Stopped."""
    with _lock:
        _stopped.set()
        for child in _running:
            _kill(child)


def _kill(child):
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it has just ended
