"""Start the command line: ``rolegraph``, or ``python -m rolegraph``."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn


def main() -> NoReturn:
    """Run the command that was typed.

    The bundled graph begins to load before the commands are imported: both take about as long, and
    together they are most of what a user waits for.
    """
    for number in range(3):
        # A file that is opened must not get the number of a stream that was closed: what is
        # printed would go into it.
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    # Nothing here lives long enough to be worth collecting; looking costs a tenth of the time.
    gc.disable()
    typed = sys.argv[1:]
    elsewhere = {"ROLEGRAPH_DB", "ROLEGRAPH_ENDPOINT"} & os.environ.keys()
    options = ("-h", "--help", "-V", "--version", "--db", "--endpoint", "--list")
    if (
        typed
        and typed[0] != "serve"
        and not elsewhere
        and not any(word.startswith(options) for word in typed)
    ):
        from rolegraph import dataset

        dataset.prefetch()
    from rolegraph.cli import run

    code = run(alone=True)
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    # Not sys.exit: taking the graph apart before the process ends would only keep the user waiting.
    os._exit(code)


if __name__ == "__main__":
    main()
