"""People who live by: "the man upstairs, Mr Fagan", "a retired postman next door called Winston"."""

import re

from spectron.domain.candidate import Claim
from spectron.domain.conversation import Role
from spectron.extraction.builtin.claims.ledger import Ledger, rule
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Chunk
from spectron.extraction.builtin.lexis.words import fold_word, given_names

_NEAR = re.compile(
    r"\b(?:man|woman|lady|gentleman|guy|bloke|chap|girl|lad|couple|widow|widower|student|family|person)\s+"
    r"(?:who lives\s+)?(?:upstairs|downstairs|next door|opposite|across (?:from us|the \w+)|over the (?:fence|road|way)"
    r"|on the (?:\w+ )?floor(?: above| below)?|two doors (?:down|up)|(?:above|below|under) (?:us|me))\b"
)
_REACH = 12  # letters between the words for where somebody lives and the name


@rule("neighbour")
def read_neighbour(ledger: Ledger, sentence: Sentence) -> None:
    """Keep whoever is named right behind words that tell of somebody who lives by."""
    if ledger.scene.turn.role is not Role.USER:
        return
    for match in _NEAR.finditer(sentence.folded):
        end = sentence.start + match.end()
        name = next((one for one in sentence.chunks if _names_person(ledger, one, end)), None)
        if name is None or name.noun is None:
            continue
        between = ledger.scene.turn.content[end : name.start].strip(" ,-\u2014(").lower()
        if between in ("", "called", "named", "is", "is called", "'s"):
            person = ledger.scene.add(name.noun.name, "person")
            speaker = ledger.scene.speaker(name.start, name.end)
            label = ledger.scene.mentions[person].label
            quote = ledger.scene.quote(sentence.start + match.start(), name.end)
            ledger.keep(Claim(speaker, "neighbour_of", label, quote, object=person, confidence=0.85))


def _names_person(ledger: Ledger, chunk: Chunk, end: int) -> bool:
    """Whether the phrase is a person's name that begins not far behind this place."""
    if chunk.noun is None or not chunk.noun.name or not 0 <= chunk.start - end <= _REACH:
        return False
    known = fold_word(chunk.noun.name[0].text) in given_names()
    return known or ledger.scene.type_of(chunk.noun) in ("person", "")
