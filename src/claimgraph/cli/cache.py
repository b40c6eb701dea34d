"""claimgraph cache: the stores that queries keep."""

from datetime import datetime

import click

__all__ = ["command"]


@click.group()
def command() -> None:
    """Look at, or empty, the cache in which queries keep large data.

    Data of two megabytes and more are loaded once and kept by their content, in the user's cache folder or in
    $CLAIMGRAPH_CACHE; $CLAIMGRAPH_CACHE_MB limits it (8192), and what was not asked for longest goes first.

    \b
    Examples:
      claimgraph cache info
      claimgraph cache clear
    """


@command.command()
def info() -> None:
    """Say where the cache is and what is in it."""
    from claimgraph.query import cache

    stores = cache.stored()
    total, limit = sum(store.size for store in stores), cache.limit()
    click.echo(f"{cache.folder()}: {len(stores)} stores, {_megabytes(total)} of {_megabytes(limit)}")
    for store in stores:
        used = datetime.fromtimestamp(store.used).astimezone().isoformat(" ", "minutes")
        click.echo(f"  {store.key}  {_megabytes(store.size):>10}  last asked {used}")


@command.command()
def clear() -> None:
    """Remove all stores that no query is reading."""
    from claimgraph.query import cache

    removed, busy = cache.clear()
    click.echo(f"removed {removed} stores" + (f"; {busy} are in use" if busy else ""))


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.1f} MB"
