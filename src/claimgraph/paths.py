"""Which RDF files a path stands for: a file, a folder, or a pattern."""

import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

from claimgraph import files, formats
from claimgraph.errors import InputError, UsageError
from claimgraph.formats import FORMATS, RdfFormat

__all__ = ["find", "inside"]

# Much besides RDF has these suffixes, so such a file is read where it is named, and passed over in a folder.
_AMBIGUOUS = (".xml", ".json")

_MAGIC = re.compile(r"[*?\[]")
_EFFECTIVE = os.access in os.supports_effective_ids

Found = tuple[Path, RdfFormat]


def find(path: Path) -> list[Found]:
    """The RDF files that the path stands for, with their formats: itself, those of a folder to its depth, in order.

    A path that does not exist may hold * ? [] and ** as in a shell with globstar. In folders, and among what a pattern
    matches, hidden names and what is no RDF are passed over, and .xml and .json unless they are asked for.

    Raises InputError for a path that is missing or stands for no RDF, UsageError for an unknown suffix and for what is
    no pattern, OSError for what cannot be read.
    """
    if path.is_dir():
        if found := [(Path(name), kind) for name, kind in inside(path)]:
            return found
        looked = ", ".join(suffix for suffix in _suffixes() if suffix not in _AMBIGUOUS)
        hint = f"Looked for {looked}; {' and '.join(_AMBIGUOUS)} are read where a path names the file."
        raise InputError(f"no RDF files in the folder {path}.", hint=hint)
    if path.exists():
        files.check_regular(path)
        kind = formats.of_path(path)
        if kind is None:
            raise UsageError(
                f"{path}: the suffix {path.suffix!r} names no RDF format.",
                hint=f"Known: {', '.join(_suffixes())}. On standard input, --data-format names the format of any file.",
            )
        return [(path, kind)]
    matches = list(_matches(path))
    if not matches:
        raise InputError(f"no such file or folder: {path}.")
    if chosen := list(_chosen(path, matches)):
        return chosen
    raise InputError(f"{path} matches no RDF files.", hint=f"Known: {', '.join(_suffixes())}.")


def _matches(pattern: Path) -> Iterator[Path]:
    root = Path(pattern.anchor)
    try:
        found = sorted(root.glob(str(pattern.relative_to(root))))
    except ValueError as error:
        hint = "** stands for whole folders: a/**/b.ttl."
        raise UsageError(f"{pattern}: not a pattern: {error}.", hint=hint) from None
    _check_folders(root, pattern)
    named = any(map(_is_hidden, pattern.parts))
    for path in found:
        if named or not any(map(_is_hidden, path.parts)):
            yield path


def _check_folders(root: Path, pattern: Path) -> None:
    """Raise OSError for a folder that the pattern looks into and nobody can list: glob() takes it for an empty one."""
    parts = pattern.relative_to(root).parts
    for number, part in enumerate(parts):
        if _MAGIC.search(part):
            above = str(Path(*parts[: number + (part == "**")]))
            for folder in root.glob(above) if _MAGIC.search(above) else [root / above]:
                if folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK, effective_ids=_EFFECTIVE):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def _chosen(pattern: Path, matches: list[Path]) -> Iterator[Found]:
    ambiguous = _is_ambiguous(pattern.name)
    for path in matches:
        kind = formats.of_path(path)
        if path.is_dir():
            yield from ((Path(name), kind) for name, kind in inside(path))
        elif kind and (ambiguous or not _is_ambiguous(path.name)):
            files.check_regular(path)
            yield path, kind


def _is_hidden(name: str) -> bool:
    return name.startswith(".") and name != os.pardir


def _is_ambiguous(name: str) -> bool:
    return name.lower().removesuffix(".gz").endswith(_AMBIGUOUS)


def inside(folder: Path) -> Iterator[tuple[str, RdfFormat]]:
    """The RDF files of a folder to its depth, in order, as `find` gives them, but by name."""

    def refuse(error: OSError) -> None:
        raise error

    for root, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and not _is_ambiguous(name):
                _check_name(name, root)
                if kind := formats.of_name(name):
                    # With thousands of files, a Path of each takes as long as to read it.
                    yield os.path.join(root, name), kind  # noqa: PTH118


def _check_name(name: str, root: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise InputError(f"the file name {name!a} in {root} is not UTF-8.", hint="Rename the file.") from None


def _suffixes() -> list[str]:
    return [suffix for record in FORMATS.values() for suffix in record.suffixes]
