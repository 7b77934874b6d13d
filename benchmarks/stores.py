"""Stores of the real releases to measure on, made when they are first asked for."""

import sysconfig
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import whole
from rolegraph import dataset, importing, queries, register
from rolegraph.namespaces import PREFIXES
from rolegraph.queries.lookup import lexicon, resolve_role

SCRIPT = str(Path(sysconfig.get_path("scripts"), "rolegraph"))


class Place(NamedTuple):
    """Where the releases are, and where the run may write."""

    data: Path
    scratch: Path

    def inputs(self, form: str) -> list[str]:
        """Return the paths of a release."""
        found = {
            "esco": [self.data / "esco"],
            "onet": [self.data / "onet" / "db_29_3_text.zip"],
            "salaries": [self.data / "salaries" / "salaries.csv"],
            "crosswalk": [self.data / "crosswalk" / "esco_onet_crosswalk_Nov2020.csv"],
        }
        return [str(path) for path in found[form]]

    def store(self, name: str = "large", times: int = 1) -> str:
        """Return a store of all releases, made when it is first asked for."""
        folder = self.scratch / f"{name}-{times}"
        if not folder.exists():
            for form in ("esco", "onet", "salaries"):
                whole([SCRIPT, "import", form, *self.inputs(form), "--db", str(folder)])
        return str(folder)


def ready_quads(place: Place, form: str) -> Path:
    """Write the quads of a release into a file, as an import gives them to the engine."""
    path = place.scratch / f"{form}.nq"
    if not path.exists():
        words = dataset.vocabulary()
        read = import_module(f"rolegraph.sources.{form}").read
        known = register.exactly(words)
        with (
            read(tuple(place.inputs(form)), names=known) as reading,
            path.open("w", encoding="utf-8") as file,
        ):
            file.writelines(importing.lines(reading.records, reading.source.iri))
    return path


def parameters(data: dataset.Dataset) -> dict[str, str]:
    """Return what the parameters of the named queries are bound to."""
    names = lexicon(data, "role")
    role = resolve_role(names, "esco:data scientist")
    other = resolve_role(names, "esco:data analyst")
    thing = next(iter(queries.run(data, "cq-02-traits", {"role": role})))[2]
    tool = PREFIXES["tool"] + "docker"
    return {"role": role, "goal": other, "other": other, "thing": thing, "tool": tool}
