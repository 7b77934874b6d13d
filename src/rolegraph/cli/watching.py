"""End a command that works long on a damaged store.

The engine notices a damaged block where it reads one, and ends the query. Where it counts or groups
it asks again and again instead, and takes all memory that there is.
"""

import os
import sys
import threading
import time
from typing import Final

from rolegraph import manifest
from rolegraph.errors import StoreError

PATIENCE: Final = 3.0
"""Seconds after which the files of a store are looked at."""


def watch(folder: str) -> None:
    """Look, beside what the command does, at the files of a store once it takes long."""
    threading.Thread(target=_look, args=(folder,), daemon=True).start()


def _look(folder: str) -> None:
    time.sleep(PATIENCE)
    try:
        wrong: list[manifest.Damage] = []
        seen = ""
        # A file may be missing because a writer has put a newer generation in its place.
        while (told := manifest.read_manifest(folder)).generation != seen:
            seen = told.generation
            wrong = manifest.damage(folder, told, deep=True)
    except (OSError, StoreError):
        return
    wrong = [one for one in wrong if not one.file.endswith(manifest.INDEX)]
    if wrong:
        first = f"{wrong[0].file} {wrong[0].what}"
        remedy = f"`rolegraph doctor --db {folder}` says how to get back"
        sys.stderr.write(f"Error: {folder} is damaged: {first}. {remedy}\n")
        sys.stderr.flush()
        os._exit(StoreError.exit_code)
