"""How sentences fall into clauses: who does what to whom, and when; one line for each clause."""

import pytest

from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.builtin.grammar.parsing import parse_turn
from spectron.extraction.builtin.grammar.phrases import Noun

CASES = [
    # the subject is left out
    ("Been a roofer for nine years", ["- be a roofer @for nine years"]),
    ("Just moved to Porto", ["- move to:Porto"]),
    ("startin at the mill on monday", ["- start at:the mill @on monday"]),
    ("Based in Turku", ["- base in:Turku"]),
    ("Second-year law student here", ["- - Second-year law student"]),
    # several subjects
    ("Ines and I both play squash", ["Ines play squash", "I play squash"]),
    ("Ravi, Joan and I run a bakery", ["Ravi run a bakery", "Joan run a bakery", "I run a bakery"]),
    ("My mum and dad live in Tralee", ["My mum live in:Tralee", "My dad live in:Tralee"]),
    ("I live in Hull and my sister and her wife live in Leeds",
     ["I live in:Hull", "my sister live in:Leeds", "her wife live in:Leeds"]),
    ("im a nurse and ive got two kids", ["i be a nurse", "i have two kids"]),
    ("I like tea and my brother likes coffee", ["I like tea", "my brother like coffee"]),
    ("Leo and Mia want to emigrate", ["Leo want", "Mia want", "Leo emigrate", "Mia emigrate"]),
    # several verbs
    ("I live in Kent and work as a vet", ["I live in:Kent", "I work as:a vet"]),
    ("I'm 29, a florist, and based in Cadiz", ["I be 29,a florist", "I base in:Cadiz"]),
    ("I've sold the van and moved to Bath", ["I have- sell the van", "I have- move to:Bath"]),
    ("I can swim and drive", ["I can swim", "I can drive"]),
    ("I'm working at Otto and studying law", ["I work at:Otto", "I study law"]),
    # verbs left out
    ("Ana is on sales, Piotr on design", ["Ana be on:sales", "Piotr be on:design"]),
    ("Ana plays cello, Piotr the piano", ["Ana play cello", "Piotr play the piano"]),
    # explained nouns
    ("Sorcha, my aunt, set up a mill in 1998", ["Sorcha set up a mill @in 1998", "Sorcha be my aunt"]),
    ("Dad, Alasdair, was a printer", ["Dad Alasdair be a printer", "Dad be Alasdair"]),
    ("Dad was a printer and Mum, Ruth, taught maths",
     ["Dad be a printer", "Mum Ruth teach maths", "Mum be Ruth"]),
    ("The treasurer, Kofi Osei, resigned", ["The treasurer Kofi Osei resign", "The treasurer be Kofi Osei"]),
    ("Our dog - a whippet called Nell - hates rain",
     ["Our dog hate rain", "Our dog be a whippet", "a whippet call Nell"]),
    ("Bartek (everyone calls him Moley) is my best mate", ["Bartek be my best mate", "everyone call him,Moley"]),
    ("They're Taiwo and Kehinde, both nine", ["They be Taiwo,Kehinde", "Taiwo be nine", "Kehinde be nine"]),
    ("Elm Foods, a cheese maker just outside Hay that my aunt set up, employs six people",
     ["Elm Foods employ six people", "Elm Foods be a cheese maker,outside:Hay", "my aunt set up Elm Foods"]),
    ("My parents, Joe and Rosa, live in Cobh",
     ["Joe live in:Cobh", "Rosa live in:Cobh", "My parents be Joe,Rosa"]),
    ("My sister and brother are called Ana and Luis", ["My sister call Ana", "My brother call Luis"]),
    ("The woman I'm seeing, Priya, is a dentist",
     ["The woman Priya be a dentist", "I see The woman", "The woman be Priya"]),
    ("The guy who fixed my car, a Pole called Marek, used to box",
     ["The guy used box", "The guy fix my car", "The guy be a Pole", "a Pole call Marek"]),
    ("My boss, who is from Texas, and his wife, who is Irish, moved here",
     ["My boss move", "his wife move", "My boss be from:Texas", "his wife be Irish"]),
    ("I have two kids: Nico and Viggo", ["I have two kids,Nico,Viggo"]),
    ("One of them, Ebba, is ill and another, Noor, has a cough",
     ["One Ebba be of:them,ill", "One be Ebba", "another Noor have a cough", "another be Noor"]),
    ("I love the sea, Jo", ["I love the sea,Jo"]),
    # relative clauses
    ("My sister, who runs data at Ashby, lives in Kent", ["My sister live in:Kent", "My sister run data,at:Ashby"]),
    ("The firm my aunt founded is called Larkmoor",
     ["The firm call Larkmoor", "my aunt found Larkmoor"]),
    ("I worked at Globex, which I quit in May", ["I work at:Globex", "I quit Globex @in May"]),
    ("My friend Ola, whose wife is a vet, lives in Oslo", ["My friend Ola live in:Oslo", "wife be a vet"]),
    ("The town where I grew up is tiny", ["The town be tiny", "I grow up in:The town"]),
    ("The firm I work for is Acme", ["The firm be Acme", "I work for:Acme"]),
    ("The flat that I want to buy is in Hove", ["The flat be in:Hove", "I want", "I buy The flat"]),
    ("We bought a barge built in Leith", ["We buy a barge", "a barge build in:Leith"]),
    ("I have a brother in Leeds who sells cars", ["I have a brother,in:Leeds", "a brother sell cars"]),
    # clauses in clauses
    ("I think that my sister moved to Rome", ["I think", "my sister move to:Rome"]),
    ("I told Ben that I quit", ["I tell Ben", "I quit"]),
    # put the other way round
    ("It's the cello he plays", ["It be the cello", "he play the cello"]),
    ("What I hate is rain", ["What be rain", "I hate rain"]),
    ("What I do is teach maths", ["What be", "I do", "I teach maths"]),
    ("The thing I love most is chess", ["The thing be chess", "I love chess"]),
    ("There's my cousin Ana, who lives in Rome", ["There be my cousin Ana", "my cousin Ana live in:Rome"]),
    ("All I want is to retire", ["All be", "I want", "I retire"]),
    ("Rome is where my sister lives", ["Rome be", "my sister live in:Rome"]),
    ("Acme is the firm I work for", ["Acme be the firm", "I work for:Acme"]),
    ("What annoys me is noise", ["What be noise", "What annoy me"]),
    ("My name's Anna and I'm a nurse", ["My name be Anna", "I be a nurse"]),
    ("After finishing my degree in Bath I moved to Hull", ["- finish my degree,in:Bath", "I move to:Hull"]),
    ("I have a cat named Pixel, two sons (Ben and Sam), and a car",
     ["I have a cat,two sons,Ben,Sam,a car", "a cat name Pixel"]),
    ("My husband, a keen cyclist, rides to work", ["My husband ride to:work", "My husband be a keen cyclist"]),
    ("I'd worked at Shell", ["I have- work at:Shell"]),
    ("been living in Cardiff since May", ["- have- live in:Cardiff @since May"]),
    ("tom's my brother", ["tom be my brother"]),
    # adjuncts and lists
    ("In March, after ten years at Acme, I left for Globex",
     ["I leave after:ten years,at:Acme,for:Globex @In March"]),
    ("About me: 34, nurse, two kids", ["- - about:me", "- - 34,nurse,two kids"]),
    ("I live in Rome and since March I work at Otto", ["I live in:Rome", "I work at:Otto @since March"]),
    ("34, two kids, living in Galway", ["- - 34,two kids", "- live in:Galway"]),
    ("I'm not a cook but a baker", ["I be a cook", "I be a baker"]),
    ("I've been a member of the club for ages, and treasurer since 2020",
     ["I be a member,of:the club,for:ages,treasurer @since 2020"]),
    ("It turns out that my neighbour is a judge", ["my neighbour be a judge"]),
    ("Started at Otto on Monday \U0001f62c hate it", ["- start at:Otto @on Monday", "- hate it"]),
    ("That's Del", ["That be Del"]),
]  # fmt: skip


def render_noun(noun: Noun | None) -> str:
    """The words of a phrase."""
    return "-" if noun is None else " ".join(token.text for token in noun.tokens)


def render_complement(one: Complement) -> str:
    """The words of a complement behind its preposition."""
    return f"{one.prep}:{render_noun(one.noun)}" if one.prep else render_noun(one.noun) if one.noun else one.word


def render(clause: Clause) -> str:
    """Subject, verb, complements and times of a clause."""
    verb = clause.verb
    helper = "" if verb is None else f"{verb.modal} " if verb.modal else ""
    helper = "have- " if verb is not None and verb.perfect and verb.lemma not in ("have", "be") else helper
    parts = [render_noun(clause.subject), f"{helper}{verb.lemma}" if verb else "-"]
    parts.append(",".join(render_complement(one) for one in clause.complements))
    return " ".join(part for part in (*parts, *(f"@{time.text}" for time in clause.times)) if part)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_clauses(text: str, expected: list[str], said) -> None:
    """A sentence gives these clauses, one for each subject of each verb."""
    [sentence] = parse_turn(said(text))
    assert [render(clause) for clause in sentence.clauses if clause.end > clause.start] == expected


def test_a_clause_knows_what_it_hangs_on(said) -> None:
    """A relative clause, an apposition and an infinitive point at the clause that they belong to."""
    [sentence] = parse_turn(said("My aunt, a vet who lives in Bray, wants to retire."))
    links = {clause.link: clause.parent for clause in sentence.clauses}
    assert links == {"": None, "apposition": 0, "who": 1, "inf": 0}


@pytest.mark.parametrize("text", ["I've been here for six years, haven't I?", "I told you I'm vegan, right?"])
def test_only_the_tag_asks(text: str, said) -> None:
    """A statement with a question behind it stays a statement."""
    [sentence] = parse_turn(said(text))
    assert not sentence.clauses[0].question
