"""Records to N-Quads: one line of text per quad, ready for the engine's bulk loader."""

from collections.abc import Iterable, Iterator
from typing import Final

from rolegraph.errors import DataError
from rolegraph.facts import Concept, Fact, Literal, Source
from rolegraph.namespaces import (
    BASE,
    DC,
    DCTERMS,
    MODALITIES,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    RG,
    SCHEMA,
    SKOS,
    VOCABULARY,
    XSD,
    kind_of,
)

_ESCAPES: Final = {
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
}
_TYPE: Final = f"<{RDF.type}>"
_MODALITY: Final = {name: f"<{PREFIXES['rg']}{name.capitalize()}>" for name in MODALITIES}


def quoted(text: str) -> str:
    r"""Return a text as an N-Quads string.

    >>> print(quoted('say "a\\b"'))
    "say \"a\\b\""
    """
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{text.translate(_ESCAPES)}"'


def _literal(literal: Literal) -> str:
    text = quoted(literal.value)
    return text if literal.datatype is None else f"{text}^^<{literal.datatype}>"


def concept_quads(concepts: Iterable[Concept]) -> Iterator[str]:
    """Yield the quads of vocabulary concepts, in the vocabulary's graph."""
    graph = f"<{VOCABULARY}> .\n"
    tail = f"@en {graph}"
    label_, pref, alt_ = f"<{RG.label}>", f"<{SKOS.prefLabel}>", f"<{SKOS.altLabel}>"
    hidden_, definition = f"<{SKOS.hiddenLabel}>", f"<{SKOS.definition}>"
    scheme, broader_ = f"<{SKOS.inScheme}>", f"<{SKOS.broader}>"
    top = f"<{SKOS.topConceptOf}>"
    for iri, kind, classes, label, text, broader, alt, hidden, extra in concepts:
        me = f"<{iri}>"
        name = quoted(label)
        for class_ in classes:
            yield f"{me} {_TYPE} <{class_}> {graph}"
        yield f"{me} {label_} {name} {graph}"
        yield f"{me} {pref} {name}{tail}"
        yield f"{me} {scheme} <{BASE}scheme/{kind}> {graph}"
        if text:
            yield f"{me} {definition} {quoted(text)}{tail}"
        for other in broader:
            yield f"{me} {broader_} <{other}> {graph}"
        if not broader:
            yield f"{me} {top} <{BASE}scheme/{kind}> {graph}"
        for other in alt:
            yield f"{me} {alt_} {quoted(other)}{tail}"
        for other in hidden:
            yield f"{me} {hidden_} {quoted(other)}{tail}"
        for property, value in extra:
            target = f"<{value}>" if isinstance(value, str) else _literal(value)
            yield f"{me} <{property}> {target} {graph}"


def source_quads(source: Source) -> Iterator[str]:
    """Yield the quads that describe a source, in its own graph."""
    me = f"<{source.iri}>"
    graph = f"{me} .\n"
    yield f"{me} {_TYPE} <{RG.Source}> {graph}"
    yield f"{me} {_TYPE} <{PROV.Entity}> {graph}"
    yield f"{me} <{RG.label}> {quoted(source.title)} {graph}"
    yield f"{me} <{DCTERMS.title}> {quoted(source.title)} {graph}"
    if source.publisher:
        yield f"{me} <{DC.publisher}> {quoted(source.publisher)} {graph}"
    if source.issued:
        yield f"{me} <{DCTERMS.issued}> {quoted(source.issued)}^^<{XSD.date}> {graph}"
    if source.url:
        yield f"{me} <{RDFS.seeAlso}> <{source.url}> {graph}"
    if source.rights:
        yield f"{me} <{DC.rights}> {quoted(source.rights)} {graph}"
    if source.sha256:
        yield f"{me} <{RG.sha256}> {quoted(source.sha256)} {graph}"


def claim_iri(fact: Fact) -> str:
    """Return the IRI of the claim that stands for a fact: the same fact has the same IRI always.

    It names source, subject, kind and object, and the offset where the source has one.
    """
    parts = [fact.source, fact.subject]
    if fact.property == SKOS.definition:
        parts.append("definition")
    else:
        parts += [kind_of(fact.object) or "", fact.object]
    names = [part.rpartition("/")[2] for part in parts]
    place = "" if fact.start is None else f".{fact.start}"
    return f"{BASE}claim/{'.'.join(names)}{place}"


def fact_quads(facts: Iterable[Fact]) -> Iterator[str]:
    """Yield the plain triple and the claim of each fact, in the graph of its source.

    A denied fact yields an ``rg:Denial`` and no plain triple: the source says the contrary. Raises
    `DataError` when two facts would make the same claim.
    """
    subject_, predicate, object_ = f"<{RDF.subject}>", f"<{RDF.predicate}>", f"<{RDF.object}>"
    claim_, denial = f"{_TYPE} <{RG.Claim}>", f"{_TYPE} <{RG.Denial}>"
    modality_, derived = f"<{RG.modality}>", f"<{PROV.wasDerivedFrom}>"
    section_, category_ = f"<{RG.section}>", f"<{RG.category}>"
    line_, start_, end_ = f"<{RG.line}>", f"<{RG.start}>", f"<{RG.end}>"
    importance_, level_ = f"<{RG.importance}>", f"<{RG.level}>"
    integer, decimal = f"^^<{XSD.integer}>", f"^^<{XSD.decimal}>"
    seen: set[str] = set()
    for fact in facts:
        (source, subject, property, target, modality, section, category) = fact[:7]
        iri = claim_iri(fact)
        if iri in seen:
            raise DataError(f"two facts make the same claim {iri}")
        seen.add(iri)
        me, graph = f"<{iri}>", f"<{source}> .\n"
        is_text = property == SKOS.definition
        thing = f"{quoted(target)}@en" if is_text else f"<{target}>"
        if modality == "denied":
            yield f"{me} {denial} {graph}"
        else:
            yield f"<{subject}> <{property}> {thing} {graph}"
            yield f"{me} {claim_} {graph}"
            yield f"{me} {modality_} {_MODALITY[modality]} {graph}"
            if property == SCHEMA.mentions:
                yield f"<{target}> {derived} <{source}> {graph}"
        yield f"{me} {subject_} <{subject}> {graph}"
        yield f"{me} {predicate} <{property}> {graph}"
        yield f"{me} {object_} {thing} {graph}"
        yield f"{me} {derived} <{source}> {graph}"
        if section:
            yield f"{me} {section_} {quoted(section)} {graph}"
        if category:
            yield f"{me} {category_} {quoted(category)} {graph}"
        if fact.line is not None:
            yield f'{me} {line_} "{fact.line}"{integer} {graph}'
        if fact.start is not None:
            yield f'{me} {start_} "{fact.start}"{integer} {graph}'
            yield f'{me} {end_} "{fact.end}"{integer} {graph}'
        if fact.importance is not None:
            yield f'{me} {importance_} "{fact.importance}"{decimal} {graph}'
        if fact.level is not None:
            yield f'{me} {level_} "{fact.level}"{decimal} {graph}'
