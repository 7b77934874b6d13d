"""Damage is repaired, what is meant stays, and each character knows where it was delivered."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.reading.mojibake import PAGES
from rolegraph.reading.repair import repair

RIGHT = [
    "β-carotene, TGFβs and the κs of NFκB",
    "Η ανάλυση δεδομένων στο τμήμα Β· και μετά",
    "การวิเคราะห์ข้อมูลไทยทำงาน",
    "ทีม ยท ทำงานที่นี่",
    "В этом разделе «В» аналитик пишет отчёты",
    "a naïve café résumé, piñata, jalapeño",
    "SÃO PAULO, IRMÃ, Ãlvaro, Â, Ã",
    "“MANHÔ, “IRMÔ e «IRMû",
    "CÂŞTIG MARE și râs, surâs, plâns",
    "Les mâts, les dégâts, plutôt « Â » que « Ê »",
    "Größe, Äpfel, „SOFÄ“, Übung",
    "¿Qué? ¡Sí! ÁÉÍÓÚ ñ",
    "Æði, þú, Œuvre, Ætas",
    "Łódź, źródło, ćma, żółw",
    "hâlâ… “hâlâ…” ve “hâlâ” – şu",
    "labās ielās, “tā”…",
    "┌─┬┐ │ a │ ┴─┴┘",
    "5 € – 10 €, 20 °C ± 5, § 3, ® ™ ©",
    "Tiếng Việt: phở, việc, «olá»…",
    "עברית וגם טקסט",
    "العربية نص عادي",
    "データを集める「仕事」",
    "O(n²), x³, ½, µm, ≥ 3, a → b",
    "ok 👀 👨‍👩‍👧 ✅ ❤️",
    "क्‍ष और कताब‌ها",
    "page?s=1, what?so",
    "Žižkov – „dům“",
    "‚Ähnlich‘ sagte sie",
    "researchers’ tools and a master’s degree",
]
SIGNS = "’‘“–—…•™€👀🚀✅→≥"


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_meant_stays(text: str) -> None:
    assert repair(text) == (text, None, ())


def misread(text: str, page: str) -> str:
    """Return a text in UTF-8 as a wrong encoding reads it, with cp1252 for what that leaves out."""
    found = ""
    for byte in text.encode():
        for encoding in (page, "cp1252", "latin-1"):
            char = bytes([byte]).decode(encoding, "replace")
            if char != "\ufffd":
                found += char
                break
    return found


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("times", [1, 2])
def test_signs_survive_a_wrong_encoding(page: str, times: int) -> None:
    for sign in SIGNS:
        right = f"They say a {sign}b of it{sign}s kind."
        text = right
        for _ in range(times):
            text = misread(text, page)
        found = repair(text)
        assert found.text == right, (sign, text)
        assert found.notes[0].startswith("repaired 2 damaged characters (UTF-8 read as ")


@pytest.mark.parametrize("page", ["cp1252", "cp1253", "cp874", "cp1251", "cp1250"])
def test_the_middle_dot_comes_back(page: str) -> None:
    assert repair(misread("3 min read · May 2, 2022", page)).text == "3 min read · May 2, 2022"


def test_accented_letters_come_back_from_western_encodings() -> None:
    right = "café, voilà la École, España, ESPAÑA, Über, naïve, Łódź, Škoda, phở"
    assert repair(misread(right, "cp1252")).text == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("a masterβs degree", "a master's degree"),
        ("a masterโs, they donโt", "a master's, they don't"),
        ("the companyÕs and the teamÆs", "the company's and the team's"),
        ("itâs here, donât, weâre, Iâm", "it's here, don't, we're, I'm"),
        ("a master\ufffds; researchers\ufffd work", "a master's; researchers' work"),
        ("a master?s degree isn?t enough", "a master's degree isn't enough"),
        ("A MASTERβS DEGREE", "A MASTER'S DEGREE"),
        ("say â€œyesâ€ now", "say “yes” now"),
        ("say â€œyesâ€\ufffd now", "say “yes” now"),
        ("it\x92s \x93ok\x94 done\x85", "it’s “ok” done…"),
        ("a\u200bb\u00adc\ufeff \u202ex\x07", "abc x"),
        ("ï»¿Title", "Title"),
        ("one\u2028two\x0cthree\u00a0four", "one\ntwo\nthree four"),
    ],
)
def test_other_damage_is_repaired(text: str, right: str) -> None:
    assert repair(text).text == right


def test_notes_count_what_was_done() -> None:
    assert repair("a\u200bb \u202e c\x07 d\x92e").notes == (
        "removed 1 invisible character",
        "removed 1 character that change the direction of text",
        "removed 1 control character",
        "read 1 control character as the signs of cp1252",
    )


def test_a_repaired_text_knows_where_it_was_delivered() -> None:
    delivered = "aâ€™b\u200bc ยท"
    found = repair(delivered)
    assert found.text == "a’bc ·"
    assert found.offsets is not None
    assert list(found.offsets) == [0, 1, 4, 6, 7, 8]


DAMAGED = st.text(st.sampled_from([*"ab s?βâ€™Β·โยท\u200b\u202e\x07\x92Ã©\ufffd\n", "π", "Ÿ", "‘"]))


@given(st.one_of(st.text(), DAMAGED))
def test_every_kept_character_stands_at_its_offset(text: str) -> None:
    found = repair(text)
    offsets = range(len(text)) if found.offsets is None else found.offsets
    assert len(offsets) == len(found.text)
    assert all(a <= b for a, b in pairwise(offsets))
    for char, at in zip(found.text, offsets, strict=True):
        assert char == text[at] or not (char.isalnum() and char.isascii())


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_letters_are_never_touched(text: str) -> None:
    assert [c for c in repair(text).text if c.isalnum()] == [c for c in text if c.isalnum()]


def test_long_texts_of_one_kind_are_read_in_bounded_time() -> None:
    for unit in ("a", "β", "â", "Β·", "\u200b", "\x92", "\ufffd", "ย", "?s ", "xyβs ", "â€", "В "):
        repair(unit * (300_000 // len(unit)))
