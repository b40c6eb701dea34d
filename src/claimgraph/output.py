"""Write a file, or a folder of files, whole or not at all."""

import ctypes
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from claimgraph.errors import InputError, UsageError

__all__ = ["exchange", "staged", "write_folder", "write_whole"]

_AT_FDCWD, _RENAME_EXCHANGE, _RENAME_SWAP = -100, 2, 2


def write_whole(path: Path, data: bytes) -> None:
    """Write to a temporary name beside the path, sync, and rename: a reader sees the old whole or the new whole.

    A link stays, and so do the permissions of the file that is replaced; a device or a pipe is written to as it is.
    Raises InputError where the folder is missing or cannot be written to.
    """
    try:
        mode = _mode(path)
        if mode is not None and not stat.S_ISREG(mode):
            path.write_bytes(data)
            return
        place = Path(os.path.realpath(path))
        descriptor, temporary = tempfile.mkstemp(dir=place.parent, prefix=".claimgraph.")
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}.") from error
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o666 & ~_umask() if mode is None else stat.S_IMODE(mode))
        Path(temporary).replace(place)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise InputError(f"cannot write {path}: {error.strerror}.") from error
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write files, by their names, into a new folder: beside it first, synced, and then renamed.

    Raises InputError where the folder is there already, unless it is empty, or cannot be written.
    """
    try:
        temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=".claimgraph."))
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}.") from error
    try:
        for name, data in files.items():
            write_whole(temporary / name, data)
        temporary.chmod(0o777 & ~_umask())
        temporary.rename(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}.") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def staged(path: Path, mark: str) -> Iterator[Path]:
    """A path for another process to write a file or a folder to, which is put in the place of `path` in the end.

    As with `write_whole`, a reader sees the old whole or the new whole. Raises UsageError where a folder would replace
    what is no folder with a file named `mark` in it, and InputError as `write_whole`.
    """
    try:
        mode = _mode(path)
        regular = mode is None or stat.S_ISREG(mode) or stat.S_ISDIR(mode)
        place = Path(os.path.realpath(path))
        work = Path(tempfile.mkdtemp(dir=place.parent if regular else None, prefix=".claimgraph."))
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}.") from error
    try:
        new = work / "new"
        yield new
        if new.is_dir():
            for file in new.iterdir():
                _sync(file)
            if place.exists() and not (place / mark).is_file():
                raise UsageError(
                    f"{path} is there, and is no earlier export.", hint="Name another folder, or a .zip file."
                )
            if place.exists():
                exchange(new, place)
            else:
                new.rename(place)
            return
        if not regular:
            with new.open("rb") as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
            return
        _sync(new)
        new.chmod(0o666 & ~_umask() if mode is None else stat.S_IMODE(mode))
        new.replace(place)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}.") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def exchange(one: Path, other: Path) -> None:
    """Exchange two folders in one step where the system can: Linux (renameat2(2)), macOS (renamex_np(2)).

    Where it cannot, there is nothing in the place of `other` between two steps, and the old is deleted.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux":
        failed = libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
    elif sys.platform == "darwin":
        failed = libc.renamex_np(*names, _RENAME_SWAP)
    else:
        failed = 1
    if failed:
        aside = other.with_name(f".{other.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        other.rename(aside)
        one.rename(other)
        shutil.rmtree(aside, ignore_errors=True)


def _sync(file: Path) -> None:
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
