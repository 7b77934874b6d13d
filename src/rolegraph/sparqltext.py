"""Look at the text of a SPARQL query without parsing it: what is code, and what is not."""

import re
from typing import Final

# In an expression ``<`` may also be "less than", so a bracketed run of characters is taken for an
# IRI only where it cannot be anything else, or where the difference hides nothing.
_TOKEN: Final = re.compile(
    r"\\[^uU\s]"  # an escaped character in a local name: a:b\#c
    r'|"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r'|<[A-Za-z][\w+.-]*://[^<>"{}|^`\\\s]*>'
    r"|<[\w:./%?=&~+@-]*>"
    r'|(?P<unclear><[^<>"{}|^`\\\s]*>)'
    r"|#[^\n\r]*",
    re.DOTALL,
)
_NAME: Final = re.compile(
    r"[?$]\w+"
    r"|(?<!\w)(?!(?i:(?:true|false)?(?:service|load)))(?:[A-Za-z][\w-]*)?:[\w%-]*"
)


def _spaces(match: re.Match[str]) -> str:
    return re.sub(r"[^\n\r]", " ", match[0])


def blank(text: str) -> str:
    """Return the text with strings, IRIs and comments as spaces; every place stays where it is.

    >>> blank("ASK { ?s ?p 'a' } # why")
    'ASK { ?s ?p     }      '
    """
    return _TOKEN.sub(lambda found: found[0] if found["unclear"] else _spaces(found), text)


def code(text: str) -> str:
    """Return the text with comments as spaces, and strings and IRIs as so many signs of one word.

    >>> code("ASK { <urn:a> ?p 'a' } # why").replace("¤", "x")
    'ASK { xxxxxxx ?p xxx }      '
    """

    def worded(found: re.Match[str]) -> str:
        if found["unclear"]:
            return found[0]
        return _spaces(found) if found[0].startswith("#") else "¤" * len(found[0])

    return _TOKEN.sub(worded, text)


def blank_names(text: str) -> str:
    """Return a blanked text with variables and prefixed names as spaces too: keywords and signs.

    >>> blank_names("ASK { ?s rdf:type ?o }").split()
    ['ASK', '{', '}']
    """
    return _NAME.sub(_spaces, text)


def is_unclear(text: str) -> bool:
    """Tell whether a text holds brackets that may be an IRI or a comparison.

    The whole text is looked at: in a blanked one the # of such an IRI has become a comment.
    """
    return any(found["unclear"] for found in _TOKEN.finditer(text))
