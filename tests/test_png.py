"""The PNG file: its size, its text in the fonts that come with the package, and its limits."""

import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from rolegraph.errors import UsageError
from rolegraph.views import png
from rolegraph.views.png import FONTS, PIXELS, SIDE, fitting, to_png
from rolegraph.views.scene import Mark, Primitive, Rect, Text
from rolegraph.views.svg import to_svg

WORDS = Text(10, 20, "Machine learning", 16)


def drawn(*shapes: Primitive) -> str:
    """Return the SVG of a card of 200 by 40 pixels with some shapes on it."""
    return to_svg(200, 40, [Rect(0, 0, 200, 40, 0, "card"), *shapes], "A card", "Words")


def pixels(image: bytes) -> list[bytes]:
    """Return the rows of a PNG of eight bits and four channels, as the specification has it."""
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", image, 16)
    assert (depth, colour, interlaced) == (8, 6, 0)
    packed, at = b"", 8
    while at < len(image):
        length, name = struct.unpack_from(">I4s", image, at)
        packed += image[at + 8 : at + 8 + length] if name == b"IDAT" else b""
        at += length + 12
    data, size = zlib.decompress(packed), 4 * width
    rows = [bytes(size)]
    for row in range(height):
        line = bytearray(data[row * (size + 1) + 1 : (row + 1) * (size + 1)])
        kind, above = data[row * (size + 1)], rows[-1]
        for i in range(size):
            left, up = (line[i - 4] if i > 3 else 0), above[i]
            corner = above[i - 4] if i > 3 else 0
            line[i] = (line[i] + _guess(kind, left, up, corner)) & 255
        rows.append(bytes(line))
    return rows[1:]


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:
        near = left + up - corner
        return min((left, up, corner), key=lambda value: abs(near - value))
    return (0, left, up, (left + up) // 2)[kind]


def ink(image: bytes) -> float:
    """Return how many pixels' worth of dark there is."""
    return sum(255 - row[i] for row in pixels(image) for i in range(0, len(row), 4)) / 255


def size(image: bytes) -> tuple[int, int]:
    """Return width and height in pixels."""
    width, height = struct.unpack_from(">II", image, 16)
    return width, height


@pytest.mark.parametrize(
    ("scale", "wanted"), [(2.0, (400, 80)), (1.0, (200, 40)), (1.5, (300, 60))]
)
def test_a_picture_is_as_large_as_asked_for(scale: float, wanted: tuple[int, int]) -> None:
    assert size(to_png(drawn(), scale)) == wanted


def test_text_and_marks_are_painted() -> None:
    assert ink(to_png(drawn())) == 0
    regular = ink(to_png(drawn(WORDS)))
    assert regular > 300
    assert ink(to_png(drawn(Text(10, 20, WORDS.text, 16, bold=True)))) > 1.2 * regular
    assert ink(to_png(drawn(Mark("skill", 10, 10, 14)))) > 100


def test_the_same_file_gives_the_same_bytes() -> None:
    assert to_png(drawn(WORDS)) == to_png(drawn(WORDS))


def test_a_machine_without_fonts_paints_the_same(tmp_path: Path) -> None:
    # fontconfig and the painter look for fonts by these; the folder that they find is empty.
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>", encoding="utf-8")
    code = (
        "import sys; from rolegraph.views.png import to_png;"
        "sys.stdout.buffer.write(to_png(sys.stdin.buffer.read().decode()))"
    )
    bare = {"HOME": str(tmp_path), "FONTCONFIG_FILE": str(config), "PYTHONHASHSEED": "1"}
    other = subprocess.run(
        [sys.executable, "-c", code],
        input=drawn(WORDS).encode(),
        capture_output=True,
        check=True,
        env={**os.environ, **bare, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert other.stdout == to_png(drawn(WORDS))


def test_the_fonts_come_with_the_package() -> None:
    names = {path.name for path in FONTS.iterdir()}
    assert names == {
        "LiberationSans-Bold.ttf",
        "LiberationSans-Regular.ttf",
        "LICENSE",
        "README.md",
    }
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "LICENSE").read_text(encoding="utf-8")
    for path in FONTS.glob("*.ttf"):
        assert b"Version 2.1.5" in path.read_bytes().replace(b"\x00", b"")


@pytest.mark.parametrize(("text", "own"), [("Zürich – Ελλάδα … 50 %", True), ("机器学习", False)])
def test_fonts_of_the_machine_are_read_only_for_what_the_own_lack(
    text: str, own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resvg_py

    asked: dict[str, object] = {}

    def paint(**options: object) -> bytes:
        asked.update(options)
        return b""

    monkeypatch.setattr(resvg_py, "svg_to_bytes", paint)
    to_png(drawn(Text(0, 0, text)))
    assert asked["skip_system_fonts"] is own


def test_a_character_that_no_font_has_does_not_stop_the_picture() -> None:
    assert size(to_png(drawn(Text(0, 20, "机器学习 🤖 \U0010fffd")))) == (400, 80)


@pytest.mark.parametrize(
    ("width", "height"), [(1400, 12_000), (9000, 9000), (16_000, 1), (1, 20_000)]
)
def test_what_is_too_large_is_painted_smaller(width: float, height: float) -> None:
    scale = fitting(width, height)
    assert scale < 2
    assert max(width, height) * scale <= SIDE
    assert width * height * scale * scale <= PIXELS


def test_a_scale_is_never_above_what_was_asked_for() -> None:
    assert fitting(100, 100, 1.0) == 1.0
    assert fitting(100, 100, 3.0) == 3.0


def test_what_could_not_be_read_is_refused_with_the_reason() -> None:
    with pytest.raises(UsageError, match=r"40,000 by 40,000 pixels, .* write an SVG"):
        to_png(to_svg(40_000, 40_000, [], "t", "d"))
    with pytest.raises(UsageError, match="cannot be painted"):
        to_png(drawn(), 0)
    with pytest.raises(UsageError, match="no SVG"):
        to_png("<html></html>")


def test_a_size_is_read_from_the_first_tag_only() -> None:
    label = 'width="9" height="9"'
    assert size(to_png(drawn(Text(0, 20, label)), 1.0)) == (200, 40)
    assert png.SMALLEST < 1
