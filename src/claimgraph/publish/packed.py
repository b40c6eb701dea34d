"""All statements as gzipped N-Quads, in pieces that are kept: after an edit only the piece that has it is made anew.

A gzip file may be several, one after the other (RFC 1952, section 2.2), and N-Quads have no beginning and no end.
"""

import gzip
import io
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import IO, cast

import pyoxigraph as ox

from claimgraph import __version__, cachedir, sources, streams
from claimgraph.formats import by_name
from claimgraph.known import Digests
from claimgraph.publish.removed import is_removal, visible
from claimgraph.sources import Source

__all__ = ["packed"]

_KIND = "downloads"  # of what is cached

# Bytes of Turtle in a piece, about; and how many pieces there are at most.
_PIECE, _MOST = 250_000, 1024
_MAGIC = f"claimgraph pieces 1 {__version__} {ox.__version__} {zlib.ZLIB_RUNTIME_VERSION} "


@dataclass(frozen=True, slots=True)
class _Piece:
    data: bytes
    gone: tuple[str, ...]
    """The IRIs of what it says was removed."""


def packed(files: Sequence[Source], root: Path, digests: Digests = MappingProxyType({})) -> bytes:
    """The statements of the files in N-Quads, gzipped, less what must not be said of what was removed.

    `root` is the folder below which the names of the files mean something. The same bytes for the same files, whatever
    was kept; those with known digests are read only where a piece is made. Raises InputError for files that cannot be
    read.
    """
    place = cachedir.folder(_KIND) / f"{sha256(os.fsencode(root.resolve())).hexdigest()[:20]}.pieces"
    kept = _read(place)
    pieces: dict[str, _Piece] = {}
    found: dict[str, bytes] = {}
    gone: set[str] = set()
    for stem, group in _groups(files, root, digests).items():
        key = _key(group, stem, digests)
        piece = kept.get(key) or _made([source for _, source in group], stem)
        # What was written to meanwhile may have been read in another state.
        if key in kept or _key(group, stem) == key:
            pieces[key] = piece
        found[stem] = piece.data
        gone.update(piece.gone)
    if pieces.keys() != kept.keys():
        _keep(place, pieces)
    return b"".join(_discreet(data, gone, stem) if gone else data for stem, data in found.items())


def _groups(files: Sequence[Source], root: Path, digests: Digests) -> dict[str, list[tuple[bytes, Source]]]:
    """The files, each after its name, in groups of about the same size, by a stem for labels.

    They are the same until the data doubles.
    """
    number = min(_MOST, 1 << (sources.size(files, digests) // _PIECE).bit_length())
    groups: dict[int, list[tuple[bytes, Source]]] = {}
    folders: dict[str, str] = {}
    base = os.path.join(root, "")  # noqa: PTH118
    named = [(_below(str(source), base, folders), source) for source in files]
    for name, source in sorted(named, key=itemgetter(0)):
        groups.setdefault(int(sha256(name).hexdigest()[:8], 16) % number, []).append((name, source))
    return {f"g{one}": groups[one] for one in sorted(groups)}


def _below(path: str, root: str, folders: dict[str, str]) -> bytes:
    """The name of a file below a folder; `folders` remembers those of folders, which take far longer."""
    if path.startswith(root) and os.pardir not in path:
        return os.fsencode(path[len(root) :])
    folder, name = os.path.split(path)
    if folder not in folders:
        folders[folder] = os.path.relpath(folder or os.curdir, root)
    return os.fsencode(name if folders[folder] == os.curdir else os.path.join(folders[folder], name))  # noqa: PTH118


def _key(group: Sequence[tuple[bytes, Source]], stem: str, digests: Digests = MappingProxyType({})) -> str:
    whole = sha256(stem.encode())
    for name, source in group:
        if known := digests.get(str(source)):
            digest = bytes.fromhex(known.digest)
        else:
            with source.path.open("rb") as stream:
                digest = file_digest(stream, "sha256").digest()
        whole.update(b"%s\0%s\0%s\n" % (name, source.format.name.encode(), digest))
    return whole.hexdigest()


def _made(group: Sequence[Source], stem: str) -> _Piece:
    gone: set[str] = set()

    def noting() -> Iterator[ox.Quad]:
        for quad in streams.numbered(group, stem):
            if is_removal(quad):
                gone.add(str(quad.subject)[1:-1])
            yield quad

    data = _zipped(noting())
    return _Piece(data, tuple(sorted(gone)))


def _zipped(quads: Iterable[ox.Quad]) -> bytes:
    stream = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=stream, mtime=0) as zipped:
        ox.serialize(quads, cast(IO[bytes], zipped), format=ox.RdfFormat.N_QUADS)
    return stream.getvalue()


def _discreet(data: bytes, gone: set[str], stem: str) -> bytes:
    text = gzip.decompress(data)
    names = {f"<{iri}>".encode() for iri in gone}
    if names.isdisjoint(line.split(b" ", 1)[0] for line in text.splitlines()):
        return data
    source = Source(Path(stem), by_name("nquads"), text)
    return _zipped(visible([source], frozenset(map(ox.NamedNode, gone)), stem))


def _read(place: Path) -> Mapping[str, _Piece]:
    """The pieces in the file; none where there is no such file, or it is damaged or of another version."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        head, _, body = place.read_bytes().partition(b"\n")
        if head == f"{_MAGIC}{sha256(body).hexdigest()}".encode():
            index, _, data = body.partition(b"\n")
            return {key: _Piece(data[start:end], tuple(gone)) for key, start, end, gone in json.loads(index)}
    return {}


def _keep(place: Path, pieces: Mapping[str, _Piece]) -> None:
    index, end = [], 0
    for key, piece in pieces.items():
        index.append([key, end, end := end + len(piece.data), piece.gone])
    body = json.dumps(index).encode() + b"\n" + b"".join(piece.data for piece in pieces.values())
    cachedir.keep(place, f"{_MAGIC}{sha256(body).hexdigest()}\n".encode() + body)
    cachedir.evict(_KIND)
