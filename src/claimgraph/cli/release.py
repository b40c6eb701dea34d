"""claimgraph release: a version of the dataset that stays as it is."""

from datetime import UTC, datetime

import click

from claimgraph.cli._progress import shown

__all__ = ["command"]


@click.command()
@click.argument("version")
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The date of the release.  [default: today, in UTC]",
)
@click.option("--allow-dirty", is_flag=True, help="Release what git has not committed; the release says so.")
def command(version: str, date: datetime | None, allow_dirty: bool) -> None:
    """Make release VERSION of the project, in releases/VERSION/.

    A release holds all statements in canonical N-Quads, an archive of every RDF format, the URIs that it publishes
    with the canonical hash of each record, checksums, metadata, and the changes since the release before. It is made
    only where the project validates, its ontology is not contradicted, its metadata is complete, and every URI of
    every earlier release still has a record, a replacement or a tombstone; otherwise the findings are given with what
    to do, and the exit code is 1. In a git repository the release names the commit, and what it is made from has to be
    committed.

    \b
    Example:
      claimgraph release 0.1.0
    """
    from claimgraph import project
    from claimgraph.cli._findings import complain
    from claimgraph.publish.release import release

    here = project.find()
    with shown() as progress:
        day = (date or datetime.now(UTC)).date().isoformat()
        made = release(here, version, day, progress, allow_dirty=allow_dirty)
    for notice in made.notices:
        click.echo(f"claimgraph: notice: {notice}", err=True)
    if made.findings:
        complain(made.findings, here.prefixes)
        number = len(made.findings)
        click.echo(f"{number:,} finding{'s' * (number > 1)}, so nothing was released.", err=True)
        raise click.exceptions.Exit(1)
    click.echo(f"wrote {made.folder} ({made.uris:,} URIs; canonical hash {made.sha256})", err=True)
