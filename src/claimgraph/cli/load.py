"""claimgraph load: put the data into a remote store."""

import os
from pathlib import Path

import click

from claimgraph.cli._options import MEGABYTES, SECONDS, data_format_option, paths_argument

__all__ = ["command"]


@click.command()
@paths_argument
@click.option("--endpoint", required=True, metavar="URL", help="The address of the graph store, or that for updates.")
@click.option("--graph", default="", metavar="IRI", help="The graph to load into, instead of the default graph.")
@click.option("--add", is_flag=True, help="Keep what the graph holds, instead of replacing it.")
@click.option("--update", is_flag=True, help="Send SPARQL updates, for a server without a graph store.")
@click.option("--query", metavar="URL", help="The address that answers queries, if it is another.")
@click.option(
    "--timeout", type=SECONDS, default=600.0, show_default=True, metavar="SECONDS", help="Stop after this time."
)
@click.option(
    "--memory", type=MEGABYTES, default=8192, show_default=True, metavar="MB", help="Stop beyond this much memory."
)
@data_format_option
def command(
    paths: tuple[Path, ...],
    endpoint: str,
    graph: str,
    add: bool,
    update: bool,
    query: str | None,
    timeout: float,
    memory: int,
    data_format: str,
) -> None:
    """Put the data into a graph of a remote store, in place of what the graph holds, and count what arrived.

    PATHs are RDF files or folders; without any, the project's records and ontology are loaded. They go as N-Triples
    by the SPARQL 1.1 Graph Store HTTP Protocol, in one request. Credentials: $CLAIMGRAPH_ENDPOINT_USER and
    $CLAIMGRAPH_ENDPOINT_PASSWORD, or $CLAIMGRAPH_ENDPOINT_TOKEN.

    \b
    Examples:
      claimgraph load --endpoint http://localhost:3030/claims
      claimgraph load data/ --endpoint http://localhost:8890/sparql-auth \\
          --update --graph https://example.org/g
    """
    from claimgraph import load, project, protocol, sources

    here = project.find()
    files = sources.expand(paths or here.existing("data", "ontology") or [here.folder("data")], data_format)
    target = load.Target(
        protocol.endpoint(endpoint, os.environ), protocol.endpoint(query or endpoint, os.environ), graph, add, update
    )
    loaded = load.load(files, target, seconds=timeout, megabytes=memory)
    where = f"the graph {graph}" if graph else "the default graph"
    click.echo(f"loaded {loaded.sent:,} triples; {where} at {endpoint} holds {loaded.held:,}", err=True)
