"""What a finding says is to be done: the remedy of its shape, of the shape's file, or one told from the constraint."""

from pathlib import Path

import pytest

from claimgraph.validate import validate

HEAD = """@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

"""
SHAPES = """# A comment.
# Remedy: The remedy of this shape,
#   on two lines.
ex:One sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:none ; sh:minCount 1 ] .

# Remedy: Of what stands below; this is a gap away.

ex:Two sh:targetSubjectsOf ex:p ;
    # Remedy: Within a shape is not above it.
    sh:property [ sh:path ex:none ; sh:minCount 2 ] .
# Problem: What is wrong.
# Remedy: What to do.
# Note: Something else.
ex:three sh:targetSubjectsOf ex:p ; sh:path ex:none ; sh:minCount 3 .
"""


def remedies(folder: Path, shapes: str, data: str = "ex:a ex:p ex:b .") -> dict[str, str]:
    """By the name of its shape, the remedy of each finding."""
    (folder / "shapes.ttl").write_text(shapes)
    (folder / "data.ttl").write_text(HEAD + data)
    report = validate([folder / "data.ttl"], shapes=[folder / "shapes.ttl"])
    return {finding.shape.rpartition("/")[2]: finding.remedy for finding in report.findings}


def test_a_remedy_is_that_of_the_comment_above_the_shape(tmp_path: Path) -> None:
    assert remedies(tmp_path, HEAD + SHAPES) == {
        "One": "The remedy of this shape, on two lines.",
        "Two": "Add ex:none, until there are 2.",
        "three": "What to do.",
    }


def test_a_remedy_of_the_file_stands_in_for_what_has_none(tmp_path: Path) -> None:
    header = "# Problem: Some.\n# Remedy: The remedy of the file.\n"
    found = remedies(tmp_path, header + HEAD + SHAPES)
    assert found["One"] == "The remedy of this shape, on two lines."
    assert found["Two"] == "The remedy of the file."


def test_a_header_is_not_the_remedy_of_the_first_shape_alone(tmp_path: Path) -> None:
    iri = "http://example.org/"
    shapes = "# Remedy: Of the file.\n" + "".join(
        f"<{iri}S{n}> <{iri.replace('example.org/', 'www.w3.org/ns/shacl#')}targetNode> <{iri}a> ;"
        f" <http://www.w3.org/ns/shacl#nodeKind> <http://www.w3.org/ns/shacl#Literal> .\n"
        for n in (1, 2)
    )
    assert remedies(tmp_path, shapes) == {"S1": "Of the file.", "S2": "Of the file."}


@pytest.mark.parametrize(
    ("constraint", "remedy"),
    [
        ("sh:path rdfs:label ; sh:minCount 1", "Add rdfs:label."),
        ("sh:path ex:p ; sh:minCount 3", "Add ex:p, until there are 3."),
        ("sh:path ex:p ; sh:maxCount 1", "Keep at most 1 of the values of ex:p."),
        ("sh:path ex:p ; sh:maxCount 0", "Remove ex:p."),
        ("sh:path [ sh:inversePath ex:p ] ; sh:minCount 1", ""),
        ("sh:path ( ex:p ex:q ) ; sh:minCount 1", ""),
        ("sh:path ex:p ; sh:class ex:C", "Refer to an instance of ex:C, or make the value one."),
        ("sh:path ex:p ; sh:hasValue ex:d", "Add ex:d."),
        ("sh:path ex:l ; sh:uniqueLang true", "Keep one value of each language."),
        ("sh:path ex:p ; sh:disjoint ex:q", "Remove the value here or from ex:q."),
        ("sh:path ex:p ; sh:datatype rdfs:Literal", ""),
        ("sh:path ex:p ; sh:in ( ex:b ex:label )", "Did you mean ex:label?"),
    ],
)
def test_a_remedy_is_told_from_the_constraint_only_where_it_is_right(
    tmp_path: Path, constraint: str, remedy: str
) -> None:
    data = "ex:a ex:p ex:b, ex:labl ; ex:q ex:b ; ex:l 'a'@en, 'b'@en ."
    assert remedies(tmp_path, f"{HEAD}ex:S sh:targetNode ex:a ; {constraint} .", data) == {"S": remedy}
