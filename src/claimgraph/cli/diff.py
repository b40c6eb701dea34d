"""claimgraph diff: what has changed between two datasets."""

from pathlib import Path

import click

from claimgraph import registry
from claimgraph.cli._options import format_option, output_option

__all__ = ["command"]


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@format_option("claimgraph.publish.differences", what="difference")
@output_option
@click.pass_context
def command(context: click.Context, old: str, new: str | None, format_name: str, output: Path | None) -> None:
    """Show what has changed from OLD to NEW, by record and claim.

    OLD and NEW are RDF files, folders of them, or versions that the project has released; without NEW, OLD is
    compared with the project's data, ontology and shapes as they are now. Blank nodes are matched by what is said of
    them; of the folder of a release, its canonical statements are compared. Changes that may alter what a term of an
    ontology or a claim means are flagged.

    Exit codes are those of diff(1): 0 where nothing differs, 1 where something does, above that for errors. The
    rdf-patch turns the canonical N-Quads of OLD (claimgraph export --format nquads) into NEW.

    \b
    Examples:
      claimgraph diff 0.1.0
      claimgraph diff old.ttl new.ttl --format html --output changes.html
    """
    from claimgraph import output as writer
    from claimgraph import project, sources
    from claimgraph.errors import InputError, UsageError
    from claimgraph.publish.diff import FORMATS_PACKAGE, diff
    from claimgraph.publish.history import CANONICAL, MANIFEST, URIS, read, releases

    form = registry.load(FORMATS_PACKAGE, format_name, "form of a difference")
    here = project.find()

    def files(name: str) -> list[Path]:
        known, path = {release.version: release for release in releases(here)}, Path(name)
        if not path.exists() and name not in known:
            hint = f"Released: {', '.join(known)}." if known else ""
            raise InputError(f"there is no file, folder or release {name}.", hint=hint)
        packed = (path / URIS).is_file()
        if not path.exists() or (packed and (path / MANIFEST).is_file()):
            release = read(path) if path.exists() else known[name]
            release.check()
            if release.canonical is None:
                raise UsageError(f"release {release.version} was withdrawn: its statements are not kept.")
            return [release.canonical]
        # Of an archive that was unpacked, all else says the same again.
        return [path / CANONICAL if packed and (path / CANONICAL).is_file() else path]

    if new is None:
        here.folder("data")
    now = here.existing("data", "ontology", "shapes")
    found = diff(sources.expand(files(old)), sources.expand(files(new) if new else now), (old, new or "now"))
    text: str = form.render(found, here.prefixes)
    if output:
        writer.write_whole(output, text.encode())
        click.echo(f"wrote {output}", err=True)
    else:
        click.echo(text, nl=False)
    context.exit(int(bool(found.changes)))
