"""Answers that draw themselves in a notebook: a comparison, and a graph out of a query."""

from collections.abc import Mapping

from rolegraph import evidence
from rolegraph.comparison import Comparison
from rolegraph.queries.result import Result


class DrawnComparison(Comparison):
    """A comparison that draws itself in a notebook; it needs no open graph for that."""

    def __init__(self, plain: Comparison, details: evidence.Details) -> None:
        self.__dict__.update(plain.__dict__)
        self.details = details

    def to_markdown(self) -> str:
        """Return the table of the command ``compare`` in Markdown."""
        from rolegraph.views import table

        return table.to_markdown(self.strengths())

    def to_html(self, layout: str | None = None) -> str:
        """Return the comparison as one self-contained HTML page.

        ``layout`` is columns, upset or network; None leaves the choice to the number of roles.
        Raises `UsageError` on another one, and where there is too much to draw.
        """
        from rolegraph.views import page

        return page.to_html(self, self.details, layout=layout)

    def to_svg(self, layout: str | None = None) -> str:
        """Return the comparison as an SVG picture, laid out as `to_html` does."""
        from rolegraph.views import picture

        return picture.to_svg(self, self.details, layout=layout)

    def to_png(self, layout: str | None = None, scale: float = 2.0) -> bytes:
        """Return the comparison as a PNG picture, laid out as `to_html` does.

        ``scale`` is in pixels to each pixel of the page: 0.5 is the least.
        """
        from rolegraph.views import picture

        return picture.to_png(self, self.details, layout=layout, scale=scale)

    def _repr_html_(self) -> str:
        from rolegraph import tablerender
        from rolegraph.views.bounds import MOST_TRAITS

        table = tablerender.to_html(self._printed(), self._more())
        if len(self.traits) > MOST_TRAITS:
            return table
        # Without these permissions the page could not save, print or follow a link to a source.
        permissions = (
            "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox allow-modals"
        )
        height = 680 if len(self.roles) == 1 else 780
        return _framed(self.to_html(), repr(self)[1:-1], table, height, permissions)


class DrawnGraph:
    """The triples of an answer as a drawing; ``result`` has them as rows."""

    def __init__(self, result: Result, labels: Mapping[str, str]) -> None:
        self.result = result
        self._labels = dict(labels)

    def to_html(self) -> str:
        """Return the drawing and a list of the triples as one HTML page without a script."""
        from rolegraph.views import triples

        return triples.to_html([(s, p, o) for s, p, o in self.result], self._labels)

    def to_svg(self) -> str:
        """Return the drawing as an SVG picture."""
        from rolegraph.views import triples

        return triples.to_svg([(s, p, o) for s, p, o in self.result], self._labels)

    def to_png(self, scale: float = 2.0) -> bytes:
        """Return the drawing as a PNG picture; ``scale`` is in pixels to each pixel of the SVG."""
        from rolegraph.views import png

        return png.to_png(self.to_svg(), scale)

    def __repr__(self) -> str:
        return f"<DrawnGraph {repr(self.result)[8:-1]}>"

    def _repr_html_(self) -> str:
        from rolegraph.views import triples

        drawn = triples.draw([(s, p, o) for s, p, o in self.result], self._labels)
        height = min(drawn.height, 680) + 120
        return _framed(self.to_html(), repr(self)[1:-1], self.result._repr_html_(), height)


def _framed(page: str, title: str, table: str, height: int, permissions: str = "") -> str:
    """Return a page in a sandboxed frame of its own, and a table that is seen where no frame is.

    Neither the page nor what surrounds it can reach the other, and nothing is loaded. Code hosts,
    and notebooks that nobody has trusted yet, take frames and styles out of what they show: the
    table is what they leave. Beside a frame the rule hides it, and no other.
    """
    from html import escape

    return (
        "<div><style>.rolegraph-frame~.rolegraph-still{display:none}</style>"
        f'<iframe class="rolegraph-frame" title="{escape(title, quote=True)}" '
        f'sandbox="{permissions}" style="width:100%;height:{height}px;border:1px solid #8884" '
        f'srcdoc="{escape(page, quote=True)}"></iframe>'
        f'<div class="rolegraph-still">{table}</div></div>'
    )
