"""The terms of SHACL, SHACL-SPARQL and SHACL-AF that at least one engine knows, and those of its reports."""

__all__ = ["CLASSES", "PROPERTIES"]

_PROPERTY_NAMES = """
    alternativePath and annotationProperty annotationValue annotationVarName ask class closed condition conforms
    construct datatype deactivated declare defaultValue description detail disjoint entailment equals expression
    filterShape flags focusNode group hasValue ignoredProperties in intersection inversePath labelTemplate languageIn
    lessThan lessThanOrEquals maxCount maxExclusive maxInclusive maxLength message minCount minExclusive minInclusive
    minLength name namespace node nodeKind nodeValidator nodes not object oneOrMorePath optional or order parameter
    path pattern predicate prefix prefixes property propertyValidator qualifiedMaxCount qualifiedMinCount
    qualifiedValueShape qualifiedValueShapesDisjoint result resultAnnotation resultMessage resultPath resultSeverity
    returnType rule select severity shapesGraph shapesGraphWellFormed sourceConstraint sourceConstraintComponent
    sourceShape sparql subject suggestedShapesGraph target targetClass targetNode targetObjectsOf targetSubjectsOf
    union uniqueLang validator value xone zeroOrMorePath zeroOrOnePath
"""
_CLASS_NAMES = """
    AbstractResult ConstraintComponent Function NodeKind NodeShape Parameter Parameterizable PrefixDeclaration
    PropertyGroup PropertyShape ResultAnnotation Rule SPARQLAskExecutable SPARQLAskValidator SPARQLConstraint
    SPARQLConstructExecutable SPARQLExecutable SPARQLFunction SPARQLRule SPARQLSelectExecutable SPARQLSelectValidator
    SPARQLTarget SPARQLTargetType Severity Shape Target TargetType TripleRule ValidationReport ValidationResult
    Validator
"""

PROPERTIES = frozenset(_PROPERTY_NAMES.split())
CLASSES = frozenset(_CLASS_NAMES.split())
