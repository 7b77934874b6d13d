"""The roles that a program recognises in articles: one table, read like the vocabulary's own."""

from pathlib import Path

from rolegraph.namespaces import is_slug
from rolegraph.reading.minting import shortened, slugify
from rolegraph.sources.tables import read_rows

DATA = Path(__file__).resolve().parent.parent / "data"
COLUMNS = ("slug", "label", "broader", "alt", "hidden", "definition")


def rows(name: str) -> list[dict[str, str]]:
    read = read_rows(str(DATA / name), COLUMNS, name)
    return [dict(zip(COLUMNS, cells, strict=True)) for _, cells in read]


KNOWN, MORE = rows("vocabulary/roles.tsv"), rows("reading/roles.tsv")


def names(row: dict[str, str]) -> list[str]:
    """Return what a role is called: label, other titles, and what is only matched."""
    rest = [name for column in ("alt", "hidden") for name in row[column].split(" | ") if name]
    return [row["label"], *rest]


def test_the_table_is_sorted_and_its_slugs_are_those_of_its_labels() -> None:
    slugs = [row["slug"] for row in MORE]
    assert slugs == sorted(set(slugs))
    for row in MORE:
        assert is_slug(row["slug"])
        assert row["slug"] == slugify(row["label"]), "a role that is minted would be another one"


def test_no_name_stands_twice_in_the_two_tables() -> None:
    seen: dict[str, str] = {}
    for row in (*KNOWN, *MORE):
        for name in names(row):
            assert name.casefold() not in seen, (name, seen[name.casefold()], row["slug"])
            seen[name.casefold()] = row["slug"]


def test_roles_are_described_in_one_sentence() -> None:
    for row in MORE:
        assert row["broader"] == "", "a program mints no broader role beside a role"
        assert row["definition"].startswith("Role that ")
        assert row["definition"].endswith(".")
        assert row["definition"].count(".") == 1
        for name in names(row):
            assert shortened(name) == name
            assert "|" not in name
        for name in row["hidden"].split(" | "):
            assert name == name.lower()
