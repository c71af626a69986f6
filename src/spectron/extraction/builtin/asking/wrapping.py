"""What stands around a question: greetings, "can you tell me", "do you remember", "right?"."""

import re

_OPENING = re.compile(
    r"(?:(?:hi|hello|hey|hiya|ok|okay|so|and|but|well|oh|um|uh|hmm|please|pls|sorry|thanks|thank you|right|now|also"
    r"|actually|by the way|btw|quick question|one more (?:thing|question)|just (?:checking|curious|wondering|to check)"
    r"|out of curiosity|remind me again|again|anyway|just)\b[\s,.:;!-]*)+",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:(?:can|could|would|will) (?:you|u) (?:please |kindly |just )?(?:tell|remind|inform) me(?: again| please)?"
    r"|(?:can|could|would|will) (?:you|u) (?:please )?(?:look up|check|recall|say)"
    r"|(?:do|did|would|can) (?:you|u) (?:still |even |happen to |by any chance |actually )*"
    r"(?:know|remember|recall|have any idea)(?: by any chance| off hand)?"
    r"|(?:do|have) (?:you|u) (?:have )?any (?:idea|memory|record) (?:of )?"
    r"|(?:did|have) i (?:ever |already )?(?:tell|told|mention(?:ed)?(?: to)?) (?:you|u)"
    r"|any (?:idea|clue)|(?:please |pls )?(?:tell|remind) me(?: again| please)?(?: of)?|what do (?:you|u) think"
    r"|i(?:'d| would) (?:like|love) to know|i(?:'m| am) (?:wondering|curious|trying to remember)(?: about)?"
    r"|i (?:want|need) to know|i (?:just )?wonder(?:ed)?|i(?:'ve| have)? (?:forgot|forgotten|forget)"
    r"|i (?:can(?:no|')?t|do(?:n'?| no)t) (?:remember|recall|know)|refresh my memory(?: on| about)?"
    r"|let me know|according to (?:your|the) (?:memory|notes|records)"
    r"|(?:from|based on) what (?:you know|i(?:'ve)? told you)|as far as you know|what was it again|tell)\b[\s,.:;!-]*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[\s,.;!?-]*(?:\b(?:again|please|pls|thanks|thank you|btw|by the way|by any chance|do you (?:know|remember)"
    r"|can you (?:tell|remind) me|right now|at the moment|these days|nowadays|currently|exactly|any idea|remind me"
    r"|remember)\b[\s,.;!?-]*)+$",
    re.IGNORECASE,
)
_TAGGED = re.compile(
    r",\s{0,2}(?:right|correct|yes|no|eh|huh|(?:is|are|was|were|do|does|did|have|has|am|can|will)(?:n['\u2019]?t)? "
    r"(?:i|we|you|he|she|they|it))\s{0,2}\?+\s*$",
    re.IGNORECASE,
)
_MOST_LAYERS = 4


def unwrap(text: str) -> tuple[str, bool]:
    """The bare question, and whether something around it showed that it asks: "Remind me where I work"."""
    asked = False
    bare = " ".join(text.split()).lstrip(" .,;:!?-\u2014\u2026(\"'")
    for _ in range(_MOST_LAYERS):
        opened = _OPENING.sub("", bare, count=1) if _OPENING.match(bare) else bare
        found = _ASKING.match(opened)
        bare, before = opened[found.end() :] if found else opened, bare
        asked = asked or found is not None
        if bare == before:
            break
    closed = _CLOSING.sub("", bare)
    return (closed or bare).rstrip(" .,;:!?\u2026"), asked


def find_tag(text: str) -> str | None:
    """The statement before a tag that asks whether it is so: "I live in Berlin, don't I?"; None without a tag."""
    found = _TAGGED.search(text[-40:])
    return text[: len(text) - len(text[-40:]) + found.start()] if found else None
