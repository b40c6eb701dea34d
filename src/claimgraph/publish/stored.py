"""What is large stays in files: the processes of a build tell each other where."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path

from claimgraph.errors import InputError
from claimgraph.lines import Lines

__all__ = ["Stored"]


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that nobody changes: where it is, how many bytes it has, and their SHA-256."""

    path: Path = field(compare=False)
    size: int
    sha256: str

    @classmethod
    def write(cls, folder: Path, parts: Sequence[bytes | memoryview]) -> "Stored":
        """Bytes, in parts, in a new file of a folder, which is called by their digest.

        Raises InputError where there is no room for it.
        """
        digest, size = sha256(), 0
        for part in parts:
            digest.update(part)
            size += len(part)
        path = folder / digest.hexdigest()
        try:
            with path.open("wb") as stream:
                stream.writelines(parts)
        except OSError as error:
            raise InputError(f"cannot write {path}: {error.strerror}.") from error
        return cls(path, size, path.name)

    @classmethod
    def of(cls, path: Path) -> "Stored":
        """A file that is there. Raises OSError where it cannot be read."""
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
            return cls(path, stream.tell(), digest)

    @property
    def told(self) -> tuple[int, str]:
        """How many bytes it has, and their SHA-256."""
        return self.size, self.sha256

    @contextmanager
    def mapped(self) -> Iterator[Lines]:
        """All of it, of which only that is read which is looked at; for as long as the context lasts."""
        if not self.size:
            yield b""
            return
        with self.path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as found:
            yield found

    def read(self) -> bytes:
        """All of it."""
        return self.path.read_bytes()
