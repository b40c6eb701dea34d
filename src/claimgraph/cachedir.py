"""Where the caches are, and how large they may grow."""

import os
from pathlib import Path

__all__ = ["folder", "limit"]


def folder(kind: str) -> Path:
    """Where what is cached of that kind is kept: in $CLAIMGRAPH_CACHE, or else in the user's cache folder."""
    chosen = os.environ.get("CLAIMGRAPH_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return (Path(chosen) if chosen else Path(base) / "claimgraph") / kind


def limit() -> int:
    """How many bytes each kind may take: $CLAIMGRAPH_CACHE_MB megabytes, or else 8 GB."""
    text = os.environ.get("CLAIMGRAPH_CACHE_MB", "")
    return int(text) * 2**20 if text.isdecimal() else 8 * 2**30
