"""Language tags that name no language.

Problem: A language tag is well-formed but its language is none of ISO 639-1, or has a shorter code there.
Remedy: Write the code of the IANA language subtag registry: en, not eng; uk for Ukrainian.

Bad:

    ex:ada rdfs:label "Ada"@eng .

Good:

    ex:ada rdfs:label "Ada"@en .
"""

from collections.abc import Iterator

from claimgraph.model import Severity
from claimgraph.validate._facts import Facts
from claimgraph.validate.checks import Doubt

__all__ = ["SEVERITY", "check"]

SEVERITY = Severity.WARNING

# ISO 639-1, and the codes of ISO 639-2 that stand for the same languages and that people write.
_TWO = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj
kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv
ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th
ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_LONG = {
    "ara": "ar", "ces": "cs", "chi": "zh", "dan": "da", "deu": "de", "dut": "nl", "ell": "el", "eng": "en", "fas": "fa",
    "fin": "fi", "fra": "fr", "fre": "fr", "ger": "de", "gre": "el", "heb": "he", "hin": "hi", "hun": "hu", "ita": "it",
    "jpn": "ja", "kor": "ko", "lat": "la", "nld": "nl", "nor": "no", "per": "fa", "pol": "pl", "por": "pt", "ron": "ro",
    "rum": "ro", "rus": "ru", "spa": "es", "swe": "sv", "tur": "tr", "ukr": "uk", "zho": "zh",
}  # fmt: skip
# Countries that people take for languages.
_COUNTRIES = {"cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "ua": "uk"}
_KNOWN = frozenset(_TWO.split())


def check(facts: Facts) -> Iterator[Doubt]:
    """The language tags whose language there is not."""
    for tag in facts.languages:
        language = tag.partition("-")[0].lower()
        if language in _LONG:
            yield Doubt(f"@{tag}", f"The language of @{tag} has a shorter code.", f"Did you mean @{_LONG[language]}?")
        elif len(language) == 2 and language not in _KNOWN:
            remedy = f"Did you mean @{_COUNTRIES[language]}?" if language in _COUNTRIES else ""
            yield Doubt(f"@{tag}", f"There is no language of the code {language!r}.", remedy)
