"""The Python face: one object that holds a graph and answers questions about roles."""

import os
import threading
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from rolegraph import comparison as comparisons
from rolegraph import evidence, export
from rolegraph import store as stores
from rolegraph.comparison import Comparison
from rolegraph.dataset import Dataset, open_dataset
from rolegraph.drawings import DrawnComparison, DrawnGraph
from rolegraph.errors import StoreError, UnknownNameError, UsageError
from rolegraph.grid import count
from rolegraph.lexicon import Match
from rolegraph.namespaces import KINDS, to_curie
from rolegraph.queries import ask, check_parameters, load, run
from rolegraph.queries.bounds import check_traits
from rolegraph.queries.lookup import lexicon, resolve, resolve_parameter, resolve_role
from rolegraph.queries.result import Result
from rolegraph.tabular import Listing
from rolegraph.values import IRI

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from rolegraph.difference import Change
    from rolegraph.distinctiveness import Distinctive
    from rolegraph.gaps import Gap
    from rolegraph.likeness import Similar
    from rolegraph.matching import Matches
    from rolegraph.paths import Path
    from rolegraph.profiles import Profiles
    from rolegraph.sidebyside import SideBySide


class Graph:
    """An open graph of roles: the bundled one, a store's folder, or an endpoint.

    Threads may share one for reading, and hand on what it answers. It closes as a context manager.
    Whatever asks it once it is closed raises `StoreError`; values that came out of it before stay
    what they are.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._lock = threading.Lock()
        self._profiles: dict[tuple[str, ...], Profiles] = {}
        self._is_open = True
        self._holds = _holding(dataset)

    @classmethod
    def open(cls, where: "str | os.PathLike[str] | None" = None) -> "Graph":
        """Open what `rolegraph.open` describes."""
        return cls(open_dataset(None if where is None else os.fspath(where)))

    def __repr__(self) -> str:
        if not self.is_open:
            return f"<Graph {self._dataset.where}, closed>"
        holds = self._holds
        if self._dataset.kind == "bundled":
            holds = f"{len(self.roles())} roles, {len(self._dataset.store):,} quads"
        return f"<Graph {self._dataset.where}{holds and ': '}{holds}>"

    @property
    def is_open(self) -> bool:
        """Whether the graph still answers."""
        return self._is_open

    @property
    def is_remote(self) -> bool:
        """Whether an endpoint answers instead of a store here."""
        return self._dataset.kind == "endpoint"

    def roles(self) -> Result:
        """Return every role with its label and its numbers of traits and sources."""
        return run(self._dataset, "cq-01-roles").read()

    def role(self, name: str) -> Result:
        """Return what a role has: kind, thing, label, claims, sources, strongest modality."""
        role = self._role(name)
        check_traits(self._dataset, [role])
        return run(self._dataset, "cq-02-traits", {"role": role}).read()

    def compare(
        self,
        *roles: str,
        kinds: Collection[str] = (),
        at_least: int = 1,
        lang: str | None = None,
    ) -> DrawnComparison:
        """Compare two or more roles: see `rolegraph.comparison.compare`."""
        return self._drawn(
            comparisons.compare(self._dataset, roles, kinds=kinds, least=at_least, lang=lang)
        )

    def profile(
        self, role: str, *, kinds: Collection[str] = (), lang: str | None = None
    ) -> DrawnComparison:
        """Return what one role has, drawn like a comparison: see `rolegraph.comparison.profile`."""
        return self._drawn(comparisons.profile(self._dataset, role, kinds=kinds, lang=lang))

    def _drawn(self, plain: Comparison) -> DrawnComparison:
        iris = [role.iri for role in plain.roles]
        things = [trait.iri for trait in plain.traits]
        found = evidence.details(self._dataset, iris, things, lang=plain.lang)
        return DrawnComparison(plain, found)

    def profiles(self, sources: Collection[str] = ()) -> "Profiles":
        """Return what every role has, by all sources or by some: see `rolegraph.profiles.read`.

        It is read when it is first wanted, and then kept.
        """
        from rolegraph import profiles

        key = (sources,) if isinstance(sources, str) else tuple(sources)
        # Threads that want the same at the same time wait for the first of them.
        with self._lock:
            if key not in self._profiles:
                self._profiles[key] = profiles.read(self._dataset, key)
            return self._profiles[key]

    def similar(
        self,
        role: str,
        *,
        limit: int = 10,
        measure: str = "jaccard",
        kinds: Collection[str] = (),
        sources: Collection[str] = (),
    ) -> "Similar":
        """Return the roles most like one: see `rolegraph.likeness.similar`."""
        from rolegraph import likeness

        iri = self._role(role)
        return likeness.similar(self.profiles(sources).of_kinds(kinds), iri, limit, measure)

    def gap(
        self,
        have: str,
        want: str,
        *,
        kinds: Collection[str] = (),
        sources: Collection[str] = (),
    ) -> "Gap":
        """Return what one role lacks for another: see `rolegraph.gaps.gap`."""
        from rolegraph import cover, gaps

        return gaps.gap(
            self.profiles(sources),
            self._role(have),
            self._role(want),
            kinds=kinds,
            terms=cover.terms_of(self._dataset),
            levels=cover.levels_of(self._dataset),
        )

    def path(
        self,
        start: str,
        goal: str,
        *,
        limit: int | None = None,
        kinds: Collection[str] = (),
        sources: Collection[str] = (),
    ) -> "Path":
        """Return a chain of roles from one to another: see `rolegraph.paths.path`."""
        from rolegraph import paths

        one, other = self._role(start), self._role(goal)
        return paths.path(self.profiles(sources), one, other, limit=limit, kinds=kinds)

    def match(
        self,
        skills: Collection[str] = (),
        *,
        resume: "str | os.PathLike[str] | None" = None,
        limit: int = 10,
        kinds: Collection[str] = (),
        sources: Collection[str] = (),
    ) -> "Matches":
        """Return the roles that fit what a person has: see `rolegraph.matching.match`.

        ``resume`` is a JSON Resume file, or a list with one name on each line.
        """
        from rolegraph import cover, matching
        from rolegraph import resume as resumes

        brought = resumes.Resume((), ())
        if resume is not None:
            brought = resumes.open_file(os.fspath(resume))
        names = (skills,) if isinstance(skills, str) else skills
        return matching.match(
            self.profiles(sources),
            matching.finder(self._dataset),
            [*dict.fromkeys((*names, *brought.names))],
            positions=brought.positions,
            kinds=kinds,
            limit=limit,
            terms=cover.terms_of(self._dataset),
            levels=cover.levels_of(self._dataset),
        )

    def distinctive(
        self, role: str, *, kinds: Collection[str] = (), sources: Collection[str] = ()
    ) -> "Distinctive":
        """Return what sets a role apart: see `rolegraph.distinctiveness.distinctive`."""
        from rolegraph import distinctiveness

        return distinctiveness.distinctive(self.profiles(sources), self._role(role), kinds=kinds)

    def query(
        self,
        text: str,
        values: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
    ) -> Result:
        """Answer a SPARQL query; ``$name`` in it stands for what ``values`` has under that name.

        A value is a text, number, boolean, date or `IRI`, or a collection of such: see
        `rolegraph.queries.binding`. ``limit`` bounds the rows that are read. Raises `QueryError`,
        with line and caret, when the text is no query, and `UsageError` on a value that fits
        nowhere.
        """
        if limit is not None and limit < 0:
            raise UsageError(f"a limit of {limit} makes no sense: take 0 or more")
        if not values:
            return ask(self._dataset, text, limit=limit).read()
        from rolegraph.queries import binding

        return binding.ask(self._dataset, text, values, limit=limit).read()

    def draw(self, result: Result) -> DrawnGraph:
        """Return the triples of a CONSTRUCT or DESCRIBE as a drawing, with the labels of things.

        Raises `UsageError` on another answer.
        """
        if result.kind != "graph":
            raise UsageError("only a CONSTRUCT or a DESCRIBE gives a graph that can be drawn")
        things = {cell for row in result for cell in row if isinstance(cell, IRI)}
        return DrawnGraph(result, self.labels(sorted(things)))

    def things(self, kind: str) -> dict[str, str]:
        """Return the working label of every thing of a kind, by IRI."""
        _check_kind(kind)
        return lexicon(self._dataset, kind).labels()

    def labels(self, things: Collection[str]) -> dict[str, str]:
        """Return the working label of each of these things that has one, by IRI."""
        if not things:
            return {}
        return dict(run(self._dataset, "cq-44-labels", {"thing": list(things)}))

    def iri(self, name: str, kind: str | None = None) -> IRI:
        """Return the IRI of the one thing that a name means, of one kind or of any.

        A role goes before other things of the same name. Raises `UnknownNameError` when there is
        none, `UsageError` when there are several.
        """
        _check_kind(kind)
        if kind == "role":
            return IRI(self._role(name))
        if kind is None:
            try:
                return IRI(self._role(name))
            except UnknownNameError:
                return IRI(resolve_parameter(self._dataset, name))
        found = resolve(lexicon(self._dataset, kind), name, kind)
        if len(found) > 1:
            listed = ", ".join(map(to_curie, found))
            raise UsageError(f"{name!r} names several things: {listed}. Take one of these.")
        return IRI(found[0])

    def named(self, name: str, **parameters: str) -> Result:
        """Answer a shipped query, its parameters given as names, CURIEs or IRIs of things."""
        check_parameters(load(name), parameters)
        bound = {key: resolve_parameter(self._dataset, value) for key, value in parameters.items()}
        return run(self._dataset, name, bound).read()

    def why(self, role: str, thing: str) -> Listing[evidence.Claim]:
        """Return every claim and denial that a role has a thing."""
        things = resolve(lexicon(self._dataset), thing, "thing")
        found = evidence.claims(self._dataset, [self._role(role)], things)
        columns = (
            *("label", "denied", "modality", "source", "section", "category", "line"),
            *("importance", "level", "thing"),
        )
        return Listing(found, columns)

    def contested(self, role: str | None = None) -> Result:
        """Return where sources disagree, about one role or about all."""
        return evidence.contested(self._dataset, self._role(role) if role else None).read()

    def standpoints(
        self, role: str, sources: Collection[str], *, kinds: Collection[str] = ()
    ) -> "SideBySide":
        """Return what sources say of a role, side by side: see `rolegraph.standpoints`.

        A source goes by its slug; ``articles`` are all that are no releases.
        """
        from rolegraph import bundle, sidebyside, standpoints

        iri = self._role(role)
        names = (sources,) if isinstance(sources, str) else tuple(sources)
        if not names:
            raise UsageError("name the sources whose views are wanted, such as articles and esco")
        chosen = (kinds,) if isinstance(kinds, str) else kinds
        comparisons.check_kinds(chosen)
        label = self.labels([iri]).get(iri, role)
        found = standpoints.standpoints(
            self._dataset, iri, label, names, kinds=chosen, confidences=bundle.confidences()
        )
        return sidebyside.SideBySide(found)

    def diff(self, other: "Graph", source: str | None = None) -> "Listing[Change]":
        """Return what another graph says more, less or otherwise: see `rolegraph.difference.diff`.

        ``source``, a slug, a CURIE or an IRI, restricts it to what that source says in both.
        """
        from rolegraph import difference

        sides = (self._dataset, other._dataset)
        found = difference.diff(*sides, source and difference.source_iri(source, sides))
        return Listing(found, ("change", "source", "role", "kind", "thing", "was", "now", "iri"))

    def search(self, text: str, kind: str | None = None) -> Listing[Match]:
        """Return the things with a name that contains a text, the best match first.

        Raises `UsageError` on a kind that there is not.
        """
        _check_kind(kind)
        found = lexicon(self._dataset, kind).search(text)
        return Listing(found, ("label", "name", "rank", "iri"))

    def export(self, form: str) -> bytes:
        """Return the whole graph as trig, turtle, nquads, jsonld, graphml, gexf or csv.

        Raises `UsageError` on any other format.
        """
        return export.to_bytes(self._dataset, form)

    def to_networkx(self, *roles: str) -> "nx.Graph[str]":
        """Return compared roles and their traits as a networkx graph; without roles, all."""
        from rolegraph import network

        if not roles:
            return network.from_dataset(self._dataset)
        return network.from_comparison(comparisons.compare(self._dataset, roles))

    @property
    def rdf(self) -> "rdflib.Dataset":
        """The graph as an rdflib ``Dataset`` over the same store, the project's prefixes bound.

        What is added to it is added to this graph. A query or an update of it that holds SERVICE or
        LOAD raises `QueryError`, and rdflib is kept from loading what a query names after FROM, in
        this process as a whole. Raises `StoreError` for an endpoint.
        """
        from rolegraph import rdfview

        return rdfview.view(self._dataset.store)

    def _role(self, name: str) -> str:
        return resolve_role(lexicon(self._dataset, "role"), name)

    def __enter__(self) -> "Graph":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store, so that another program may open it."""
        self._is_open = False
        self._dataset.close()


def _check_kind(kind: str | None) -> None:
    if kind is not None and kind not in KINDS:
        raise UsageError(f"{kind!r} is no kind: take one of {', '.join(KINDS)}")


def _holding(dataset: Dataset) -> str:
    """Return what a store says that it holds, for nobody counts through millions of quads."""
    if dataset.kind != "directory":
        return ""
    # The index is opened now, so that threads that share the graph find it open.
    _ = dataset.index
    try:
        told = stores.read_manifest(dataset.where)
    except StoreError:
        return ""
    quads = [f"{told.quads:,} quads"] if told.quads is not None else []
    return ", ".join([*quads, f"{count(len(told.sources), 'source')} added"])
