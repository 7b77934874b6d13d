"""The records that every input becomes: concepts, sources, what a source says, mappings."""

from typing import NamedTuple


class Concept(NamedTuple):
    """A thing of the vocabulary; ``extra`` holds further (property, object) pairs.

    An object in ``extra`` is an IRI when it is a plain string, else a `Literal`.
    """

    iri: str
    kind: str
    classes: tuple[str, ...]
    label: str
    definition: str = ""
    broader: tuple[str, ...] = ()
    alt: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    extra: tuple[tuple[str, "str | Literal"], ...] = ()


class Literal(NamedTuple):
    """A typed value; a datatype of None makes a plain string."""

    value: str
    datatype: str | None = None


class Source(NamedTuple):
    """Something that says things about roles: an article, a taxonomy, a table.

    ``license`` is an IRI, ``rights`` the words that whoever passes it on has to repeat.
    """

    iri: str
    title: str
    publisher: str = ""
    issued: str = ""
    url: str = ""
    rights: str = ""
    sha256: str = ""
    version: str = ""
    license: str = ""


class Fact(NamedTuple):
    """What one source says: subject, property, object, how strongly, and where it says so.

    ``object`` is an IRI; for ``skos:definition`` it is the text. ``modality`` is one of
    `rolegraph.namespaces.MODALITIES`, ``denied`` where the source says the contrary, or ``rated``
    where it measures a thing as too little to be a trait of the role. ``line``
    counts from 1; ``start`` and ``end`` are offsets in code points of the text as delivered.
    ``importance`` and ``level`` are on the source's own scale. ``quote`` holds the words behind it,
    where a store is to keep them; ``extra`` further (property, object) pairs of the claim, as in
    `Concept`.
    """

    source: str
    subject: str
    property: str
    object: str
    modality: str
    section: str = ""
    category: str = ""
    line: int | None = None
    start: int | None = None
    end: int | None = None
    importance: float | None = None
    level: float | None = None
    quote: str = ""
    extra: tuple[tuple[str, "str | Literal"], ...] = ()


class Label(NamedTuple):
    """What a thing is called in another language than the working one, by a SKOS label property."""

    iri: str
    property: str
    text: str
    lang: str


class Mapping(NamedTuple):
    """How a thing of one vocabulary relates to a thing of another, and how that was found.

    ``predicate`` is a mapping property of SKOS. A negated mapping says that it does not hold;
    ``match_string`` is then the name by which the two could be mistaken for each other.
    ``confidence`` lies between 0 and 1; versions are those of the two vocabularies.
    """

    subject: str
    predicate: str
    object: str
    justification: str
    confidence: float
    negated: bool = False
    subject_label: str = ""
    object_label: str = ""
    subject_version: str = ""
    object_version: str = ""
    comment: str = ""
    match_string: str = ""
    extra: tuple[tuple[str, "str | Literal"], ...] = ()
