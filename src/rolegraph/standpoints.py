"""What articles, ESCO, O*NET or any source say of one role, side by side, and where they disagree.

A taxonomy speaks of roles of its own: what it says is taken from those that ours is matched to.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from rolegraph import register
from rolegraph.dataset import Dataset
from rolegraph.errors import UnknownNameError
from rolegraph.namespaces import BASE, COMPARED, KINDS, MODALITIES, expand, slug_of
from rolegraph.queries import run
from rolegraph.queries.bounds import check_traits
from rolegraph.sameness import classes

ARTICLES: Final = "articles"
"""The name of the view that all articles make together."""

IMPORTED: Final = {"esco": "ESCO", "onet": "O*NET", "salaries": "salaries", "postings": "postings"}
"""Sources that an import makes, by slug, and what they are called."""

RELATIONS: Final = ("same", "exact", "close", "broad", "narrow", "related")
"""How a role of a source is tied to the role that is looked at, the closest first."""

ESSENTIAL: Final = ("required", "alternative")

_KINDS: Final = {kind.property: name for name, kind in KINDS.items() if name in COMPARED}
_STEPS: Final = 3
_NEAR: Final = ("close", "broad", "broader", "narrow")
_ORDER: Final = {name: at for at, name in enumerate((*MODALITIES, "rated", "denied"))}


class Match(NamedTuple):
    """A role that a source speaks of, and how it is tied to the one that is looked at.

    ``confidence`` is that of the mapping, from 0 to 1, where it is known.
    """

    iri: str
    label: str
    relation: str
    confidence: float | None = None


class View(NamedTuple):
    """Who speaks: its name, the titles of its sources, of which roles; ``remark`` says why of none.

    ``kinds`` counts by kind the traits that it names.
    """

    name: str
    titles: tuple[str, ...]
    roles: tuple[Match, ...]
    kinds: dict[str, int]
    remark: str | None = None

    @property
    def traits(self) -> int:
        """Return how many traits the view names."""
        return sum(self.kinds.values())


class Opinion(NamedTuple):
    """What a view says of a trait: a modality, rated (too little to be a trait) or denied.

    ``thing`` and ``label`` are as the view has them. ``near`` is None where that is the thing
    itself, by exact match too; else how its thing is tied to the trait of the row. ``importance``
    and ``level`` are the highest on the source's own scale, ``sources`` counts who says so.
    """

    thing: str
    label: str
    says: str
    importance: float | None = None
    level: float | None = None
    sources: int = 1
    near: str | None = None

    @property
    def is_yes(self) -> bool:
        """Whether the view says that the role has the trait."""
        return self.says in MODALITIES

    def __str__(self) -> str:
        words = {"denied": "says no", "rated": "too little"}.get(self.says, self.says)
        number = "" if self.importance is None else f" {self.importance:g}"
        return f"near: {self.label} ({words})" if self.near else words + number


class Row(NamedTuple):
    """A trait and what each view says of it; ``things`` are all that exact matches make one."""

    kind: str
    label: str
    things: tuple[str, ...]
    opinions: dict[str, Opinion]


class Disagreement(NamedTuple):
    """Where views part: ``what`` is denied, rated, strength, degree or absent.

    ``views`` has what each of those says that disagree; None where it names no such thing, though
    it names others of this kind.
    """

    what: str
    kind: str
    label: str
    views: dict[str, str | None]


class Standpoints(NamedTuple):
    """The views of one role side by side."""

    iri: str
    label: str
    views: tuple[View, ...]
    rows: tuple[Row, ...]
    disagreements: tuple[Disagreement, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the views, what they say of each trait, and where they disagree, as JSON."""
        return {
            "role": {"iri": self.iri, "slug": slug_of(self.iri), "label": self.label},
            "views": [
                {
                    "name": view.name,
                    "titles": list(view.titles),
                    "roles": [match._asdict() for match in view.roles],
                    "kinds": view.kinds,
                    "remark": view.remark,
                }
                for view in self.views
            ],
            "traits": [
                {
                    "kind": row.kind,
                    "label": row.label,
                    "things": list(row.things),
                    "views": {name: one._asdict() for name, one in row.opinions.items()},
                }
                for row in self.rows
            ],
            "disagreements": [one._asdict() for one in self.disagreements],
        }


_Said = Mapping[str, Any]


Confidences = Mapping[tuple[str, str], float]
"""How sure a mapping is, from 0 to 1, by the IRIs of both sides."""


def standpoints(
    dataset: Dataset,
    role: str,
    label: str,
    names: Sequence[str],
    *,
    kinds: Collection[str] = (),
    confidences: Confidences | None = None,
) -> Standpoints:
    """Return what sources say of a role, by its IRI; a source by its slug, or `ARTICLES`.

    Of several roles that a source has for it only the most closely matched are taken;
    ``confidences`` has those of mappings of which the graph says none. Raises `UnknownNameError` on
    a name of no source.
    """
    matches = [Match(role, label, "same"), *_matches(dataset, role, confidences or {})]
    iris = sorted({one.iri for one in matches})
    check_traits(dataset, iris)
    found = run(dataset, "cq-49-standpoints", {"role": iris})
    rows = [{**row, "kind": _KINDS[row["property"]]} for row in found.records()]
    said: list[_Said] = [row for row in rows if not kinds or row["kind"] in kinds]
    taken: dict[str, list[_Said]] = {}
    views = []
    for name in dict.fromkeys(names):
        own = _spoken(said, name, role)
        speakers = _closest(matches, {row["role"] for row in own})
        taken[name] = [row for row in own if row["role"] in {one.iri for one in speakers}]
        things = {(row["kind"], row["thing"]) for row in taken[name] if row["says"] in MODALITIES}
        counts = {kind: sum(one[0] == kind for one in things) for kind in COMPARED}
        views.append(
            View(
                name,
                tuple(sorted({row["title"] for row in taken[name]})),
                tuple(speakers),
                {kind: count for kind, count in counts.items() if count},
                None if own else _remark(dataset, name, label, len(matches) > 1, bool(kinds)),
            )
        )
    traits = _rows(dataset, taken)
    parts = _disagreements(views, traits, taken)
    return Standpoints(role, label, tuple(views), tuple(traits), tuple(parts))


def _matches(dataset: Dataset, role: str, sure: Confidences) -> list[Match]:
    """Return what a role is matched to, also by way of what it is the same as."""
    closest: dict[str, Match] = {}
    step = [role]
    for _ in range(_STEPS):
        rows = run(dataset, "cq-48-matches", {"thing": step}).records() if step else []
        step = []
        for row in rows:
            own, other = row["thing"], row["other"]
            if row["relation"] not in RELATIONS or other == role:
                continue
            confidence = _number(row["confidence"])
            if confidence is None:
                confidence = sure.get((own, other), sure.get((other, own)))
            one = Match(other, row["label"] or other, row["relation"], confidence)
            if other not in closest and one.relation == "exact":
                step.append(other)
            if other not in closest or _far(one) < _far(closest[other]):
                closest[other] = one
    return sorted(closest.values(), key=_far)


def _far(match: Match) -> tuple[int, float, str]:
    return RELATIONS.index(match.relation), -(match.confidence or 0), match.label


def _source(name: str) -> str:
    return expand(name) or f"{BASE}source/{name}"


def _spoken(said: Iterable[_Said], name: str, role: str) -> list[_Said]:
    if name != ARTICLES:
        return [row for row in said if row["source"] == _source(name)]
    # What comes in releases has a version; an article has none.
    return [
        row
        for row in said
        if row["role"] == role and row["version"] is None and slug_of(row["source"]) not in IMPORTED
    ]


def _closest(matches: Sequence[Match], speaking: Collection[str]) -> list[Match]:
    heard = [one for one in matches if one.iri in speaking]
    return [one for one in heard if one.relation == heard[0].relation]


def _remark(dataset: Dataset, name: str, label: str, matched: bool, limited: bool) -> str:
    """Return why a view says nothing. Raises `UnknownNameError` where it is no source at all."""
    if name == ARTICLES:
        return f"no article here speaks of {label}" + (" and this kind" if limited else "")
    iri = _source(name)
    slug = slug_of(iri)
    if not _is_known(dataset, iri):
        if slug in IMPORTED:
            return f"this graph holds no {IMPORTED[slug]}: `rolegraph import {slug} PATH --db DIR`"
        raise UnknownNameError(
            name, "source", register.nearest(slug, {*_known(dataset), *IMPORTED, ARTICLES})
        )
    title = IMPORTED.get(slug, slug)
    if limited:
        return f"{title} says nothing of this kind about {label}"
    if matched:
        return f"{title} says nothing of {label}, nor of the roles that it is matched to"
    return f"{title} says nothing of {label}, and no mapping here ties it to a role of {title}"


def _is_known(dataset: Dataset, source: str) -> bool:
    if dataset.kind == "endpoint":
        return bool(run(dataset, "cq-63-sources-named", {"source": source}).records())
    return register.is_known(dataset.store, source)


def _known(dataset: Dataset) -> set[str]:
    if dataset.kind == "endpoint":
        return {slug_of(row["source"]) for row in run(dataset, "cq-63-sources-named").records()}
    return register.sources(dataset.store)


def _opinions(said: Iterable[_Said]) -> dict[str, tuple[str, Opinion]]:
    """Return by thing its kind and what one view says of it: the strongest that any source says."""
    sources: dict[str, set[str]] = {}
    found: dict[str, tuple[str, Opinion]] = {}
    for row in said:
        thing = row["thing"]
        sources.setdefault(thing, set()).add(row["source"])
        importance, level = _number(row["importance"]), _number(row["level"])
        one = Opinion(thing, row["label"], row["says"], importance, level)
        if thing in found:
            old = found[thing][1]
            one = one._replace(
                says=min(old.says, one.says, key=_ORDER.__getitem__),
                importance=max(filter(None, (old.importance, one.importance)), default=None),
                level=max(filter(None, (old.level, one.level)), default=None),
            )
        found[thing] = (row["kind"], one._replace(sources=len(sources[thing])))
    return found


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _rows(dataset: Dataset, taken: Mapping[str, list[_Said]]) -> list[Row]:
    """Return each trait once, with what each view says of it or of a thing near it."""
    opinions = {name: _opinions(said) for name, said in taken.items()}
    things = sorted({thing for known in opinions.values() for thing in known})
    ties = run(dataset, "cq-48-matches", {"thing": things}).records() if things else []
    exact = [(tie["thing"], tie["other"]) for tie in ties if tie["relation"] == "exact"]
    same = {name: names[0] for names in classes(exact) for name in names}
    near: dict[str, dict[str, str]] = {}
    back = {"broad": "narrow", "broader": "narrow", "narrow": "broad", "close": "close"}
    for tie in ties:
        if tie["relation"] in _NEAR:
            one, other = (same.get(tie[side], tie[side]) for side in ("thing", "other"))
            if one != other:
                near.setdefault(one, {}).setdefault(other, tie["relation"])
                near.setdefault(other, {}).setdefault(one, back[tie["relation"]])
    said: dict[str, dict[str, Opinion]] = {}
    heads: dict[str, tuple[str, str]] = {}
    members: dict[str, set[str]] = {}
    for name, known in opinions.items():
        for thing, (kind, opinion) in known.items():
            one = same.get(thing, thing)
            heads.setdefault(one, (kind, opinion.label))
            members.setdefault(one, set()).add(thing)
            old = said.setdefault(one, {}).get(name)
            if old is None or _rank(opinion) < _rank(old):
                said[one][name] = opinion
    rows = []
    for one, direct in said.items():
        full = {}
        for name in taken:
            tied = [
                said[other][name]._replace(near=relation)
                for other, relation in near.get(one, {}).items()
                if name in said.get(other, {})
            ]
            if name in direct:
                full[name] = direct[name]
            elif tied:
                full[name] = min(tied, key=_rank)
        rows.append(Row(*heads[one], tuple(sorted(members[one])), full))
    return sorted(rows, key=_place)


def _rank(opinion: Opinion) -> tuple[int, int, str, str]:
    near = 0 if opinion.near is None else 1 + _NEAR.index(opinion.near)
    return near, _ORDER[opinion.says], opinion.label.casefold(), opinion.thing


def _place(row: Row) -> tuple[Any, ...]:
    direct = [one for one in row.opinions.values() if one.near is None]
    strongest = min(_ORDER[one.says] for one in direct)
    kind = COMPARED.index(row.kind)
    return kind, -len(direct), strongest, row.label.casefold(), row.things


def _disagreements(
    views: Sequence[View], rows: Iterable[Row], taken: Mapping[str, list[_Said]]
) -> list[Disagreement]:
    """Return where views part, what is said and denied first, what one does not name last.

    A trait counts once, by the gravest.
    """
    found = _degrees(taken)
    for row in rows:
        direct = {name: one for name, one in row.opinions.items() if one.near is None}
        yes = {name: one for name, one in direct.items() if one.is_yes}
        told: dict[str, str | None] = {name: str(one) for name, one in direct.items()}
        strong = {name for name, one in yes.items() if one.says in ESSENTIAL}
        missing = [
            view.name for view in views if row.kind in view.kinds and view.name not in row.opinions
        ]
        weak = [what for what in ("denied", "rated") if what in {o.says for o in direct.values()}]
        what: str = weak[0] if weak and yes else ""
        if not what and strong and row.kind != "degree":
            what = "strength" if len(strong) < len(yes) else "absent" if missing else ""
        if what == "absent":
            told |= dict.fromkeys(missing)
        if what:
            found.append(Disagreement(what, row.kind, row.label, told))
    order = ("denied", "degree", "rated", "strength", "absent")
    return sorted(found, key=lambda one: order.index(one.what))


def _degrees(taken: Mapping[str, list[_Said]]) -> list[Disagreement]:
    """Return that views ask for different degrees: the lowest that is enough for each, by EQF."""
    lowest: dict[str, tuple[int, str]] = {}
    for name, said in taken.items():
        graded = [
            row
            for row in said
            if row["kind"] == "degree" and row["grade"] is not None and row["says"] in MODALITIES
        ]
        asked = [row for row in graded if row["says"] in ESSENTIAL] or graded
        if asked:
            lowest[name] = min((int(row["grade"]), str(row["label"])) for row in asked)
    if len({grade for grade, _ in lowest.values()}) < 2:
        return []
    told: dict[str, str | None] = {name: label for name, (_, label) in lowest.items()}
    return [Disagreement("degree", "degree", "lowest degree", told)]
