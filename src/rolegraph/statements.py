"""Records to N-Triples and N-Quads: a line of text each, ready for the engine's bulk loader.

The default graph holds every triple once: it is the union of all graphs, written out. The engine
could make the union at query time, but then counts a triple once for each graph that has it. A
named graph holds what its source says.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from rolegraph.errors import DataError
from rolegraph.facts import Concept, Fact, Label, Literal, Mapping, Source
from rolegraph.namespaces import (
    BASE,
    DC,
    DCTERMS,
    LABELS,
    MODALITIES,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    RG,
    SCHEMA,
    SKOS,
    XSD,
    Vocabulary,
    is_iri,
)
from rolegraph.recordnames import claim_iri, mapping_iri

_ESCAPES: Final = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
}
_TYPE: Final = f"<{RDF.type}>"
_MODALITY: Final = {name: f"<{PREFIXES['rg']}{name.capitalize()}>" for name in MODALITIES}


def quoted(text: str) -> str:
    r"""Return a text as an N-Quads string on one line.

    A lone surrogate, which no UTF-8 text can hold, becomes the replacement character.

    >>> print(quoted('say "a\\b"'))
    "say \"a\\b\""
    """
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{text.translate(_ESCAPES)}"'


def _literal(literal: Literal) -> str:
    text = quoted(literal.value)
    return text if literal.datatype is None else f"{text}^^<{literal.datatype}>"


def _both(triples: Iterable[str], graph: str) -> Iterator[str]:
    """Yield each triple in the default graph and in a named one."""
    for triple in triples:
        yield f"{triple} .\n"
        yield f"{triple} {graph} .\n"


def _lines(triples: Iterable[str]) -> str:
    """Return triples as N-Triples, a line each."""
    text = " .\n".join(triples)
    return f"{text} .\n" if text else ""


def concept_quads(concepts: Iterable[Concept]) -> Iterator[str]:
    """Yield the triples of vocabulary concepts, which are in the default graph alone."""
    for triple in _concept_triples(concepts):
        yield f"{triple} .\n"


def minted_quads(concepts: Iterable[Concept], source: str) -> Iterator[str]:
    """Yield the triples of concepts that a source named, in the default graph and in its own."""
    return _both(_concept_triples(concepts), f"<{source}>")


def concept_lines(concept: Concept) -> str:
    """Return the N-Triples of a concept, whatever graphs they are for."""
    return _lines(_concept_triples((concept,)))


def _concept_triples(concepts: Iterable[Concept]) -> Iterator[str]:
    label_, pref, alt_ = f"<{RG.label}>", f"<{SKOS.prefLabel}>", f"<{SKOS.altLabel}>"
    hidden_, definition = f"<{SKOS.hiddenLabel}>", f"<{SKOS.definition}>"
    scheme, broader_ = f"<{SKOS.inScheme}>", f"<{SKOS.broader}>"
    top = f"<{SKOS.topConceptOf}>"
    for iri, kind, classes, label, text, broader, alt, hidden, extra in concepts:
        me = f"<{iri}>"
        name = quoted(label)
        for class_ in classes:
            yield f"{me} {_TYPE} <{class_}>"
        yield f"{me} {label_} {name}"
        yield f"{me} {pref} {name}@en"
        yield f"{me} {scheme} <{BASE}scheme/{kind}>"
        if text:
            yield f"{me} {definition} {quoted(text)}@en"
        for other in broader:
            yield f"{me} {broader_} <{other}>"
        if not broader:
            yield f"{me} {top} <{BASE}scheme/{kind}>"
        for other in alt:
            yield f"{me} {alt_} {quoted(other)}@en"
        for other in hidden:
            yield f"{me} {hidden_} {quoted(other)}@en"
        for property, value in extra:
            target = f"<{value}>" if isinstance(value, str) else _literal(value)
            yield f"{me} <{property}> {target}"


def posting_lines(posting: Concept) -> str:
    """Return the triples of one of many postings, which are in the default graph alone.

    Written twice, a million of them would take three times the time and the room, and each names
    its source itself. It is no concept: nobody looks up a posting by its name, or ranks it.
    """
    me = f"<{posting.iri}>"
    head = f"{me} {_IS_POSTING}{me} {_IS_SCHEMA_POSTING}"
    label = quoted(posting.label)
    said = [f"{me}{_said(property, value)}" for property, value in posting.extra]
    return f"{head}{me} {_LABEL} {label} .\n{me} {_TITLE} {label} .\n{''.join(said)}"


_IS_POSTING: Final = f"{_TYPE} <{RG.JobPosting}> .\n"
_IS_SCHEMA_POSTING: Final = f"{_TYPE} <{SCHEMA.JobPosting}> .\n"
_LABEL: Final = f"<{RG.label}>"
_TITLE: Final = f"<{SCHEMA.title}>"


@lru_cache(maxsize=1 << 16)
def _said(property: str, value: str | Literal) -> str:
    # Employers, places, days and pay repeat: most postings say nothing new.
    target = f"<{value}>" if isinstance(value, str) else _literal(value)
    return f" <{property}> {target} .\n"


def source_quads(source: Source) -> Iterator[str]:
    """Yield the quads that describe a source, in the default graph and in its own."""
    return _both(_source_triples(source), f"<{source.iri}>")


def source_lines(source: Source) -> str:
    """Return the N-Triples that describe a source, whatever graphs they are for."""
    return _lines(_source_triples(source))


def _source_triples(source: Source) -> Iterator[str]:
    me = f"<{source.iri}>"
    yield f"{me} {_TYPE} <{RG.Source}>"
    yield f"{me} {_TYPE} <{PROV.Entity}>"
    yield f"{me} <{RG.label}> {quoted(source.title)}"
    yield f"{me} <{DCTERMS.title}> {quoted(source.title)}"
    if source.publisher:
        yield f"{me} <{DC.publisher}> {quoted(source.publisher)}"
    if source.issued:
        yield f"{me} <{DCTERMS.issued}> {quoted(source.issued)}^^<{XSD.date}>"
    if is_iri(source.url):
        yield f"{me} <{RDFS.seeAlso}> <{source.url}>"
    if source.rights:
        yield f"{me} <{DC.rights}> {quoted(source.rights)}"
    if source.version:
        yield f"{me} <{SCHEMA.version}> {quoted(source.version)}"
    if is_iri(source.license):
        yield f"{me} <{DCTERMS.license}> <{source.license}>"
    if source.sha256:
        yield f"{me} <{RG.sha256}> {quoted(source.sha256)}"


def fact_quads(facts: Iterable[Fact], seen: set[str] | None = None) -> Iterator[str]:
    """Yield the plain triple and the claim of each fact, in the default graph and in its source's.

    A denied fact yields an ``rg:Denial`` and no plain triple: the source says the contrary. A rated
    one yields an ``rg:Rating`` and no plain triple either. Raises `DataError` when two facts would
    make the same claim; ``seen`` holds the claims of earlier calls that count for that.
    """
    seen = set() if seen is None else seen
    for fact in facts:
        yield from _both(_fact_triples(fact, f"<{_claimed(fact, seen)}>"), f"<{fact.source}>")


def fact_lines(fact: Fact, seen: set[str]) -> str:
    """Return the N-Triples of a fact, whatever graphs they are for: see `fact_quads`."""
    return _lines(_fact_triples(fact, f"<{_claimed(fact, seen)}>"))


def _claimed(fact: Fact, seen: set[str]) -> str:
    """Return the IRI of a fact's claim, and note it. Raises `DataError` where it is there."""
    iri = claim_iri(fact)
    if iri in seen:
        raise DataError(f"two facts make the same claim {iri}")
    seen.add(iri)
    return iri


_SUBJECT: Final = f"<{RDF.subject}>"
_PREDICATE: Final = f"<{RDF.predicate}>"
_OBJECT: Final = f"<{RDF.object}>"
_DERIVED: Final = f"<{PROV.wasDerivedFrom}>"
_INTEGER: Final = f"^^<{XSD.integer}>"
_DECIMAL: Final = f"^^<{XSD.decimal}>"


def _fact_triples(fact: Fact, me: str) -> Iterator[str]:
    (source, subject, property, target, modality, section, category) = fact[:7]
    is_text = property == SKOS.definition
    thing = f"{quoted(target)}@en" if is_text else f"<{target}>"
    if modality == "denied":
        yield f"{me} {_TYPE} <{RG.Denial}>"
    elif modality == "rated":
        yield f"{me} {_TYPE} <{RG.Rating}>"
    else:
        yield f"<{subject}> <{property}> {thing}"
        yield f"{me} {_TYPE} <{RG.Claim}>"
        yield f"{me} <{RG.modality}> {_MODALITY[modality]}"
        if property == SCHEMA.mentions:
            yield f"<{target}> {_DERIVED} <{source}>"
    yield f"{me} {_SUBJECT} <{subject}>"
    yield f"{me} {_PREDICATE} <{property}>"
    yield f"{me} {_OBJECT} {thing}"
    yield f"{me} {_DERIVED} <{source}>"
    if section:
        yield f"{me} <{RG.section}> {quoted(section)}"
    if category:
        yield f"{me} <{RG.category}> {quoted(category)}"
    if fact.line is not None:
        yield f'{me} <{RG.line}> "{fact.line}"{_INTEGER}'
    if fact.start is not None:
        yield f'{me} <{RG.start}> "{fact.start}"{_INTEGER}'
        yield f'{me} <{RG.end}> "{fact.end}"{_INTEGER}'
    if fact.importance is not None:
        yield f'{me} <{RG.importance}> "{fact.importance}"{_DECIMAL}'
    if fact.level is not None:
        yield f'{me} <{RG.level}> "{fact.level}"{_DECIMAL}'
    if fact.quote:
        yield f"{me} <{RG.quote}> {quoted(fact.quote)}"
    for name, value in fact.extra:
        yield f"{me} <{name}> " + (f"<{value}>" if isinstance(value, str) else _literal(value))


def label_quads(labels: Iterable[Label], source: str) -> Iterator[str]:
    """Yield labels in other languages, each in the graph that the source has for the language.

    These graphs are no part of the default graph: twenty languages there make every question about
    labels slower by as much.
    """
    return (label_line(label, source) for label in labels)


def label_line(label: Label, source: str) -> str:
    """Return a label in another language as N-Quads: see `label_quads`."""
    iri, property, text, lang = label
    return f"<{iri}> <{property}> {quoted(text)}@{lang} <{labels_graph(source, lang)}> .\n"


def labels_graph(source: str, lang: str) -> str:
    """Return the IRI of the graph that holds what a source calls things in a language.

    >>> labels_graph("https://w3id.org/rolegraph/source/esco", "de")
    'https://w3id.org/rolegraph/labels/esco/de'
    """
    return f"{LABELS}{source.rpartition('/')[2]}/{lang}"


_OWL: Final = Vocabulary(PREFIXES["owl"], "Axiom annotatedSource annotatedProperty annotatedTarget")
_SSSOM: Final = Vocabulary(
    PREFIXES["sssom"],
    """MappingSet NegatedPredicate mapping_justification confidence predicate_modifier subject_label
    object_label subject_source_version object_source_version match_string""",
)
_COMMENT: Final = f"<{PREFIXES['rdfs']}comment>"
_DOUBLE: Final = f"^^<{PREFIXES['xsd']}double>"


def mapping_set_quads(mapping_set: Source) -> Iterator[str]:
    """Yield the quads that describe a set of mappings, in the default graph and in its own.

    It is no ``rg:Source``: it says nothing about roles, and would stand among those that do as one
    that has nothing to say.
    """
    me = f"<{mapping_set.iri}>"
    triples = [f"{me} {_TYPE} <{_SSSOM.MappingSet}>"]
    triples += [line for line in _source_triples(mapping_set) if f"<{RG.Source}>" not in line]
    return _both(triples, me)


def match_quads(mappings: Iterable[Mapping], graph: str) -> Iterator[str]:
    """Yield the plain triple of each mapping that is not negated, in the default graph and one."""
    triples = (f"<{m.subject}> <{m.predicate}> <{m.object}>" for m in mappings if not m.negated)
    return _both(triples, f"<{graph}>")


def mapping_quads(mappings: Iterable[Mapping], graph: str) -> Iterator[str]:
    """Yield the plain triple and the record of each mapping, in the default graph and in one.

    The record has the shape in which SSSOM is written as RDF: an axiom with annotations. A negated
    mapping yields its record and no plain triple. Raises `DataError` when two are the same.
    """
    seen: set[str] = set()
    for mapping in mappings:
        iri = mapping_iri(mapping, graph)
        if iri in seen:
            raise DataError(f"two mappings make the same record {iri}")
        seen.add(iri)
        yield from _both(_mapping_triples(mapping, f"<{iri}>", graph), f"<{graph}>")


def mapping_lines(mapping: Mapping, graph: str) -> str:
    """Return the N-Triples of a mapping, as `mapping_quads` has them, whatever graphs they are for.

    ``graph`` is the source that gives the mapping.
    """
    me = f"<{mapping_iri(mapping, graph)}>"
    return _lines(_mapping_triples(mapping, me, graph))


def _mapping_triples(mapping: Mapping, me: str, graph: str) -> Iterator[str]:
    if not mapping.negated:
        yield f"<{mapping.subject}> <{mapping.predicate}> <{mapping.object}>"
    yield f"{me} {_TYPE} <{_OWL.Axiom}>"
    yield f"{me} <{_OWL.annotatedSource}> <{mapping.subject}>"
    yield f"{me} <{_OWL.annotatedProperty}> <{mapping.predicate}>"
    yield f"{me} <{_OWL.annotatedTarget}> <{mapping.object}>"
    yield f"{me} {_DERIVED} <{graph}>"
    yield f"{me} <{_SSSOM.mapping_justification}> <{mapping.justification}>"
    yield f'{me} <{_SSSOM.confidence}> "{mapping.confidence}"{_DOUBLE}'
    if mapping.negated:
        yield f"{me} <{_SSSOM.predicate_modifier}> <{_SSSOM.NegatedPredicate}>"
    if mapping.comment:
        yield f"{me} {_COMMENT} {quoted(mapping.comment)}"
    for name, value in (
        (_SSSOM.subject_label, mapping.subject_label),
        (_SSSOM.object_label, mapping.object_label),
        (_SSSOM.subject_source_version, mapping.subject_version),
        (_SSSOM.object_source_version, mapping.object_version),
        (_SSSOM.match_string, mapping.match_string),
    ):
        if value:
            yield f"{me} <{name}> {quoted(value)}"
    for name, term in mapping.extra:
        yield f"{me} <{name}> " + (f"<{term}>" if isinstance(term, str) else _literal(term))
