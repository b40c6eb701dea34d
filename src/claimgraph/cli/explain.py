"""claimgraph explain: why a triple holds."""

from pathlib import Path

import click

from claimgraph import registry
from claimgraph.cli._options import data_option, ontology_option, output_option

__all__ = ["command"]


@click.command()
@click.argument("statement")
@data_option
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
@output_option
def command(
    statement: str, data: tuple[Path, ...], ontology: tuple[Path, ...], format_name: str, output: Path | None
) -> None:
    """Tell why a triple holds: rules and premises, down to the file and line of what was asserted.

    STATEMENT is a triple as in Turtle, in one argument; the project's prefixes are known. Exit code 1 where it does
    not follow.

    \b
    Example:
      claimgraph explain 'cg:Cell rdfs:subClassOf org:Organization'
    """
    from claimgraph import output as writer
    from claimgraph import project
    from claimgraph.reason import explain

    here = project.find()
    rules = here.existing("rules")
    step = explain.explain(
        statement,
        [*(data or [here.folder("data")]), *(ontology or here.existing("ontology"))],
        rules=rules[0] if rules else None,
        prefixes=here.prefixes,
    )
    if step is None:
        click.echo(f"{statement!r} is not asserted, and it does not follow.", err=True)
        raise click.exceptions.Exit(1)
    text: str = registry.load(explain.FORMATS, format_name, "format").write(step, here.prefixes)
    if output:
        writer.write_whole(output, text.encode())
    else:
        click.echo(text, nl=False)
