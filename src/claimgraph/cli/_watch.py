"""Do something again whenever one of its files is saved."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from claimgraph import sources
from claimgraph.cli import complain
from claimgraph.errors import ClaimgraphError, InputError, UsageError

__all__ = ["watch"]

_SECONDS = 0.5


def watch(action: Callable[[], int], paths: Callable[[], Iterable[Path]]) -> int:
    """Run the action now and after each change of the files that the paths name, until an interrupt.

    What the action returned last, or the exit code of the error that it ended with. Before it has ended once,
    an interrupt is raised.
    """
    code = None
    try:
        while True:
            # Before the action, so that a change in its course is one to come.
            seen = _state(paths)
            try:
                code = action()
            except ClaimgraphError as error:
                complain(error)
                code = error.exit_code
            click.echo("claimgraph: waiting for changes; Ctrl-C ends it.", err=True)
            while _state(paths) == seen:
                time.sleep(_SECONDS)
    except KeyboardInterrupt:
        if code is None:
            raise
        return code


def _state(paths: Callable[[], Iterable[Path]]) -> object:
    """What tells the files from what they were; of files that cannot be listed, why."""
    try:
        found = []
        for source in sources.expand(paths()):
            status = source.path.stat()
            found.append((str(source), status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
    except (InputError, UsageError, OSError) as error:
        return str(error)
    return found
