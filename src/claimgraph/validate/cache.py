"""Reports that are kept: of the same question about the same files, known by their content.

    FOLDER/KEY.report     the report on files of exactly these contents
    FOLDER/QUESTION.base  the last full run of a question, for what has changed since

Files are replaced whole and never changed, so that any number of processes may read and write them; what is damaged or
of another version is passed over.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from claimgraph import __version__, cachedir
from claimgraph.known import Digests
from claimgraph.model import Report
from claimgraph.sources import Source
from claimgraph.validate import _codec
from claimgraph.validate._job import Job
from claimgraph.validate._snapshot import Snapshot

__all__ = ["KIND", "answer", "folder"]

KIND = "validations"
"""What its part of the cache is called."""

_MAGIC = b"claimgraph report 1 "
BULK = 2  # a file that is more than one of so many bytes is too large for partial runs
_ROOM = 256 * 2**20  # bytes of files that are kept for the next run to compare itself with
_PACKAGES = re.compile(r"(owlrl|pyoxigraph|pyshacl|rdflib|shacl)-[^-]*\.(dist|egg)-info", re.IGNORECASE)


def folder() -> Path:
    """Where reports are kept."""
    return cachedir.folder(KIND)


def answer(job: Job, question: Sequence[object], run: Callable[..., Any], known: Digests) -> Report:
    """The report on the job: kept from an earlier run, or else found by a partial or a full run.

    `question` is the rest of what was asked, which tells this job from others; `run` calls a function with its
    arguments in a worker; files that are `known` are not read here. Raises as validate() does.
    """
    comparable = job.engine == "fast" and job.inference == "none" and not job.cross_check
    files = job.graph()
    try:
        shapes = Snapshot(job.shapes, known)
        data = Snapshot(files, known)
        here = str(Path.cwd())
    except OSError:
        # Late, as below: to answer from the cache, nothing of an engine is needed.
        from claimgraph.validate._run import work

        return cast("Report", run(work, job))  # which says better what is the matter with the files
    tables = [list(table.items()) for table in (job.prefixes, job.bases)]
    options = [job.engine, job.inference, job.cross_check, job.checks, job.lint, tables]
    asked = _digest([_version(), here, question, options])
    content = _digest([asked, len(job.data), _named(files, data), _named(job.shapes, shapes)])
    place = folder() / f"{content}.report"
    if report := _read(place):
        return report
    # Where one file is nearly all, what a change leaves untouched is next to nothing.
    partly = comparable and len(files) > 1 and BULK * max(data.sizes) <= sum(data.sizes) <= _ROOM
    base = folder() / f"{asked}.base" if partly else None
    report, remains = _found(job, data, _digest(_named(job.shapes, shapes)), base, run)
    if data.holds() and shapes.holds():
        cachedir.keep(place, _sealed(report))
        if base and remains:
            cachedir.keep(base, remains)
        cachedir.evict(KIND)
    return report


def _found(
    job: Job, data: Snapshot, shapes: str, place: Path | None, run: Callable[..., Any]
) -> tuple[Report, bytes | None]:
    """The report of a run, and the base that it leaves, if any; without a place for that, of a full run."""
    from claimgraph.validate import _base, _incremental
    from claimgraph.validate._run import work

    if place is None:
        return run(work, job), None
    names = [str(file) for file in data.files]
    if found := _base.read(place, shapes, dict(zip(names, data.digests, strict=True))):
        with suppress(OSError):
            os.utime(place)
        report = run(_incremental.partial, job, data.digests, data.sizes, *found)
        # A file that was written to meanwhile may have been read in both of its states.
        if report and data.holds():
            return report, None
    report, index = run(_incremental.full, job)
    with suppress(OSError):
        return report, index and _base.write(index, shapes, names, data, report)
    return report, None


def _named(files: Sequence[Source], snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(str(file), digest) for file, digest in zip(files, snapshot.digests, strict=True)]


def _digest(value: object) -> str:
    return hashlib.blake2b(json.dumps(value, default=str).encode(), digest_size=20).hexdigest()


def _version() -> list[object]:
    """What tells this program from others that might answer otherwise: its files, and the packages that it uses."""
    found: list[object] = [__version__, sys.version]
    package = Path(__file__).parent.parent
    for root, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            status = Path(root, name).stat()
            found.append((str(Path(root, name)), status.st_size, status.st_mtime_ns))
    # The names of their folders, because importlib.metadata takes longer to import than all the rest.
    for entry in sys.path:
        with suppress(OSError):
            found += sorted(name for name in os.listdir(entry or ".") if _PACKAGES.fullmatch(name))  # noqa: PTH208
    return found


def _sealed(report: Report) -> bytes:
    body = json.dumps(_codec.encode(report)).encode()
    return _MAGIC + hashlib.blake2b(body).hexdigest().encode() + b"\n" + body


def _read(place: Path) -> Report | None:
    """The report in the file; None where there is none or it is damaged."""
    try:
        line, _, body = place.read_bytes().partition(b"\n")
        if line != _MAGIC + hashlib.blake2b(body).hexdigest().encode():
            return None
        report = _codec.decode(json.loads(body))
        os.utime(place)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
    return report
