"""Any frame, through PyLD, with no context fetched from anywhere."""

import json
from collections.abc import Iterable, Mapping
from io import BytesIO
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from claimgraph.errors import InputError, LimitError, UsageError
from claimgraph.export import _json
from claimgraph.export.formats import jsonld
from claimgraph.model import Location

__all__ = ["framed"]

_MOST = 200_000


def framed(quads: Iterable[ox.Quad], prefixes: Mapping[str, str], path: Path) -> bytes:
    """The quads as JSON-LD under the frame in a file (JSON-LD 1.1 Framing).

    A frame takes what it matches and leaves out the rest. Raises InputError, located, for a frame that is not JSON or
    no frame, or that names a context elsewhere, LimitError for more quads than PyLD frames in any good time, in memory,
    and UsageError where PyLD is not installed.
    """
    try:
        from pyld import jsonld as pyld
    except ModuleNotFoundError:
        raise UsageError(
            "a frame needs the package PyLD.", hint="Install it: pip install 'claimgraph[frame]'."
        ) from None
    if next(islice(quads, _MOST, None), None):
        raise LimitError(
            f"a frame is applied in memory, to at most {_MOST:,} statements, and there are more.",
            hint="Choose some with --select, or export to jsonld-framed, which is a stream.",
        )
    frame = _json.read(path)
    if isinstance(frame, list) and len(frame) == 1:
        (frame,) = frame
    if not isinstance(frame, dict):
        raise InputError("a frame is a JSON object.", location=Location(str(path)))

    def refuse(url: str, options: object) -> dict[str, object]:
        raise InputError(
            f"the frame names a context elsewhere, {url}, which is not fetched.",
            location=Location(str(path)),
            hint="Write the context itself into the frame.",
        )

    stream = BytesIO()
    jsonld.write(quads, prefixes, stream)
    try:
        result = pyld.frame(json.loads(stream.getvalue()), frame, {"documentLoader": refuse})
    # What PyLD does not foresee in a frame, it stumbles over.
    except (pyld.JsonLdError, AttributeError, KeyError, TypeError, ValueError) as error:
        cause: BaseException = error
        while isinstance(cause, pyld.JsonLdError) and (below := cause.__cause__ or cause.__context__):
            cause = below
        if isinstance(cause, InputError):
            raise cause from None
        raise InputError(f"no frame: {cause.args[0]}", location=Location(str(path))) from None
    return (json.dumps(result, ensure_ascii=False, indent=1) + "\n").encode()
