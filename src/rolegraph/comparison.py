"""What roles share and where they part: a plain value that every view shows."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rolegraph import languages
from rolegraph.dataset import Dataset
from rolegraph.errors import UnknownNameError, UsageError
from rolegraph.grid import Rows
from rolegraph.namespaces import COMPARED, MODALITIES, slug_of, to_curie
from rolegraph.queries import bound_text, run
from rolegraph.queries.bounds import check_traits
from rolegraph.queries.lookup import Names, lexicon, resolve_role
from rolegraph.tabular import SHOWN, Listing, Tabular


class Role(NamedTuple):
    """A compared role; ``traits`` counts those of the kinds that are compared."""

    iri: str
    slug: str
    label: str
    traits: int

    def to_dict(self) -> dict[str, Any]:
        """Return the role as JSON has it."""
        return self._asdict()


class Support(NamedTuple):
    """What one role's claims of a trait amount to; ``modality`` is the strongest of them."""

    role: str
    claims: int
    sources: int
    modality: str


class Trait(NamedTuple):
    """A thing that at least one of the roles has.

    ``roles`` is the exact subset, as slugs in the order of comparison; ``claims`` and ``sources``
    count over that subset; ``modality`` is the strongest of any claim; ``support`` has the same for
    each role of the subset.
    """

    iri: str
    label: str
    kind: str
    roles: tuple[str, ...]
    claims: int
    sources: int
    modality: str
    support: tuple[Support, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the trait as JSON has it."""
        values = {**self._asdict(), "roles": list(self.roles)}
        del values["support"]
        return values

    def of(self, role: str) -> Support | None:
        """Return what the claims of one role, by its slug, amount to; None where it has none."""
        return next((one for one in self.support if one.role == role), None)


class Comparison(Tabular):
    """What two or more roles share and where they part, or what one role alone has.

    ``shared_count`` counts the traits that every role has, ``distinct`` by slug those of just one.
    Both, ``jaccard``, `shared`, `only` and `at_least` are over all traits of the compared kinds,
    also where ``traits`` lists only those that enough roles have. One role shares nothing with
    another: all that it has is distinct. ``lang`` is the language that labels were asked for in,
    ``spoken`` has the IRIs of what has its label in it.
    """

    def __init__(
        self,
        roles: Sequence[Role],
        traits: Sequence[Trait],
        query: str,
        names: Names,
        least: int = 1,
        lang: str | None = None,
        spoken: Collection[str] = (),
    ) -> None:
        self.roles = tuple(roles)
        self.lang = lang
        self.spoken = frozenset(spoken)
        self.union = len(traits)
        every = len(self.roles)
        self.shared_count = sum(len(trait.roles) == every > 1 for trait in traits)
        alone = Counter(trait.roles[0] for trait in traits if len(trait.roles) == 1)
        self.distinct = {role.slug: alone[role.slug] for role in self.roles}
        self._all = tuple(traits)
        self.traits = tuple(trait for trait in traits if len(trait.roles) >= least)
        self.query = query
        self._names = names

    @property
    def jaccard(self) -> float:
        """Traits that all roles have, over traits that any has (Jaccard 1901); 0 without traits."""
        return self.shared_count / self.union if self.union else 0.0

    def __len__(self) -> int:
        return len(self.traits)

    def __iter__(self) -> Iterator[Trait]:
        return iter(self.traits)

    def __repr__(self) -> str:
        labels = " / ".join(role.label for role in self.roles)
        if len(self.roles) == 1:
            return f"<Comparison {labels}: {self.union} traits>"
        return f"<Comparison {labels}: {self.shared_count} of {self.union} traits shared>"

    def shared(self, kind: str | None = None) -> Listing[Trait]:
        """Return the traits that every role has, of one kind or of all; for one role none."""
        return self.at_least(max(len(self.roles), 2), kind)

    def at_least(self, count: int, kind: str | None = None) -> Listing[Trait]:
        """Return the traits that at least so many of the roles have, of one kind or of all."""
        check_kinds(() if kind is None else (kind,))
        return _listed(t for t in self._all if len(t.roles) >= count and kind in (None, t.kind))

    def only(self, role: str, kind: str | None = None) -> Listing[Trait]:
        """Return the traits that just this role has; a role by any of its names.

        Raises `UnknownNameError` when the role is not in the comparison.
        """
        check_kinds(() if kind is None else (kind,))
        slug = self.slug(role)
        return _listed(t for t in self._all if t.roles == (slug,) and kind in (None, t.kind))

    def slug(self, role: str) -> str:
        """Return the slug of a compared role by any of its names."""
        iri = resolve_role(self._names, role)
        for one in self.roles:
            if one.iri == iri:
                return one.slug
        raise UnknownNameError(role, "role in this comparison", tuple(r.label for r in self.roles))

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON: roles, traits, counts, similarity and the query."""
        return {
            "roles": [role.to_dict() for role in self.roles],
            "traits": [trait.to_dict() for trait in self.traits],
            "counts": {"shared": self.shared_count, "distinct": dict(self.distinct)},
            "similarity": {"jaccard": round(self.jaccard, 4)},
            "query": self.query,
        }

    def headline(self) -> str:
        """Return the comparison in one line."""
        alone = ", ".join(f"{self.distinct[role.slug]} only {role.label}" for role in self.roles)
        return (
            f"{self.shared_count} of {self.union} traits shared by all "
            f"(Jaccard {self.jaccard:.2f}); {alone}"
        )

    def strengths(self, names: Sequence[str] = ()) -> Rows:
        """Return the table that people read: for each role how strongly it has a trait, or a dash.

        ``names`` stand for the roles' labels at the heads of the columns.
        """
        heads = names or [role.label for role in self.roles]
        rows = [
            (
                trait.kind,
                trait.label,
                *(one.modality if (one := trait.of(role.slug)) else "-" for role in self.roles),
                trait.sources,
                trait.claims,
            )
            for trait in self.traits
        ]
        return Rows(("kind", "label", *heads, "sources", "claims"), rows, self.headline())

    def _table(self, limit: int | None = None) -> Rows:
        rows = [
            (
                trait.label,
                trait.kind,
                *(role.slug in trait.roles for role in self.roles),
                trait.claims,
                trait.sources,
                trait.modality,
                trait.iri,
            )
            for trait in self.traits[:limit]
        ]
        slugs = (role.slug for role in self.roles)
        columns = ("label", "kind", *slugs, "claims", "sources", "modality", "iri")
        return Rows(columns, rows, self.headline())

    def _printed(self) -> Rows:
        table = self.strengths()
        # Columns without room are left out from the right: counts go before roles.
        return table._replace(rows=table.rows[:SHOWN])

    def _size(self) -> int:
        return len(self.traits)


def _listed(traits: Iterable[Trait]) -> Listing[Trait]:
    columns = ("label", "kind", "roles", "claims", "sources", "modality", "iri")
    return Listing(traits, columns)


def check_kinds(kinds: Collection[str]) -> None:
    """Raise `UsageError` when one of these is no kind that is compared."""
    for kind in kinds:
        if kind not in COMPARED:
            raise UsageError(f"{kind!r} is no kind of trait: take one of {', '.join(COMPARED)}")


def compare(
    dataset: Dataset,
    roles: Sequence[str],
    *,
    kinds: Collection[str] = (),
    least: int = 1,
    lang: str | None = None,
) -> Comparison:
    """Compare two or more roles, each named by slug, alias, label, CURIE or IRI.

    ``kinds`` restricts what is compared, ``least`` lists only what at least so many roles have.
    Labels come in ``lang`` where the data has it. Raises `UnknownNameError` on an unknown role,
    `UsageError` on fewer than two different ones and on what is no language tag.
    """
    check_kinds(kinds := _several(kinds))
    names = lexicon(dataset, "role")
    iris = [resolve_role(names, role) for role in roles]
    if len(set(iris)) != len(iris) or len(iris) < 2:
        raise UsageError("A comparison takes two or more different roles; `show` shows one.")
    return _gather(dataset, names, iris, kinds, least, lang)


def profile(
    dataset: Dataset,
    role: str,
    *,
    kinds: Collection[str] = (),
    least: int = 1,
    lang: str | None = None,
) -> Comparison:
    """Return what one role has, as a comparison with no other: see `compare`.

    ``least`` can only be 1: `UsageError` says so.
    """
    check_kinds(kinds := _several(kinds))
    names = lexicon(dataset, "role")
    return _gather(dataset, names, [resolve_role(names, role)], kinds, least, lang)


def _several(kinds: Collection[str]) -> Collection[str]:
    return (kinds,) if isinstance(kinds, str) else kinds


def _gather(
    dataset: Dataset,
    names: Names,
    iris: list[str],
    kinds: Collection[str],
    least: int,
    lang: str | None,
) -> Comparison:
    """Return the traits of roles, by IRI, with what the claims of each amount to."""
    if not 1 <= least <= len(iris):
        several = f"take a number from 1 to {len(iris)}, the roles given"
        hint = several if len(iris) > 1 else "take 1, or give more roles"
        raise UsageError(f"At least {least}: {hint}")
    check_traits(dataset, iris)
    rows = run(dataset, "cq-02-traits", {"role": iris}).records()
    witnesses = _witnesses(dataset, iris)
    spoken = languages.labels(dataset, {*iris, *(row["thing"] for row in rows)}, lang)
    said: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: iris.index(row["role"])):
        if not kinds or row["kind"] in kinds:
            said.setdefault(row["thing"], []).append(row)
    found = (_trait(rows, witnesses, spoken) for rows in said.values())
    traits = sorted(found, key=lambda trait: rank(trait._asdict()))
    own = Counter(slug for trait in traits for slug in trait.roles)
    labels = {iri: spoken.get(iri) or names.label(iri) or slug_of(iri) for iri in iris}
    compared = [Role(iri, slug_of(iri), labels[iri], own[slug_of(iri)]) for iri in iris]
    query = bound_text("cq-02-traits", {"role": iris})
    return Comparison(compared, traits, query, names, least, lang, spoken)


_Witnesses = dict[tuple[str, str], set[str]]


def _trait(rows: list[dict[str, Any]], witnesses: _Witnesses, spoken: Mapping[str, str]) -> Trait:
    """Return what the rows on one thing amount to, in the order of their roles.

    A thing that a role has by two properties is one trait of it all the same, of the first kind.
    """
    by_role: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_role.setdefault(row["role"], []).append(row)
    thing = rows[0]["thing"]
    support = tuple(
        Support(
            slug_of(role),
            sum(row["claims"] for row in its),
            len(witnesses[role, thing]),
            _strongest(its),
        )
        for role, its in by_role.items()
    )
    return Trait(
        thing,
        spoken.get(thing, rows[0]["label"]),
        min((row["kind"] for row in rows), key=COMPARED.index),
        tuple(one.role for one in support),
        sum(one.claims for one in support),
        len(set().union(*(witnesses[role, thing] for role in by_role))),
        _strongest(rows),
        support,
    )


def rank(trait: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what traits are sorted by: most roles, kind, most sources, most claims, label, IRI."""
    return (
        -len(trait["roles"]),
        COMPARED.index(trait["kind"]),
        -trait["sources"],
        -trait["claims"],
        trait["label"].casefold(),
        trait["iri"],
    )


def _witnesses(dataset: Dataset, iris: list[str]) -> _Witnesses:
    """Return which sources tie each role to each thing: over several roles one counts once."""
    found: _Witnesses = defaultdict(set)
    for role, thing, source in run(dataset, "cq-36-witnesses", {"role": iris}):
        found[role, thing].add(source)
    return found


def _strongest(rows: list[dict[str, Any]]) -> str:
    return MODALITIES[min(MODALITIES.index(row["modality"]) for row in rows)]


def edge_rows(dataset: Dataset) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Return columns and rows of a flat table, one row for each role and thing."""
    result = run(dataset, "cq-02-traits")
    return result.columns, [(slug_of(row[0]), row[1], to_curie(row[2]), *row[3:]) for row in result]
