"""The language of a text, and that what is not English is kept and not misread."""

from collections.abc import Callable

import pytest

from spectron.domain.candidate import Extraction
from spectron.extraction.language import recognise

TEXTS = [
    ("en", "My brother moved to Graz and we talk on Sundays."),
    ("en", "thx, that was so quick"),
    ("fr", "J'habite à Nantes depuis trois ans et je suis infirmière."),
    ("fr", "Bonjour, j'ai besoin d'aide"),
    ("es", "Mi hermana tiene dos perros y vive en Sevilla."),
    ("de", "Ich bin allergisch gegen Nüsse."),
    ("it", "Lavoro in una banca e abito con mia madre."),
    ("pt", "Tenho uma reunião com o meu chefe amanhã."),
    ("nl", "Mijn moeder woont in Gent en ik werk bij een bakker."),
    ("sv", "Jag bor i Malmö och har två katter."),
    ("pl", "Nie lubię kawy, ale piję herbatę."),
    ("tr", "Ben İzmir'de yaşıyorum ve çok mutluyum."),
    ("ru", "Я работаю врачом в Казани."),
    ("uk", "Моя сестра живе у Львові."),
    ("ja", "私は東京に住んでいます。"),
    ("zh", "我在上海工作。"),
    ("ko", "저는 부산에 살아요."),
    ("ar", "أسكن في القاهرة مع أخي."),
    ("he", "אני גר בחיפה."),
    ("el", "Μένω στην Αθήνα."),
    ("hi", "मैं दिल्ली में रहता हूँ।"),
    ("und", "Acme GmbH 4711"),
    ("und", "🎉🎉🎉"),
    ("und", ""),
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_the_language_of_a_text_is_told_by_its_script_and_its_small_words(language: str, text: str):
    """Each text is recognised; a name, a number or a picture by itself is in no language."""
    assert recognise(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "We saw La La Land and Les Misérables on Saturday.",
        "I love 寿司 and 라면, honestly.",
        "De Niro is in it, and so is El Fassi.",
        "Hola! My name is Ines and I live in Porto.",
        "What's the difference between c'est and il est?",
        "Don't die on me, man, the van was hot.",
    ],
)
def test_foreign_names_and_words_do_not_make_an_english_sentence_foreign(text: str):
    """A few words of another language in an English sentence leave it English."""
    assert recognise(text) == "en"


@pytest.mark.parametrize("text", [text for language, text in TEXTS if language not in ("en", "und")])
def test_nothing_is_learned_from_a_language_that_is_not_read(text: str, extract: Callable[..., Extraction]):
    """A sentence in another language proposes nothing rather than something wrong."""
    assert extract(text) == Extraction()


def test_the_english_sentences_of_a_mixed_turn_are_read(tell: Callable[..., set[str]]):
    """Each sentence has its own language."""
    assert tell("Guten Morgen, ich bin müde. I live in Bremen.") == {"me location=Bremen"}
