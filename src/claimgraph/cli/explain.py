"""claimgraph explain: why a triple holds."""

from pathlib import Path

import click

from claimgraph import registry
from claimgraph.cli._options import (
    data_format_option,
    data_option,
    memory_option,
    ontology_option,
    output_option,
    timeout_option,
)

__all__ = ["command"]


@click.command()
@click.argument("statement")
@data_option
@data_format_option
@ontology_option
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(registry.names("claimgraph.reason.formats")),
    default="text",
    show_default=True,
    help="The form of the explanation.",
)
@click.option(
    "--max",
    "most",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="NUMBER",
    help="Give at most so many derivations, no two from the same asserted triples.",
)
@output_option
@timeout_option
@memory_option
def command(
    statement: str,
    data: tuple[Path, ...],
    data_format: str,
    ontology: tuple[Path, ...],
    format_name: str,
    most: int,
    output: Path | None,
    timeout: float | None,
    memory: int | None,
) -> None:
    """Tell why a triple holds: rules and premises, down to the file and line of what was asserted.

    As turtle, in the terms of PROV.

    STATEMENT is a triple as in Turtle, in one argument; the project's prefixes are known. Exit code 1 where it does
    not follow.

    \b
    Examples:
      claimgraph explain 'cg:Cell rdfs:subClassOf org:Organization'
      claimgraph explain 'cg:Cell rdfs:subClassOf org:Organization' --max 5
    """
    from claimgraph import output as writer
    from claimgraph import project
    from claimgraph.reason import explain

    here = project.find()
    rules = here.existing("rules")
    found = explain.explanations(
        statement,
        [*(data or [here.folder("data")]), *(ontology or here.existing("ontology"))],
        rules=rules[0] if rules else None,
        most=most,
        prefixes=here.prefixes,
        seconds=timeout,
        megabytes=memory,
        data_format=data_format,
    )
    if not found.steps:
        click.echo(f"{statement!r} is not asserted, and it does not follow.", err=True)
        raise click.exceptions.Exit(1)
    text: str = registry.load(explain.FORMATS, format_name, "format").write(found.steps, here.prefixes)
    if found.incomplete:
        click.echo("The search was cut short: there may be more derivations.", err=True)
    if output:
        writer.write_whole(output, text.encode())
    else:
        click.echo(text, nl=False)
