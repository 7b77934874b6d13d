"""What a comparison finds, in one sentence, and on how much it rests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rolegraph.namespaces import MODALITIES as STRENGTHS
from rolegraph.views.namesakes import origin
from rolegraph.views.table import count
from rolegraph.views.words import KINDS, listed, number

Trait = Mapping[str, Any]
_TELLING = ("tool", "skill", "certification", "field", "degree", "industry", "responsibility")


def finding(data: Mapping[str, Any], met: int = 0) -> str:
    """Return in one sentence what the roles share and by what each of them stands out.

    ``met`` says in how many broader terms all of them meet; it is told where nothing is shared.
    """
    roles, traits = data["roles"], data["traits"]
    if not traits:
        return f"No trait of {'this role' if len(roles) == 1 else 'these roles'} is known yet."
    if len(roles) == 1:
        return _profile(roles[0], traits)
    slugs = {role["slug"] for role in roles}
    shared = [trait for trait in traits if slugs <= set(trait["roles"])]
    own = data["counts"]["distinct"]
    text = _share(data, traits)
    if shared:
        text += f", {'among them' if data['counts']['shared'] > 3 else 'namely'} {_some(shared, 3)}"
    if met and not data["counts"]["shared"]:
        text += f", but they meet in {count(met, 'broader term')}"
    if len(roles) > 3:
        if not shared:
            text += _widest(traits, len(roles))
        most = max(own.get(role["slug"], 0) for role in roles)
        if not most:
            return f"{text}; none has any of its own."
        first = [role["label"] for role in roles if own.get(role["slug"], 0) == most]
        if len(first) == len(roles):
            return f"{text}; each has {most} of its own."
        if len(first) > 1:
            return f"{text}; {number(len(first))} roles have the most of their own, {most} each."
        return f"{text}; {first[0]} has the most of its own, {most}."
    for role in roles:
        if not role["traits"]:
            # Not that it has nothing: no source here has said so.
            text += f"; of {role['label']} no trait is known"
            continue
        only = [trait for trait in traits if trait["roles"] == [role["slug"]]]
        if not only:
            rest = own.get(role["slug"], 0)
            text += f"; {role['label']} has {rest or 'nothing'} of its own"
            continue
        more = own.get(role["slug"], 0) - min(len(only), 3)
        text += f"; {role['label']} stands out by {_some(only, 3)}"
        text += f" (and {more} more)" if more > 0 else ""
    return text + "."


def _profile(role: Mapping[str, Any], traits: Sequence[Trait]) -> str:
    sums = {kind: sum(trait["kind"] == kind for trait in traits) for kind in KINDS}
    kinds = [f"{n} {KINDS[kind][n > 1].lower()}" for kind, n in sums.items() if n]
    if len(kinds) == 1 and len(traits) > 1 and traits[0]["sources"] == 1:
        # The sum of one number says nothing new.
        best = _some(traits, 3, len(traits))
        return f"{kinds[0]} of {role['label']} are known: {best}."
    best = max(trait["sources"] for trait in traits)
    widest = [trait for trait in traits if trait["sources"] == best]
    named = _some(widest, 3, len(widest))
    said = f"; most sources, {number(best)}, name {named}" if best > 1 else ""
    verb = "is" if len(traits) == 1 else "are"
    return f"{count(len(traits), 'trait')} of {role['label']} {verb} known: {listed(kinds)}{said}."


def _share(data: Mapping[str, Any], traits: Sequence[Trait]) -> str:
    roles, shared = data["roles"], data["counts"]["shared"]
    text = str(shared or "None")
    # A comparison may list only what several roles have; then the total is not known here.
    if sum(role["traits"] for role in roles) == sum(len(trait["roles"]) for trait in traits):
        if not shared and len(traits) == 1:
            return f"The only trait is not shared (Jaccard {data['similarity']['jaccard']:.2f})"
        text += f" of {'' if shared else 'the '}{count(len(traits), 'trait')}"
    else:
        text += " trait" if shared == 1 else " traits" if shared else " of the traits"
    text += " is shared" if shared < 2 else " are shared"
    text += "" if len(roles) == 2 else f" by all {number(len(roles))} roles"
    return f"{text} (Jaccard {data['similarity']['jaccard']:.2f})"


def _widest(traits: Sequence[Trait], total: int) -> str:
    most = max(len(trait["roles"]) for trait in traits)
    if most < 2:
        return ""
    widest = [trait for trait in traits if len(trait["roles"]) == most]
    # Several sets of so many roles: no one of them has all that is named.
    each = ", not always the same" if len({tuple(trait["roles"]) for trait in widest}) > 1 else ""
    return f"; {number(most)} of the {number(total)} share {_some(widest, 3, len(widest))}{each}"


def _some(traits: Sequence[Trait], most: int, total: int = 0) -> str:
    """Name the best supported traits, tools and skills before the rest, and how many more."""
    order = sorted(
        traits,
        key=lambda t: (
            _TELLING.index(t["kind"]) > 1,
            t["modality"] == "mentioned",
            -t["sources"],
            -t["claims"],
            _TELLING.index(t["kind"]),
            STRENGTHS.index(t["modality"]),
            t["label"].casefold(),
            t["iri"],
        ),
    )
    names = [trait["label"] for trait in order[:most]]
    if any(map(_runs_on, names)):
        names = [f"“{name}”" for name in names]
    if total > len(names):
        names.append(f"{total - len(names)} more")
    return listed(names)


def _runs_on(name: str) -> bool:
    """Tell whether one does not see in a sentence where a name ends, as with an O*NET task."""
    return len(name.split()) > 3 or "," in name or " and " in name


def _told(slug: str, more: Mapping[str, Any]) -> str:
    """Say what is known of a role without traits."""
    words = {"definitions": "what it is", "outlook": "outlook", "salary": "pay", "advice": "advice"}
    known = [
        word
        for part, word in words.items()
        if any(one["role"] == slug for one in more.get(part, ()))
    ]
    return f", only {listed(known)}" if known else ""


def support(data: Mapping[str, Any], more: Mapping[str, Any]) -> str:
    """Say on how much each role's traits rest: a role of one source seems poorer than it may be."""
    publishers = {source["slug"]: source["publisher"] for source in more["sources"]}
    parts = []
    for role in data["roles"]:
        used = {claim["source"] for claim in more["claims"] if claim["role"] == role["slug"]}
        houses = {publishers.get(source) or source for source in used}
        text = f"{role['label']}: {count(role['traits'], 'trait')}"
        if len(used) == 1 and origin(role["iri"]):
            # An imported role: whose it is says more than that it has one source.
            (title,) = (one["title"] for one in more["sources"] if one["slug"] in used)
            text += f" from {title.partition(': ')[0]}"
        elif not used:
            # A salary table, say, has a role of which no source names a trait.
            text = f"{role['label']}: no traits" + _told(role["slug"], more)
        else:
            text += f" from {count(len(used), 'source')}"
        parts.append(text + (f" of {count(len(houses), 'publisher')}" if len(used) > 1 else ""))
    if len(parts) == 1:
        return f"{parts[0]}."
    return f"{'; '.join(parts)}. “Only” means that no source here says it of the others."
