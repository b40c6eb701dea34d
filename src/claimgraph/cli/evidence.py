"""claimgraph evidence: claims checked against the documents that they point into."""

from pathlib import Path

import click

from claimgraph import output as writer
from claimgraph.cli._options import documents_option, paths_argument
from claimgraph.errors import InputError, UsageError
from claimgraph.terms import curie

__all__ = ["command"]


@click.command()
@paths_argument
@documents_option
@click.option("--locate", "words", metavar="WORDS", help="Print the offsets and digest of these words of a document.")
@click.option(
    "--fill",
    "draft",
    type=click.Path(path_type=Path, dir_okay=False, readable=False),
    help="Replace the quotations of this draft by offsets and digests, and work out the bounds of its dates.",
)
@click.option("--show", "claim", metavar="IRI|CURIE", help="Print this claim with its passage.")
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[Path, ...],
    documents: Path | None,
    words: str | None,
    draft: Path | None,
    claim: str | None,
) -> None:
    """Check every claim's evidence against the documents.

    Verifies each document's digest, each offset and each passage's digest in PATHs (by default the project's
    data), and says which claims could not be checked because a document is absent. Exits 1 where a passage is
    not what its claim says or lacks a part, 3 where nothing could be checked. An altered document is refused.

    \b
    Examples:
      claimgraph evidence --documents ~/documents
      claimgraph evidence --documents ~/documents --locate "words of the passage"
      claimgraph evidence --documents ~/documents --fill draft.ttl
    """
    from claimgraph import evidence, project, sources
    from claimgraph.evidence.fill import fill
    from claimgraph.evidence.words import locate

    if sum(option is not None for option in (words, draft, claim)) > 1:
        raise UsageError("--locate, --fill and --show go one at a time.")
    if words is not None and not words.strip():
        raise UsageError("--locate needs words.")
    if claim is not None:
        from claimgraph.cli.trace import show

        show(claim, paths, documents)
        return
    if documents is None:
        raise UsageError("which documents?", hint="Give the folder that holds them with --documents.")
    here = project.find()
    files = sources.expand(paths or [here.folder("data")])
    if words is not None:
        for hit in locate(files, documents, words):
            warning = "  # splits a word" if hit.splits_word else ""
            span = f"oa:start {hit.passage.start} ; oa:end {hit.passage.end}"
            click.echo(f"oa:hasSource {curie(hit.passage.document, here.prefixes)} ;")
            click.echo(f"oa:hasSelector [ a oa:TextPositionSelector ; {span} ] ;")
            click.echo(f'cg:sha256 "{hit.passage.sha256}"  # paragraph {hit.paragraph}{warning}')
        return
    if draft is not None:
        (source,) = sources.expand([draft])
        done = fill(source, files, documents)
        writer.write_whole(draft, done.text.encode())
        click.echo(
            f"completed {draft} ({_counted(done.passages, 'passage')}, {_counted(done.dates, 'date')})", err=True
        )
        return
    verification = evidence.verify(files, documents)
    for finding in verification.findings:
        claim_name = curie(finding.focus_node.strip("<>"), here.prefixes)
        where = f"{finding.location}: " if finding.location else ""
        click.echo(f"{where}{finding.severity}: {claim_name}: {finding.message}")
    for document in verification.absent:
        claims = [passage.claim for passage in verification.unchecked if passage.document == document.iri]
        what = f"{_counted(len(claims), 'passage')} of {document.label} ({document.file}), which is not in {documents}"
        click.echo(f"not checked: {what}")
        for name in dict.fromkeys(claims):
            click.echo(f"  {curie(name, here.prefixes)}")
    click.echo(
        f"{_counted(len(verification.checked), 'passage')} checked, {_counted(len(verification.findings), 'finding')}, "
        f"{len(verification.unchecked):,} not checked"
    )
    if verification.findings:
        context.exit(1)
    if not verification.checked:
        raise InputError(
            f"nothing could be checked: {documents} has none of the documents."
            if verification.unchecked
            else "nothing could be checked: the data has no claim with evidence."
        )


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
