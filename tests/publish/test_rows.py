"""Rows of claims: all that the data say is text, and a claim reads from either end."""

import re
from pathlib import Path

from publish.conftest import Build, write

CLAIMS = """\
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix d: <https://example.org/set/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix t: <https://example.org/terms#> .
@prefix x: <https://example.org/set/hostile/> .

x:one a t:Town ; rdfs:label "<i>one"@en .
x:two a t:Town ; rdfs:label "<i>two"@ar .
x:who rdfs:label "<i>who"@en .
x:book rdfs:label "<i>book"@en .
x:sure rdfs:label "<i>sure"@en .
x:said rdfs:label "<i>said"@en .
x:odd rdfs:label "<i>odd"@en .
x:text a cg:SourceDocument ; rdfs:label "<i>text"@en .
x:dated a t:Barter ; rdfs:label "<i>dated"@en ; cg:subject x:one ; cg:object x:two ; cg:voice x:who ;
    cg:viaSource x:book ; cg:polarity x:said ; cg:certainty x:sure ; cg:edtf "<i>2011" ; cg:statedOn "<i>stated" ;
    cg:earliest "<i>first" ; cg:latest "<i>last" ; cg:value "<i>value" ; x:odd "<i>more"@en ;
    cg:evidence [ oa:hasSource x:text ; oa:hasSelector [ oa:start 3 ; oa:end 9 ] ] .
x:revised a t:Barter ; rdfs:label "<i>revised"@en ; cg:subject x:two ; cg:object x:one ; cg:asOf "<i>then" ;
    cg:revises x:dated .
"""
TEXTS = "two who book sure said odd text dated 2011 stated first last value more revised then"


def test_what_data_say_in_a_row_is_text_and_not_markup(tmp_path: Path, build: Build) -> None:
    source = write(tmp_path / "project", {"data/hostile.ttl": CLAIMS})
    build(source, tmp_path / "site")
    page = (tmp_path / "site/set/hostile/one/index.html").read_text(encoding="utf-8")
    for word in TEXTS.split():
        assert f"&lt;i&gt;{word}" in page, word
    assert "<i>" not in page.partition("<main")[2].partition("</main>")[0]
    rows = re.findall(r"<tr data-when=.*?</tr>", page, re.DOTALL)
    assert len(rows) == 2
    to, back = sorted(rows, key=lambda row: 'class="sr"> from' in row)
    assert '<span class="sr"> to </span><a href="../../../set/hostile/two/index.html"><span lang="ar"' in to
    assert '<span class="sr"> from </span><a href="../../../set/hostile/two/index.html"' in back
    assert '<span class="written">as of &lt;i&gt;then</span>' in back
    assert [row.count("<td>") for row in rows] == [4, 4]
    assert 'characters 3–9</span>\n <a class="more" href="../../../set/hostile/dated/index.html">' in to
