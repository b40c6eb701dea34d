"""A Virtuoso of our own: started on loopback in a temporary folder, with nothing of the machine's configuration."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

_INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DefaultHost = 127.0.0.1:{http}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 20000
"""

_READY = 120
_ATTEMPTS = 3


@dataclass(frozen=True)
class Virtuoso:
    """A server that runs: its addresses to query, to store graphs and to update, and who may write."""

    base: str
    user: str = "dba"
    password: str = "dba"  # noqa: S105 (what every new database has)

    @property
    def sparql(self) -> str:
        return f"{self.base}/sparql"

    @property
    def store(self) -> str:
        return f"{self.base}/sparql-graph-crud-auth"

    @property
    def updates(self) -> str:
        return f"{self.base}/sparql-auth"


@contextmanager
def running(folder: Path) -> Iterator[Virtuoso]:
    """A server in that folder; the test is skipped where Virtuoso is not installed, or fails where nothing may skip."""
    program = shutil.which("virtuoso-t")
    if program is None:
        message = "Virtuoso (Debian package virtuoso-opensource-7-bin) is not installed"
        if os.environ.get("CLAIMGRAPH_REQUIRE_ALL"):
            pytest.fail(message)
        pytest.skip(message)
    for attempt in range(_ATTEMPTS):
        here = folder / str(attempt)
        here.mkdir()
        http, sql = _free_ports()
        (here / "virtuoso.ini").write_text(_INI.format(http=http, sql=sql), encoding="ascii")
        with (here / "output").open("wb") as output:
            process = subprocess.Popen(
                [program, "+foreground", "+configfile", "virtuoso.ini"], cwd=here, stdout=output, stderr=output
            )
        try:
            if _is_ready(process, f"http://127.0.0.1:{http}/sparql?query=ASK%7B%7D"):
                yield Virtuoso(f"http://127.0.0.1:{http}")
                return
        finally:
            process.kill()
            process.wait()
    pytest.fail(f"Virtuoso did not start: {(here / 'output').read_text(errors='replace')[-2000:]}")


def _free_ports() -> tuple[int, int]:
    """Two ports that are free now; another may take one before Virtuoso does, hence the attempts."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        return one.getsockname()[1], two.getsockname()[1]


def _is_ready(process: subprocess.Popen[bytes], url: str) -> bool:
    deadline = time.monotonic() + _READY
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=_READY) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (URLError, ConnectionError):
            time.sleep(0.1)
    return False
