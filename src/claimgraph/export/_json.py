"""JSON that a user has written."""

import json
from pathlib import Path
from typing import Any

from claimgraph import files
from claimgraph.errors import InputError
from claimgraph.model import Location

__all__ = ["read"]


def read(path: Path) -> Any:
    """What a file of JSON holds; raises InputError, with the file and as far as known the place, where it is none.

    A lone surrogate (`\\ud800`), which JSON allows (RFC 8259, section 8.2), is no character and refused.
    """
    try:
        data = json.loads(files.read_text(path))
        json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        where = Location(str(path), error.lineno, error.colno)
        raise InputError(f"not JSON: {error.msg}.", location=where) from None
    except UnicodeEncodeError as error:
        surrogate = f"\\u{ord(error.object[error.start]):04x}"
        raise InputError(
            f"a text has {surrogate}, which is half of a character.",
            location=Location(str(path)),
            hint="Write the character itself, or both halves.",
        ) from None
    except (RecursionError, ValueError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else "a number is too long"
        raise InputError(f"JSON that cannot be read: {why}.", location=Location(str(path))) from None
    return data
