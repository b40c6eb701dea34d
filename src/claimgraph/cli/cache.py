"""claimgraph cache: what queries, validations and builds keep."""

from datetime import datetime

import click

__all__ = ["command"]

_KINDS = ("validations", "downloads", "layouts", "templates")


@click.group(invoke_without_command=True, subcommand_metavar="COMMAND [ARGS]...")
@click.pass_context
def command(context: click.Context) -> None:
    """Look at, or empty, the cache of queries, validations and builds.

    Data of two megabytes and more are loaded once for queries and kept by their content, in the user's cache folder
    or in $CLAIMGRAPH_CACHE; so are the reports of validations, with a copy of the data that a later run compares, the
    downloads of large sites, in pieces, where names are in pictures of networks, and the templates of pages, compiled.
    $CLAIMGRAPH_CACHE_MB limits each of the five (8192), and what was not asked for longest goes first.

    \b
    Examples:
      claimgraph cache info
      claimgraph cache clear
    """
    from claimgraph.cli import help_without_command

    help_without_command(context)


@command.command()
def info() -> None:
    """Say where the cache is and what is in it."""
    from claimgraph import cachedir
    from claimgraph.query import shelf

    stores = shelf.stored()
    total, limit = sum(store.size for store in stores), cachedir.limit()
    click.echo(f"{shelf.folder()}: {len(stores)} stores, {_megabytes(total)} of {_megabytes(limit)}")
    for store in stores:
        used = datetime.fromtimestamp(store.used).astimezone().isoformat(" ", "minutes")
        click.echo(f"  {store.key}  {_megabytes(store.size):>10}  last asked {used}")
    for kind in _KINDS:
        if found := cachedir.stored(kind):
            size = sum(size for _, size, _ in found)
            click.echo(f"{cachedir.folder(kind)}: {len(found)} files, {_megabytes(size)} of {_megabytes(limit)}")


@command.command()
def clear() -> None:
    """Remove all stores that no query is reading, and all that validations and builds keep."""
    from claimgraph import cachedir
    from claimgraph.query import shelf

    removed, busy = shelf.clear()
    click.echo(f"removed {removed} stores" + (f"; {busy} are in use" if busy else ""))
    for kind in _KINDS:
        if files := cachedir.clear(kind):
            click.echo(f"removed {files} files of {kind}")


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.1f} MB"
