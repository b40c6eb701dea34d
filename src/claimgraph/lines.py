"""Sorted lines, in memory or in a file that is mapped into it: found by halving, and changed without being split."""

from collections.abc import Iterable
from mmap import mmap

__all__ = ["Lines", "changed", "has"]

Lines = bytes | mmap
"""Lines in the order of their bytes, no two alike, each with its end."""


def _place(lines: Lines, line: bytes) -> int:
    """Where a line is, or would be."""
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = lines.find(b"\n", start) + 1
        if lines[start:end] < line:
            low = end
        else:
            high = start
    return low


def has(lines: Lines, line: bytes) -> bool:
    """Whether a line is there."""
    place = _place(lines, line)
    return lines[place : place + len(line)] == line


def changed(lines: Lines, differing: Iterable[bytes]) -> list[bytes | memoryview]:
    """The lines, in parts, without those of some others that are among them, and with those that are not."""
    view, start = memoryview(lines), 0
    parts: list[bytes | memoryview] = []
    for line in sorted(differing):
        place = _place(lines, line)
        parts.append(view[start:place])
        start = place
        if lines[place : place + len(line)] == line:
            start += len(line)
        else:
            parts.append(line)
    return [*parts, view[start:]]
