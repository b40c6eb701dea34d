"""claimgraph trace: the chain from a claim to its passage."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from claimgraph.cli._options import data_format_option, data_option, documents_option
from claimgraph.errors import UsageError
from claimgraph.terms import expand

__all__ = ["command"]


@click.command()
@click.argument("claim", metavar="IRI|CURIE")
@data_option
@data_format_option
@documents_option
@click.option("--format", "-f", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(claim: str, data: tuple[Path, ...], data_format: str, documents: Path | None, format_name: str) -> None:
    """Show the chain from a claim to its passage.

    Who says it, through which source, on which passage of which document, by whom relayed, and in which coding
    activity it was recorded. With --documents, the folder that holds the documents, the passage's words too.

    \b
    Example:
      claimgraph trace claim:study-05-04 --documents ~/documents
    """
    show(claim, data, documents, format_name, data_format)


def show(
    claim: str, data: Sequence[Path], documents: Path | None, format_name: str = "text", data_format: str = "turtle"
) -> None:
    """Print the chain of a claim of the data, by default the project's."""
    from claimgraph import project, sources
    from claimgraph.evidence.trace import text, trace

    here = project.find()
    iri = expand(claim, here.prefixes)
    if iri is None:
        raise UsageError(f"{claim!r} is neither an IRI nor a CURIE with a known prefix.", hint="Write claim:NAME.")
    folders = here.existing("data", "ontology")
    chain = trace(sources.expand(data or folders or [here.folder("data")], data_format), iri, documents)
    click.echo(
        json.dumps(asdict(chain), ensure_ascii=False, indent=2) if format_name == "json" else text(chain, here.prefixes)
    )
