"""Count over many sets at once: a set is an integer with one bit for each possible member.

How many of several sets hold each member is kept in slices: the first has the lowest binary digit
of every count, the next the second lowest, and so on. Adding sets this way takes a few operations
on long integers for each set, whatever the number of members that they have in common.
"""

from collections.abc import Iterable, Iterator


def add(sets: Iterable[int]) -> list[int]:
    """Return in how many of the sets each member is, in slices, the lowest digit first.

    Carry-save adders (Wallace 1964) make two numbers out of three, so that each set is added once.

    >>> add([0b011, 0b001, 0b101])
    [7, 1]
    >>> add([])
    []
    """
    slices, layer = [], list(sets)
    while layer:
        carries = []
        while len(layer) > 2:
            one, two, three = layer.pop(), layer.pop(), layer.pop()
            half = one ^ two
            layer.append(half ^ three)
            if carry := (one & two) | (half & three):
                carries.append(carry)
        if len(layer) == 2:
            one, two = layer
            layer = [one ^ two]
            if carry := one & two:
                carries.append(carry)
        slices.append(layer[0])
        layer = carries
    while slices and not slices[-1]:
        slices.pop()
    return slices


def falling(slices: list[int], among: int) -> Iterator[tuple[int, int]]:
    """Yield each count but 0 with the set of those that have it, the highest count first.

    Only members of ``among`` are told. Whoever needs just the highest counts stops reading.

    >>> list(falling([0b111, 0b001], 0b111))
    [(3, 1), (1, 6)]
    """
    waiting = [(len(slices), among, 0)]
    while waiting:
        digit, members, count = waiting.pop()
        if not digit:
            if count:
                yield count, members
            continue
        digit -= 1
        high = members & slices[digit]
        if low := members ^ high:
            waiting.append((digit, low, count))
        if high:
            waiting.append((digit, high, count | 1 << digit))


def members(whole: int) -> Iterator[int]:
    """Yield the members of a set, the lowest first.

    >>> list(members(0b10110))
    [1, 2, 4]
    """
    while whole:
        lowest = whole & -whole
        yield lowest.bit_length() - 1
        whole ^= lowest


def rising(slices: list[int], among: int) -> Iterator[tuple[int, int]]:
    """Yield each count, 0 too, with the members of ``among`` that have it, the lowest first.

    >>> list(rising([0b111, 0b001], 0b1111))
    [(0, 8), (1, 6), (3, 1)]
    """
    waiting = [(len(slices), among, 0)] if among else []
    while waiting:
        digit, members, count = waiting.pop()
        if not digit:
            yield count, members
            continue
        digit -= 1
        high = members & slices[digit]
        if high:
            waiting.append((digit, high, count | 1 << digit))
        if low := members ^ high:
            waiting.append((digit, low, count))


def at_most(slices: list[int], limit: int, among: int) -> int:
    """Return the members of ``among`` whose count, in slices, is not above a limit.

    >>> at_most([0b101, 0b011], 2, 0b1111)
    14
    """
    above, equal = 0, among
    for digit in range(max(len(slices), limit.bit_length()) - 1, -1, -1):
        mine = slices[digit] if digit < len(slices) else 0
        if limit >> digit & 1:
            equal &= mine
        else:
            above |= equal & mine
            equal &= ~mine
    return among & ~above


def digits(counts: Iterable[int]) -> list[int]:
    """Return given counts, of the members 0, 1, 2 and so on, in slices.

    >>> digits([1, 2, 3])
    [5, 6]
    """
    slices: list[int] = []
    for member, count in enumerate(counts):
        while count >> len(slices):
            slices.append(0)
        for digit in members(count):
            slices[digit] |= 1 << member
    return slices


def minus(slices: list[int], others: list[int]) -> list[int]:
    """Return counts less others that are nowhere greater, both in slices.

    >>> minus([0b101, 0b011], [0b100, 0b001])
    [1, 2]
    """
    found, borrow = [], 0
    for digit, mine in enumerate(slices):
        other = others[digit] if digit < len(others) else 0
        half = mine ^ other
        found.append(half ^ borrow)
        borrow = (~mine & (other | borrow)) | (other & borrow)
    while found and not found[-1]:
        found.pop()
    return found
