"""A plain static server on loopback, which does what any host of files does."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from typing import Any

__all__ = ["serving"]


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30  # of a connection on which nobody asks
    disable_nagle_algorithm = True  # a file is two writes, and the second would wait

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the library
        """Nobody reads a log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # at the end those that still answer are waited for

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: Any) -> None:
        """Who leaves in the middle of an answer is no news; whatever else goes wrong is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder; gives its address."""
    with _Server(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()
