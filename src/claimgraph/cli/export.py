"""claimgraph export: the data in another RDF format."""

import sys
from pathlib import Path

import click

from claimgraph import registry
from claimgraph.cli._options import output_option, paths_argument

__all__ = ["command"]


@click.command()
@paths_argument
@click.option(
    "--format",
    "-f",
    "format_name",
    default="jsonld",
    show_default=True,
    metavar="|".join(registry.names("claimgraph.export.formats")),
    help="The format to write.",
)
@output_option
def command(paths: tuple[Path, ...], format_name: str, output: Path | None) -> None:
    """Write the data in another RDF format: the same bytes for the same statements.

    PATHs are RDF files or folders; without any, the project's data folder is exported. Blank nodes are labelled
    by RDFC-1.0 and everything is sorted, so that two exports can be compared as files.

    \b
    Example:
      claimgraph export --format nquads --output build/dataset.nq
    """
    from claimgraph import export, project, sources, worker
    from claimgraph import output as writer

    here = project.find()
    files = sources.expand(paths or [here.folder("data")])
    registry.load(export.FORMATS_PACKAGE, format_name, "export format")
    data = worker.run(
        export.export, files, format_name, dict(here.prefixes), seconds=3600, megabytes=16_000, what="the export"
    )
    if output:
        writer.write_whole(output, data)
        click.echo(f"wrote {output} ({len(data):,} bytes)", err=True)
    else:
        sys.stdout.buffer.write(data)
