"""Any frame, through PyLD, with no context fetched from anywhere."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from claimgraph import files as plain
from claimgraph.errors import InputError, UsageError
from claimgraph.export.formats import jsonld
from claimgraph.model import Location

__all__ = ["framed"]


def framed(quads: Sequence[Any], prefixes: Mapping[str, str], path: Path) -> bytes:
    """The quads as JSON-LD under the frame in a file (JSON-LD 1.1 Framing).

    A frame takes what it matches and leaves out the rest. Raises InputError, located, for a frame that is not JSON or
    no frame, or that names a context elsewhere, and UsageError where PyLD is not installed.
    """
    try:
        from pyld import jsonld as pyld
    except ModuleNotFoundError:
        raise UsageError(
            "a frame needs the package PyLD.", hint="Install it: pip install 'claimgraph[frame]'."
        ) from None
    try:
        frame = json.loads(plain.read_text(path))
    except json.JSONDecodeError as error:
        where = Location(str(path), error.lineno, error.colno)
        raise InputError(f"not JSON: {error.msg}.", location=where) from None

    def refuse(url: str, options: object) -> dict[str, object]:
        raise InputError(
            f"the frame names a context elsewhere, {url}, which is not fetched.",
            location=Location(str(path)),
            hint="Write the context itself into the frame.",
        )

    try:
        result = pyld.frame(json.loads(jsonld.write(quads, prefixes)), frame, {"documentLoader": refuse})
    except pyld.JsonLdError as error:
        cause: BaseException = error
        while isinstance(cause, pyld.JsonLdError) and (below := cause.__cause__ or cause.__context__):
            cause = below
        if isinstance(cause, InputError):
            raise cause from None
        raise InputError(f"no frame: {cause}", location=Location(str(path))) from None
    return (json.dumps(result, ensure_ascii=False, indent=1) + "\n").encode()
