"""Build the documentation as a site: ``python -m manual.site [FOLDER]``.

The pages are those of the checkout, in the folders that they have there, so that links work the
same on a code host and on the site. What a page links to is taken along. A link that leads nowhere
ends the build.
"""

import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from manual import ROOT

NAV: Final[dict[str, dict[str, str]]] = {
    "Start": {
        "README.md": "rolegraph",
        "docs/README.md": "What is where",
        "docs/tutorial.md": "Tutorial",
    },
    "How to": {
        "docs/comparing.md": "Compare roles",
        "docs/pages.md": "Read pages and pictures",
        "docs/asking.md": "Ask in SPARQL",
        "docs/advising.md": "Advise a person",
        "docs/checking.md": "See who says so",
        "docs/reading-articles.md": "Read articles",
        "docs/importing.md": "Import ESCO, O*NET, pay",
        "docs/exporting.md": "Export and exchange",
        "docs/python.md": "Python and notebooks",
        "notebooks/README.md": "The notebooks",
        "docs/serving.md": "Serve the graph",
        "docs/explorer.md": "Look around in a browser",
        "docs/endpoints.md": "Ask other servers",
        "docs/reliability.md": "Keep a store safe",
        "docs/shell.md": "Completion and man page",
    },
    "Reference": {
        "docs/commands.md": "Commands",
        "docs/reference.md": "Python",
        "docs/errors.md": "Errors",
        "docs/competency-questions.md": "Competency questions",
        "docs/ontology.md": "Ontology, term by term",
    },
    "Background": {
        "docs/model.md": "The model",
        "docs/analysis.md": "What the figures are",
        "docs/sources.md": "Sources and licences",
        "docs/mappings.md": "Mappings",
        "docs/architecture.md": "Architecture",
        "docs/security.md": "Security",
        "docs/performance.md": "Performance",
        "docs/scaling.md": "Past one machine",
        "docs/limits.md": "Limits",
    },
    "Project": {
        "CONTRIBUTING.md": "Contributing",
        "CHANGELOG.md": "Changes",
        "ontology/README.md": "Ontology: decisions",
        "ontology/CHANGELOG.md": "Ontology: changes",
        "data/README.md": "Data",
        "benchmarks/README.md": "Benchmarks",
    },
}
"""The pages by part, with their names in the menu. A page that is not there is left out."""

LINK: Final = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")
_FENCED: Final = re.compile(r"^( *)(```+).*?^\1\2\s*$", re.MULTILINE | re.DOTALL)
_SHIM: Final = "https://unpkg.com/iframe-worker/shim"
_LOADED: Final = re.compile(
    r'<(?:script|img|iframe|source)\b[^>]*\bsrc="(https?:[^"]+)"'
    r'|<link\b[^>]*rel="(?:stylesheet|preconnect|preload|icon)"[^>]*href="https?:[^"]+"'
)
_SETTINGS: Final = """\
[project]
site_name = "rolegraph"
site_description = "A knowledge graph of job roles: what they share, where they part, who says so"
docs_dir = "pages"
site_dir = "site"
use_directory_urls = false
extra_css = ["site.css"]
nav = [
{nav}
]

[project.theme]
language = "en"
font = false
features = [
  "content.code.copy", "navigation.top", "navigation.footer", "navigation.tabs",
  "navigation.tabs.sticky", "search.highlight", "toc.follow",
]

[[project.theme.palette]]
media = "(prefers-color-scheme)"
toggle.icon = "lucide/sun-moon"
toggle.name = "Switch to light"

[[project.theme.palette]]
media = "(prefers-color-scheme: light)"
scheme = "default"
toggle.icon = "lucide/sun"
toggle.name = "Switch to dark"

[[project.theme.palette]]
media = "(prefers-color-scheme: dark)"
scheme = "slate"
toggle.icon = "lucide/moon"
toggle.name = "Follow the system"

[project.plugins.offline]

[project.markdown_extensions]
admonition = {{}}
attr_list = {{}}
footnotes = {{}}
tables = {{}}
toc.permalink = true
pymdownx.highlight.pygments_lang_class = true
pymdownx.inlinehilite = {{}}
pymdownx.superfences = {{}}
"""


def written(text: str) -> str:
    """Return a page without what stands in fenced blocks: links there are none."""
    return _FENCED.sub("", text)


def linked(page: str) -> Iterator[str]:
    """Yield the paths in the checkout that a page of it links to."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for _, _, target in LINK.findall(written(text)):
        path = target.partition("#")[0]
        if path and "://" not in path and not path.startswith("mailto:"):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(page), path))


def pages() -> list[str]:
    """Return every page of the site: those of the menu, and the pages that they lead to."""
    found = [page for part in NAV.values() for page in part if (ROOT / page).is_file()]
    for page in found:
        found += [
            one
            for one in dict.fromkeys(linked(page))
            if one.endswith(".md") and one not in found and (ROOT / one).is_file()
        ]
    return found


def stage(folder: Path) -> None:
    """Write the pages, what they link to, and the settings of the builder into a folder."""
    names = pages()
    for page in names:
        for path in linked(page):
            if (ROOT / path).is_file() and not path.endswith(".md"):
                _copied(path, folder)
        text = (ROOT / page).read_text(encoding="utf-8")
        target = folder / "pages" / _place(page)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_for_site(text, page), encoding="utf-8")
    shutil.copyfile(ROOT / "manual" / "site.css", folder / "pages" / "site.css")
    (folder / "zensical.toml").write_text(_SETTINGS.format(nav=_nav(names)), encoding="utf-8")


def _place(page: str) -> str:
    """Return where a page stands on the site: a README is what its folder shows."""
    return re.sub(r"(^|/)README\.md$", r"\1index.md", page)


def _copied(path: str, folder: Path) -> None:
    target = folder / "pages" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / path, target)


def _for_site(text: str, page: str) -> str:
    """Return a page with its links as the site needs them.

    A link to a folder of the code is its words alone, for the site has no such page.
    """

    def link(found: re.Match[str]) -> str:
        mark, words, target = found.groups()
        path, hash_, place = target.partition("#")
        if not path or "://" in path:
            return found[0]
        whole = ROOT / posixpath.dirname(page) / path
        if whole.is_dir():
            return words
        return f"{mark}[{words}]({_place(path)}{hash_}{place})"

    pieces, at = [], 0
    for block in _FENCED.finditer(text):
        pieces += [LINK.sub(link, text[at : block.start()]), block[0]]
        at = block.end()
    return "".join([*pieces, LINK.sub(link, text[at:])])


def _nav(names: list[str]) -> str:
    parts = []
    for title, entries in NAV.items():
        listed = [
            f'{{ "{name}" = "{_place(page)}" }}' for page, name in entries.items() if page in names
        ]
        parts.append(f'  {{ "{title}" = [{", ".join(listed)}] }},')
    return "\n".join(parts)


def _bring_home(folder: Path) -> None:
    """Have pages take from the site what the builder lets them take from another host.

    Raises `LookupError` where something is left that a page would load from elsewhere.
    """
    shutil.copyfile(ROOT / "manual" / "vendor" / "iframe-worker.js", folder / "iframe-worker.js")
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        up = "../" * (len(page.relative_to(folder).parts) - 1)
        text = text.replace(f'src="{_SHIM}"', f'src="{up}iframe-worker.js"')
        if found := _LOADED.search(text):
            raise LookupError(f"{page.name} would load {found[1]}")
        page.write_text(text, encoding="utf-8")


def build(target: Path) -> None:
    """Build the site into a folder, in the place of what a build left there before.

    Raises `subprocess.CalledProcessError`, with what is wrong in its output, when a link leads
    nowhere.
    """
    if target.exists() and any(target.iterdir()) and not (target / "search.json").exists():
        raise FileExistsError(f"{target} holds something else than a site: name another folder")
    with tempfile.TemporaryDirectory() as folder:
        stage(Path(folder))
        subprocess.run(
            [sys.executable, "-m", "zensical", "build", "--strict"],
            cwd=folder,
            env=os.environ | {"NO_COLOR": "1"},
            check=True,
            capture_output=True,
            text=True,
        )
        _bring_home(Path(folder, "site"))
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(Path(folder, "site"), target)


def _plain(output: str) -> str:
    """Return what the builder says without colours, and without where in it that was said."""
    return re.sub(r"\x1b\[[\d;]*m", "", output).partition("Traceback")[0].strip()


def main() -> None:
    """Build the site into the folder that is named, else into `site`."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "site")
    try:
        build(target)
    except subprocess.CalledProcessError as error:
        sys.exit(f"The site was not built.\n{_plain(error.stdout + error.stderr)}")
    except FileExistsError as error:
        sys.exit(str(error))
    print(f"{target / 'index.html'}")


if __name__ == "__main__":
    main()
