"""Servers of our own: started on loopback with the rules that a build has written, on the site that it has written."""

import grp
import os
import pwd
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from support import ROOT, require

__all__ = ["apache", "caddy", "netlify", "nginx"]

_READY = 60
_ATTEMPTS = 3

_NGINX = """\
daemon off;
user {user} {group};
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


_APACHE = """\
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
User nobody
Group nogroup
{modules}
DocumentRoot {folder}/www
<Directory {folder}/www>
    AllowOverride All
    Require all granted
</Directory>
"""
_MODULES = ("mpm_event", "authz_core", "rewrite", "setenvif", "headers")


@contextmanager
def apache(site: Path, path: str = "/") -> Iterator[str]:
    """Apache with the .htaccess of a site in the folder at a path, as on w3id.org; the address of that."""
    program = required("apache2", "apache2-bin")
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # Apache never reads as root
        rules = folder / "www" / path.strip("/") / ".htaccess"
        rules.parent.mkdir(parents=True)
        shutil.copyfile(site / "hosting" / "w3id.htaccess", rules)
        with started(partial(_apache, program, folder), folder / "output", path) as address:
            yield address


def _apache(program: str, folder: Path, port: int) -> list[str]:
    modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in _MODULES)
    text = _APACHE.format(folder=folder, port=port, modules=modules)
    (folder / "apache.conf").write_text(text, encoding="utf-8")
    return [program, "-f", str(folder / "apache.conf"), "-D", "FOREGROUND"]


@contextmanager
def nginx(folder: Path, site: Path, broken: Callable[[str], str] = str) -> Iterator[str]:
    """nginx with the rules of a site, in a new folder, as they are or broken; its address."""
    program = required("nginx", "nginx-light")
    folder.mkdir()
    prefix, www = _www(folder, site)

    def command(port: int) -> list[str]:
        rules = (site / "hosting" / "nginx.conf").read_text(encoding="utf-8")
        rules = rules.replace("listen 80;", f"listen 127.0.0.1:{port};")
        rules = rules.replace("root /srv/www;", f"root {www};")
        (folder / "site.conf").write_text(broken(rules), encoding="utf-8")
        (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, **_who()), encoding="utf-8")
        return [program, "-e", str(folder / "start.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]

    with started(command, folder / "output", prefix) as address:
        yield address


@contextmanager
def caddy(folder: Path, site: Path) -> Iterator[str]:
    """Caddy with the rules of a site, in a new folder; its address."""
    program = required("caddy", "caddy")
    folder.mkdir()
    prefix, www = _www(folder, site)

    def command(port: int) -> list[str]:
        rules = (site / "hosting" / "Caddyfile").read_text(encoding="utf-8")
        rules = re.sub(r"^https?://\S+ \{", f"http://127.0.0.1:{port} {{", rules, flags=re.MULTILINE)
        rules = rules.replace("root * /srv/www", f"root * {www}")
        options = "{\n\tadmin off\n}\n"
        (folder / "Caddyfile").write_text(options + rules, encoding="utf-8")
        # It keeps its own files where these variables say.
        home = [f"{name}={folder}" for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")]
        return ["env", *home, program, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]

    with started(command, folder / "output", prefix) as address:
        yield address


@contextmanager
def netlify(folder: Path, site: Path) -> Iterator[str]:
    """What stands in for Netlify, with its own readers of the rules of a site and the site's edge function."""
    program = required("node", "nodejs")
    script = ROOT / "tests" / "browser" / "netlify-site.mjs"
    require(script.parent / "node_modules" / "netlify-redirector", "netlify-redirector (npm install in tests/browser)")
    folder.mkdir()
    prefix, _ = _www(folder, site)
    # Netlify takes what ends so for a module; Node asks for another ending.
    edge = folder / "edge.mjs"
    shutil.copyfile(site / "hosting" / "edge-functions" / "claimgraph.js", edge)

    def command(port: int) -> list[str]:
        return [program, str(script), str(site), prefix, str(edge), str(port)]

    with started(command, folder / "output", prefix) as address:
        yield address


def _www(folder: Path, site: Path) -> tuple[str, Path]:
    """The path of the site on its host, and a folder in which it lies at that path."""
    found = re.search(r"the site is in /srv/www(\S*)/", (site / "hosting" / "nginx.conf").read_text(encoding="utf-8"))
    assert found
    www = folder / "www"
    (www / found[1].lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
    if found[1]:
        (www / found[1].lstrip("/")).symlink_to(site)
        return f"{found[1]}/", www
    return "/", site


def _who() -> dict[str, str]:
    """Who may read temporary folders: whoever runs the tests."""
    return {"user": pwd.getpwuid(os.getuid()).pw_name, "group": grp.getgrgid(os.getgid()).gr_name}


def required(program: str, package: str) -> str:
    """The path of a program; the test is skipped where it is not installed, or fails where nothing may skip."""
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if path is None:
        message = f"{program} (Debian package {package}) is not installed"
        if os.environ.get("CLAIMGRAPH_REQUIRE_ALL"):
            pytest.fail(message)
        pytest.skip(message)
    return path


@contextmanager
def started(command: Callable[[int], list[str]], log: Path, path: str) -> Iterator[str]:
    """A server that the command starts on a port, once it answers; it is ended afterwards."""
    for _ in range(_ATTEMPTS):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        with log.open("wb") as output:
            process = subprocess.Popen(command(port), stdout=output, stderr=output)
        try:
            if _is_ready(process, port):
                yield f"http://127.0.0.1:{port}{path}"
                return
        finally:
            process.terminate()  # so that it ends its workers too
            process.wait()
    pytest.fail(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


def _is_ready(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + _READY
    while process.poll() is None and time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=_READY)
        try:
            connection.request("HEAD", "/")
            connection.getresponse().close()
            return True
        except (OSError, HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    return False
