"""End well when the system asks to: what was begun is taken back, as by Ctrl-C."""

import signal
import threading
from types import FrameType
from typing import Any, Final, NoReturn

_NAMES: Final = ("SIGTERM", "SIGHUP")
_before: dict[int, Any] = {}


class EndedError(KeyboardInterrupt):
    """The system asked the process to end; ``number`` is the signal."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


def take_back_when_ended() -> None:
    """From now on, until `put_back`, let SIGTERM and SIGHUP end a command like Ctrl-C.

    For commands that write: others leave nothing behind, and end at once when nobody listens.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            _before[number] = signal.signal(number, _end)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    # Asked twice, it ends at once.
    signal.signal(number, signal.SIG_DFL)
    raise EndedError(number)


def put_back() -> None:
    """Let signals do again what they did before `take_back_when_ended`."""
    while _before:
        signal.signal(*_before.popitem())


def signal_of(error: BaseException) -> int:
    """Return the signal that an interruption came from: Ctrl-C's where nothing else is said."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, EndedError):
            return cause.number
        cause = cause.__cause__ or cause.__context__
    return int(signal.SIGINT)
