"""Text to the numbers of a vocabulary."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_model import WORDS

from spectron.domain.errors import BadValue
from spectron.providers.embedders.minilm.wordpiece import LONGEST_WORD, WordPiece, read_vocabulary, split_text

TINY = WordPiece({word: number for number, word in enumerate(WORDS)}, 16)


def pieces(text: str, words: WordPiece = TINY) -> str:
    """The pieces of a text, without the two that frame it."""
    encoded = words.encode(text)
    assert (encoded[0], encoded[-1]) == (WORDS.index("[CLS]"), WORDS.index("[SEP]"))
    return " ".join(WORDS[number] for number in encoded[1:-1])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ""),
        ("I live in Paris.", "i live in paris ."),
        ("hiking, hikes", "hik ##ing , hik ##e ##s"),
        ("unaffable", "un ##aff ##able"),
        ("unaffably", "[UNK]"),
        ("Café CAFÉ cafe\u0301", "cafe cafe cafe"),
        ("東京!", "東 京 !"),
        ("a東the", "a 東 the"),
        ("i'i", "i ' i"),
        ("li\u200bve li\u0000ve li\ufffdve", "live live live"),
        ("i\tlive\nin\u00a0the\u3000a\u2028paris", "i live in the a paris"),
        ("👍 a", "[UNK] a"),
        ("ΣΑ", "σα"),
        ("한", "ᄒ ##ᅡ ##ᆫ"),
        ("\ud800a", "a"),
    ],
)
def test_a_text_becomes_pieces(text: str, wanted: str):
    """Case, accents, signs, all kinds of spaces, unseen characters, CJK and emoji are as the model learnt them."""
    assert pieces(text) == wanted


def test_what_does_not_fit_is_cut_off():
    """The frame stays, whatever the length; a word may be cut in the middle."""
    assert pieces("a " * 100) == " ".join("a" * 14)
    assert pieces("a " * 13 + "hiking") == " ".join("a" * 13) + " hik"


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 1_000_000,
        "hik" + "ing" * 333_333,
        "a." * 500_000,
        "e\u0301" * 500_000,
        "\u0301" * 1_000_000,
        " " * 1_000_000,
    ],
)
def test_a_megabyte_of_anything_is_encoded(hostile: str):
    """One word, one sign after the other, accents on accents and nothing but space end within the limit."""
    assert len(TINY.encode(hostile)) <= 16


def test_a_word_of_more_than_a_hundred_letters_is_unknown():
    """As the model learnt it, and so that no word takes long."""
    assert pieces("a" + "s" * (LONGEST_WORD - 1)).startswith("a ##s")
    assert pieces("a" + "s" * LONGEST_WORD) == "[UNK]"


@given(st.text(max_size=100))
def test_every_text_is_encoded_within_the_limit(text: str):
    """No text is too strange, and words hold no space and nothing that cannot be seen."""
    assert 2 <= len(TINY.encode(text)) <= 16
    assert all(word and not word.isspace() for word in split_text(text))


def test_a_vocabulary_is_read_line_by_line(tmp_path: Path):
    """A piece's number is its line, also where lines end as they do on Windows."""
    (tmp_path / "v").write_bytes("[UNK]\r\n[CLS]\r\n[SEP]\r\n\u0085\r\n".encode())
    assert read_vocabulary(tmp_path / "v") == {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "\u0085": 3}


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", r"has no \[CLS\]"), (b"[CLS]\n[SEP]\n", r"has no \[UNK\]"), (b"\xff\xfe\n", "not UTF-8")],
)
def test_another_file_is_no_vocabulary(tmp_path: Path, content: bytes, reason: str):
    """What lacks the pieces that frame a text is refused."""
    (tmp_path / "v").write_bytes(content)
    with pytest.raises(BadValue, match=reason):
        read_vocabulary(tmp_path / "v")


def test_no_file_is_no_vocabulary(tmp_path: Path):
    """A vocabulary that is not there is refused, by its path."""
    with pytest.raises(BadValue, match="none cannot be read"):
        read_vocabulary(tmp_path / "none")
