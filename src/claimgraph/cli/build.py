"""claimgraph build: the project as a static site."""

from pathlib import Path

import click

from claimgraph.cli._options import documents_option
from claimgraph.cli._progress import shown

__all__ = ["command"]


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False, readable=False),
    help="The folder to make the site in.  [default: build/site in the project]",
)
@documents_option
def command(output: Path | None, documents: Path | None) -> None:
    """Make the project's static site: a page for every IRI, with its data beside it.

    Pages stand where the path of their IRI says, as FOLDER/index.html, so that hosts without any rules answer; beside
    each are the same data as .ttl, .jsonld and .nt. The site is replaced as a whole once it is ready, and pages of
    which nothing has changed are kept; where nothing at all has changed, nothing is done. Where a URI of an earlier
    release would go dead, nothing is built, and the exit code is 1. With the documents, the page on data quality
    says how many passages of claims are the text that was coded; an altered document is refused.

    \b
    Examples:
      claimgraph build --output build/site
      claimgraph build --documents ~/documents
    """
    from claimgraph import project, publish
    from claimgraph.cli._findings import complain

    here = project.find()
    target = output or (here.root or here.folder("data")) / "build" / "site"
    with shown() as progress:
        built = publish.build(here, target, progress, documents)
    if built.broken:
        complain(built.broken, here.prefixes)
        click.echo("what earlier releases promised is not kept, so nothing was built.", err=True)
        raise click.exceptions.Exit(1)
    for name in built.unanswered:
        click.echo(f"claimgraph: the query {name} has no answer; its page says why.", err=True)
    if built.findings:
        found = f"{built.findings:,} finding{'s' * (built.findings > 1)}"
        click.echo(f"claimgraph: {found}: see the site's page on data quality.", err=True)
    if built.unchanged:
        click.echo(f"nothing has changed: {target} is as it was made ({built.pages:,} pages)", err=True)
        return
    kept = f", {built.kept:,} of them kept as they were" if built.kept else ""
    click.echo(f"wrote {target} ({built.pages:,} pages{kept})", err=True)
