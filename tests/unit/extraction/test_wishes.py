"""Rules that come without an order, in the many frames people put them in; and favours in the same frames."""

import pytest

RULES = [
    "It'd be great if you used fewer metaphors.",
    "I'd appreciate it if you didn't shout in capitals.",
    "It would help if you gave sources in brackets.",
    "Would you mind keeping your answers under a hundred words?",
    "I expect you to correct my Danish every time.",
    "It's important to me that you never share my address.",
    "You mustn't share my details.",
    "You shouldn't mention the lawsuit to anyone.",
    "You're not allowed to mention the divorce.",
    "Let's not discuss my weight.",
    "Try not to repeat yourself.",
    "It bothers me when you repeat my question.",
    "I can't stand it when you apologise for nothing.",
    "No need to apologise each time.",
    "You don't have to be so formal.",
    "There's no need to greet me.",
    "Go easy on the jargon.",
    "Spare me the disclaimers.",
    "Enough with the puns.",
    "Quit lecturing me.",
    "Less waffle please.",
    "I'd like all temperatures in Celsius.",
    "I don't want any more riddles.",
    "I only want vegan recipes.",
    "I don't want to be called by my surname.",
    "Every answer should end with a question.",
    "My questions should get short replies.",
    "This stays between you and me.",
    "Talk to me like a sailor.",
    "Treat me like a beginner.",
    "Explain things as if I were nine.",
    "Tell it to me straight.",
    "Remember to ask me about my back on Mondays.",
    "Remind me to stretch every hour.",
    "Make sure you cite page numbers.",
    "Let's stick to Catalan in this chat.",
    "Can we keep things in German?",
    "Could you not use so many dashes?",
    "Dates in ISO format please.",
    "You must not share my number with anyone.",
]


@pytest.mark.parametrize("text", RULES)
def test_a_rule_in_a_frame(extract, text):
    """A wish, a bar, a thing not needed or a law for all answers is one instruction."""
    found = extract(text)
    assert [one.ends for one in found.directives] == [False]
    assert [one for one in found.doubts if one.kind.value == "negated"] == []


FAVOURS = [
    "It'd be nice if it snowed.",
    "It would be great if you could help me with my essay.",
    "I'd love it if you wrote me a poem.",
    "Would you mind checking this sum?",
    "I want you to write a limerick.",
    "I don't want you to worry.",
    "You shouldn't have.",
    "You shouldn't believe everything he says.",
    "You don't have to answer that.",
    "No need to reply.",
    "No need to cook tonight, we have leftovers.",
    "I hate it when you lose your keys.",
    "I'd like a summary of chapter two.",
    "I want more details on the second option.",
    "I don't want any more cake.",
    "All dates should be confirmed by Friday.",
    "Each chapter should have ten pages.",
    "My sentences should be shorter, says my tutor.",
    "Avoid the bridge, the radio said.",
    "Cut the onions into rings.",
    "Less traffic today than yesterday.",
    "Let's make a list of films.",
    "Can we talk about my mum?",
    "Make it shorter.",
    "Stop the timer.",
    "Talk me through osmosis.",
    "Explain everything that happened in 1848.",
    "Prices in Zurich are crazy.",
    "Try not to laugh.",
    "I'd like to be asked out.",
    "I don't like the details.",
    "I hate quizzes.",
    "Remind me to buy milk tomorrow.",
]


@pytest.mark.parametrize("text", FAVOURS)
def test_a_favour_in_a_frame_is_no_rule(extract, text):
    """What is asked once, or of somebody else, gives no instruction whatever frame it stands in."""
    assert extract(text).directives == ()
