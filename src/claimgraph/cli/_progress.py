"""What a long command is doing, on a line of the terminal that is gone when it is done."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["shown"]

PATIENCE = 1.0  # seconds that pass in silence

_ERASE = "\r\x1b[K"


@contextmanager
def shown() -> Iterator[Callable[[str], None] | None]:
    """A function that shows what is being done; None where standard error is no terminal, or in CI."""
    if not sys.stderr.isatty() or os.environ.get("CI"):
        yield None
        return
    begun = time.monotonic()
    line = ""

    def show(text: str) -> None:
        nonlocal line
        text = text[: shutil.get_terminal_size().columns - 1]
        if text != line and time.monotonic() - begun >= PATIENCE:
            line = text
            sys.stderr.write(_ERASE + line)
            sys.stderr.flush()

    try:
        yield show
    finally:
        if line:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
