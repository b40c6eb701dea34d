"""claimgraph export: the data in another RDF format."""

import sys
from pathlib import Path

import click

from claimgraph import registry
from claimgraph.cli._options import memory_option, output_option, paths_argument, timeout_option

__all__ = ["command"]

# What is allowed without being asked for: enough on a busy machine for any input that is honest.
_SECONDS, _SECONDS_PER_MEGABYTE = 60, 10
_MEGABYTES, _MEGABYTES_PER_MEGABYTE = 2048, 150


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
@timeout_option
@memory_option
def command(
    paths: tuple[Path, ...], format_name: str, output: Path | None, timeout: float | None, memory: int | None
) -> None:
    """Write the data in another RDF format: the same bytes for the same statements.

    PATHs are RDF files or folders; without any, the project's data folder is exported. Blank nodes are labelled
    by RDFC-1.0 and everything is sorted, so that two exports can be compared as files. A relative IRI needs a base in
    its file, since it would name a place on this machine otherwise.

    \b
    Example:
      claimgraph export --format nquads --output build/dataset.nq
    """
    from claimgraph import export, project, sources, worker
    from claimgraph import output as writer

    here = project.find()
    files = sources.expand(paths or [here.folder("data")])
    registry.load(export.FORMATS_PACKAGE, format_name, "export format")
    size = sources.size(files) / 2**20
    data = worker.run(
        export.export,
        files,
        format_name,
        dict(here.prefixes),
        seconds=timeout or round(_SECONDS + _SECONDS_PER_MEGABYTE * size),
        megabytes=memory or int(_MEGABYTES + _MEGABYTES_PER_MEGABYTE * size),
        what="the export",
    )
    if output:
        writer.write_whole(output, data)
        click.echo(f"wrote {output} ({len(data):,} bytes)", err=True)
    else:
        sys.stdout.buffer.write(data)
