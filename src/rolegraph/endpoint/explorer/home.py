"""The first page: a search field, what is in the store, and doors into it."""

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer.rendering import page as rendered
from rolegraph.endpoint.explorer.view import View
from rolegraph.endpoint.explorer.words import count, say
from rolegraph.namespaces import KINDS, PREFIXES, RG
from rolegraph.queries import names

_FEW = 12


def page(view: View) -> PageAnswer:
    """Return the first page."""
    scheme = PREFIXES["scheme"]
    found = {row["scheme"].removeprefix(scheme): row for row in view.rows("cq-57-kinds", keep=True)}
    order = [kind for kind in KINDS if kind in found] + sorted(found.keys() - KINDS.keys())
    sizes = {row["source"]: row["claims"] for row in view.rows("cq-55-source-sizes", keep=True)}
    records = view.rows("cq-56-source-records", keep=True)
    titles = {row["source"]: row["value"] for row in records if row["property"] == RG.label}
    roles = view.known.names("role").labels()
    few = (
        sorted(roles.items(), key=lambda one: (one[1].casefold(), one[0]))
        if len(roles) <= _FEW
        else []
    )
    total = count(len(roles), "{n} role", "{n} roles")
    claims = count(sum(sizes.values()), "{n} claim", "{n} claims")
    return rendered(
        view,
        "home.html.j2",
        title=say("What job roles ask for, and who says so"),
        about=say("{roles} and {claims}, each with its source.", roles=total, claims=claims),
        kinds=[(kind, found[kind]["scheme"], found[kind]["things"]) for kind in order],
        roles=few,
        total=len(roles),
        sources=sorted(titles, key=lambda iri: (-sizes.get(iri, 0), iri)),
        titles=titles,
        sizes=sizes,
        claims=sum(sizes.values()),
        questions=len(names()),
    )
