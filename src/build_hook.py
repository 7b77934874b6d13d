"""Compile the bundled graph when a wheel is built: a slip in a table stops the build there."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg, misc, unused-ignore]
    """Put ``graph.nq`` beside the data that a wheel carries."""

    _target: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the graph to the build folder and have it packed; an editable wheel needs none."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        try:
            from rolegraph import bundle, resources
        finally:
            sys.path.pop(0)
        self._target = target = Path(self.directory, resources.COMPILED)
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = str(Path(self.root, "data"))
        with target.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(bundle.lines(folder=folder))
        build_data["force_include"][str(target)] = f"rolegraph/_bundled/{resources.COMPILED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing but the wheel behind."""
        if self._target is not None:
            self._target.unlink(missing_ok=True)
