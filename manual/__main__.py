"""Write every generated page and drawing anew: ``python -m manual``."""

from manual import DOCS, ROOT, pages


def main() -> None:
    """Write what is generated, and say what has changed."""
    for name, make in pages.GENERATED.items():
        path, text = DOCS / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
