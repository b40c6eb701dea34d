"""What is amiss with an answer of a site, as a finding."""

from claimgraph.model import Finding, Location, Severity
from claimgraph.publish.client import Reply

__all__ = ["amiss", "status"]

_CHECKS = "https://w3id.org/claimgraph/site-check#"


def amiss(url: str, check: str, message: str, *, iri: str = "", accept: str = "") -> Finding:
    """A finding at an address, by the name of what was checked."""
    return Finding(
        Severity.VIOLATION,
        f"{message} (asked for {accept})" if accept else message,
        focus_node=f"<{iri}>" if iri else "",
        component=f"{_CHECKS}{check}",
        location=Location(url),
    )


def status(reply: Reply, wanted: int) -> str:
    """What is wrong where another status was wanted."""
    return f"There is no answer: {reply.failure}." if reply.failure else f"The status is {reply.status}, not {wanted}."
