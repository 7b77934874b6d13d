"""The profile of every role: what it has, who says so and how strongly, read in one go."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from math import fsum, log
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rolegraph import sameness
from rolegraph.errors import UnknownNameError, UsageError
from rolegraph.namespaces import BASE, COMPARED, MODALITIES, expand, slug_of
from rolegraph.profilerows import Role, Row, Thing, no_collection, records

if TYPE_CHECKING:
    from rolegraph.dataset import Dataset

Said = tuple[int, int, int, float | None]
"""What one source says: its number, the strongest modality's, how many claims, the importance."""

Held = dict[int, tuple[Said, ...]]
"""By the number of a thing what each source says of it for one role."""

LEARNT: Final = ("skill", "tool", "degree", "field", "certification")
"""The kinds that a person can bring along or acquire."""

STRENGTHS: Final = (1.0, 0.8, 0.6, 0.4, 0.2)
"""How much a thing weighs for a role, by modality: five even steps, a convention of ours."""

_SCALE: Final = 5
"""The top of O*NET's scale of importance, which begins at 1."""


class Trait(NamedTuple):
    """A thing that one role has, with what all sources together say of it.

    ``roles`` counts the roles that have it; ``importance`` is on O*NET's scale of 1 to 5, and None
    where no source measures it; ``sources`` are slugs.
    """

    iri: str
    label: str
    kind: str
    modality: str
    importance: float | None
    claims: int
    sources: tuple[str, ...]
    roles: int

    @property
    def essential(self) -> bool:
        """Whether the role asks for it, by itself or as one of several to choose from."""
        return self.modality in ("required", "alternative")

    @property
    def order(self) -> tuple[object, ...]:
        """What traits are sorted by: essential, had by few roles, kind, label, IRI."""
        kind = COMPARED.index(self.kind)
        return not self.essential, self.roles, kind, self.label.casefold(), self.iri

    def to_dict(self) -> dict[str, Any]:
        """Return the trait as JSON has it."""
        return {**self._asdict(), "sources": list(self.sources)}


class Profiles:
    """What every role has, over the sources that count.

    ``roles`` are those with a trait at least, the smallest profile first, then by label and IRI;
    ``held`` has for each of them, at the same place, what is said. Things and sources are known by
    their places in ``things`` and ``sources``; ``counted`` are those that were to
    count, by IRI. ``kept`` is for what others work out and want to find again.
    """

    def __init__(
        self,
        roles: Sequence[Role],
        things: Sequence[Thing],
        sources: Sequence[str],
        held: Sequence[Held],
        counted: Sequence[str] | None = None,
    ) -> None:
        order = sorted(
            (at for at, has in enumerate(held) if has),
            key=lambda at: (len(held[at]), roles[at].label.casefold(), roles[at].iri),
        )
        self.roles = tuple(roles[at] for at in order)
        self.held = tuple(held[at] for at in order)
        self.things = tuple(things)
        self.sources = tuple(sources)
        self.counted = tuple(sources if counted is None else counted)
        self.kept: dict[str, object] = {}
        self._restricted: dict[tuple[str, ...], Profiles] = {}

    def __len__(self) -> int:
        return len(self.roles)

    def __repr__(self) -> str:
        edges = sum(map(len, self.held))
        return f"<Profiles {len(self.roles)} roles, {len(self.things)} things, {edges} traits>"

    @cached_property
    def masks(self) -> list[int]:
        """For each thing the set of roles that have it, as `rolegraph.counting` takes sets."""
        masks = [0] * len(self.things)
        bit = 1
        for has in self.held:
            for thing in has:
                masks[thing] |= bit
            bit <<= 1
        return masks

    @cached_property
    def everyone(self) -> int:
        """The set of all roles."""
        return (1 << len(self.roles)) - 1

    @cached_property
    def sizes(self) -> list[int]:
        """For each role how many things it has."""
        return list(map(len, self.held))

    @cached_property
    def names(self) -> list[str]:
        """For each role its label, as labels are sorted."""
        return [role.label.casefold() for role in self.roles]

    @cached_property
    def spread(self) -> list[int]:
        """For each thing how many roles have it."""
        return [mask.bit_count() for mask in self.masks]

    @cached_property
    def rarity(self) -> list[float]:
        """For each thing ln(N/df), of N roles df having it (Spärck Jones 1972); 0 if all have."""
        every = len(self.roles)
        known = {0: 0.0}
        return [
            known[df] if df in known else known.setdefault(df, log(every / df))
            for df in self.spread
        ]

    @cached_property
    def totals(self) -> list[float]:
        """For each role the weight of all that it has."""
        rarity = self.rarity
        return [
            fsum(rarity[thing] * strength(said) for thing, said in has.items()) for has in self.held
        ]

    def weight(self, role: int, thing: int) -> float:
        """Return rarity times strength of a thing for a role that has it.

        Strength is importance/5 where a source measures importance, else `STRENGTHS` by modality.
        """
        return self.rarity[thing] * strength(self.held[role][thing])

    def trait(self, role: int, thing: int) -> Trait:
        """Return what all sources say of a thing for a role that has it."""
        said = self.held[role][thing]
        one = self.things[thing]
        return Trait(
            one.iri,
            one.label,
            one.kind,
            MODALITIES[min(row[1] for row in said)],
            max((row[3] for row in said if row[3] is not None), default=None),
            sum(row[2] for row in said),
            tuple(sorted({slug_of(self.sources[row[0]]) for row in said})),
            self.spread[thing],
        )

    @cached_property
    def _places(self) -> dict[str, int]:
        return {role.iri: at for at, role in enumerate(self.roles)}

    def place(self, iri: str) -> int:
        """Return the place of a role. Raises `UsageError` when it has no trait that counts."""
        found = self._places.get(iri)
        if found is None:
            slugs = ", ".join(slug_of(source) for source in self.counted) or "none"
            what = "no traits of the kinds and sources that count"
            raise UsageError(f"{slug_of(iri)} has {what} (sources: {slugs})")
        return found

    @cached_property
    def known(self) -> dict[str, int]:
        """The place of each thing by its IRI, and by those of its matches."""
        return {iri: at for at, thing in enumerate(self.things) for iri in (thing.iri, *thing.same)}

    def of_kinds(self, kinds: Collection[str]) -> "Profiles":
        """Return the profiles with things of these kinds only; without kinds, as they are.

        Raises `UsageError` on what is no kind of trait.
        """
        kinds = (kinds,) if isinstance(kinds, str) else kinds
        for kind in kinds:
            if kind not in COMPARED:
                raise UsageError(f"{kind!r} is no kind of trait: take one of {', '.join(COMPARED)}")
        wanted = tuple(kind for kind in COMPARED if kind in kinds)
        if not wanted or len(wanted) == len(COMPARED):
            return self
        if wanted not in self._restricted:
            keep = {at for at, thing in enumerate(self.things) if thing.kind in wanted}
            held = [{at: has[at] for at in has if at in keep} for has in self.held]
            self._restricted[wanted] = Profiles(
                self.roles, self.things, self.sources, held, self.counted
            )
        return self._restricted[wanted]


def strength(said: tuple[Said, ...]) -> float:
    """Return how much a thing weighs by what sources say of it: see `Profiles.weight`."""
    (_, modality, _, importance), *others = said
    for _, one, _, measured in others:
        modality = min(modality, one)
        if measured is not None and (importance is None or measured > importance):
            importance = measured
    if importance is None:
        return STRENGTHS[modality]
    return max(0.0, min(1.0, importance / _SCALE))


def read(dataset: "Dataset", sources: Collection[str] = ()) -> Profiles:
    """Read the profiles of all roles; with sources, by slug or IRI, only what these say.

    Things that are exact matches of each
    other count as one: see `joined`. Raises `UnknownNameError` on a source that says nothing.
    """
    with no_collection():
        return build(*records(dataset), sources)


def build(
    roles: Sequence[Role],
    things: Sequence[Thing],
    sources: Sequence[str],
    rows: Iterable[Row],
    matches: Iterable[tuple[str, str]] = (),
    wanted: Collection[str] = (),
) -> Profiles:
    """Return profiles out of rows, one for each role, thing and source: see `read`."""
    chosen = _chosen(sources, wanted)
    things, place = joined(things, matches)
    held: list[Held] = [{} for _ in roles]
    for role, thing, source, modality, claims, importance in rows:
        if source not in chosen:
            continue
        has = held[role]
        said = (source, modality, claims, importance)
        at = place[thing]
        has[at] = (*has[at], said) if at in has else (said,)
    return Profiles(roles, things, sources, held, [sources[at] for at in sorted(chosen)])


def _chosen(sources: Sequence[str], wanted: Collection[str]) -> set[int]:
    """Return the places of the sources that count. Raises `UnknownNameError` on an unknown one."""
    if not wanted:
        return set(range(len(sources)))
    places = {name: at for at, iri in enumerate(sources) for name in (iri, slug_of(iri))}
    chosen = set()
    for name in (wanted,) if isinstance(wanted, str) else wanted:
        at = places.get(name, places.get(expand(name) or ""))
        if at is None:
            from difflib import get_close_matches

            slugs = sorted(map(slug_of, sources))
            near = get_close_matches(name, slugs, 3) or slugs[:3]
            raise UnknownNameError(name, "source", tuple(near))
        chosen.add(at)
    return chosen


def joined(
    things: Sequence[Thing], matches: Iterable[tuple[str, str]]
) -> tuple[Sequence[Thing], Sequence[int]]:
    """Return things with exact matches made one, and the place that each thing has now.

    Exact match is transitive (SKOS Reference, S45), so all that are tied by a chain of matches are
    one thing. Ours stands for the others where there is one, else the first by IRI; a thing that
    stands for others keeps its place.
    """
    place = list(range(len(things)))
    classes = sameness.classes(matches)
    matched = {iri for same in classes for iri in same}
    found = {thing.iri: at for at, thing in enumerate(things) if thing.iri in matched}
    changed = list(things)
    for same in classes:
        there = [iri for iri in same if iri in found]
        if not there:
            continue
        best = min(there, key=lambda iri: (not iri.startswith(BASE), iri))
        changed[found[best]] = changed[found[best]]._replace(
            same=tuple(iri for iri in same if iri != best)
        )
        for iri in there:
            place[found[iri]] = found[best]
    return changed, place
