"""What of the documentation is made by programs: references, drawings, the manual page, the site.

``python -m manual`` writes what is generated anew, ``python -m manual.site`` builds the site.
"""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
DOCS: Final = ROOT / "docs"
