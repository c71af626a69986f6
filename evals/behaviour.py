"""Are the habits, interests and goals of simulated people found, and none invented? Prints rates, and what was missed.

    python evals/behaviour.py [--users 30] [--days 60] [--seed 1] [--missed 20]

Each user talks for so many days. Planted are a daily and two weekly routines, with days missed or not told of,
interests, and goals that are later reached, given up or left open. Around them: what is done now and then, other
people's routines, plans that come to nothing, questions and small talk. Every turn goes through the built-in extractor
with the six turns before it, and what was read is folded as of the last evening.
"""

import argparse
import random
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from spectron.behaviour.goals import list_goals
from spectron.behaviour.habits import find_habits
from spectron.behaviour.interests import rate_interests
from spectron.domain.behaviour import Activity, Engagement, GoalStep, Observed
from spectron.domain.candidate import Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.estimates import GoalStatus, HabitStatus, Period
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.extraction.builtin.read import read

FIRST = datetime(2026, 1, 5, tzinfo=UTC)
BEFORE = 6
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# what is done -> words of having done it today
DONE: Mapping[str, Sequence[str]] = {
    "run": (
        "Nice easy run before work today, about six k.",
        "I went out running first thing and got soaked.",
        "Just back from my run, legs like jelly.",
        "Managed a slow jog this morning.",
        "I've been for a run already.",
        "Did my usual loop this morning, ran the whole way.",
        "Squeezed in a run before breakfast.",
    ),
    "swim": (
        "Forty lengths at the pool this morning.",
        "I swam before breakfast.",
        "Had a lovely swim today.",
        "Got my swim in today, water was freezing.",
        "I popped to the pool after work.",
        "We went swimming this evening.",
    ),
    "yoga": (
        "Yoga tonight was exactly what I needed.",
        "I did an hour of yoga this evening.",
        "Our yoga teacher had us in headstands tonight, I did yoga for ninety minutes.",
        "Came home from yoga half asleep.",
        "Made it to yoga class today.",
        "My yoga session this evening ran over.",
    ),
    "gym": (
        "Hit the gym after work.",
        "I was at the gym this morning.",
        "Just got home from the gym.",
        "Went to the gym, deadlifts felt heavy.",
        "Gym done for today!",
        "I dragged myself to the gym tonight.",
    ),
    "piano": (
        "I practised the piano for half an hour tonight.",
        "Played some piano this evening, mostly Satie.",
        "Did my piano practice.",
        "I sat down and played the piano after dinner.",
        "Piano practice done for today.",
        "Got twenty minutes of piano in before bed.",
    ),
    "meditate": (
        "I meditated for ten minutes this morning.",
        "Did my meditation before work.",
        "Started the day with a short meditation.",
        "I managed to meditate today.",
        "My morning meditation went by in a flash.",
        "Finished my meditation a minute ago.",
    ),
    "read": (
        "I read a few chapters in bed last night.",
        "Read for an hour before bed.",
        "Spent the evening reading on the sofa.",
        "I finished the day with some reading.",
        "Got some reading done tonight.",
        "I've been reading in the bath.",
    ),
    "call mum": (
        "I rang my mum this evening.",
        "Had a long call with Mum.",
        "Phoned my mum after dinner, she's fine.",
        "Just got off the phone, I called Mum.",
        "I had my chat with my mother on the phone tonight.",
        "Video called my mum earlier today.",
    ),
    "journal": (
        "I wrote in my journal before bed.",
        "Journaled a bit tonight.",
        "Filled two pages of my journal today.",
        "I wrote my diary this evening.",
        "Did my journaling.",
        "I've just finished journaling.",
    ),
    "walk dog": (
        "I walked the dog along the river this morning.",
        "Took the dog out before work.",
        "The dog got me out, took him... well, I took the dog for a long walk today.",
        "Just walked the dog in the rain.",
        "I've walked the dog already.",
        "Dog walk done, we're both muddy.",
    ),
    "choir": (
        "Choir practice tonight was hilarious.",
        "I went to choir this evening.",
        "Just back from choir.",
        "We had choir rehearsal tonight.",
        "I sang with the choir tonight, choir was packed.",
        "Made it to choir after all.",
    ),
    "climb": (
        "I went climbing tonight.",
        "Spent two hours at the climbing wall this evening.",
        "Climbed with Jo after work.",
        "Just got back from climbing, my forearms are gone.",
        "I was at the climbing gym tonight.",
        "Did some climbing today.",
    ),
    "tennis": (
        "I played tennis after work.",
        "Lost at tennis this evening, I played like a tree.",
        "Had tennis practice today.",
        "We played two sets of tennis tonight.",
        "Tennis this morning was windy.",
        "Just came off the court, we played tennis.",
    ),
    "bake": (
        "I baked a loaf this morning.",
        "Baked sourdough today.",
        "I did some baking this afternoon.",
        "Made bread today, the crust is perfect.",
        "I've baked again, cinnamon rolls this time.",
        "Spent the morning baking.",
    ),
    "football": (
        "We played football tonight, lost 4-2.",
        "I was at football training this evening.",
        "Football training tonight was brutal.",
        "Played five-a-side after work.",
        "Just back from football.",
        "I had football practice today.",
    ),
    "pottery": (
        "Pottery class tonight, I made a lopsided mug, I went to pottery.",
        "I was at pottery this evening.",
        "Had my pottery class today.",
        "Threw two pots at pottery class tonight.",
        "Just home from pottery.",
        "I did pottery tonight and my bowl survived.",
    ),
    "water plants": (
        "I watered the plants this morning.",
        "Watered all my plants.",
        "I've watered the plants today.",
        "Just watered the plants on the balcony.",
        "I watered my plants before work.",
        "Gave myself five quiet minutes and watered the plants.",
    ),
    "Spanish": (
        "I did my Spanish on the train today.",
        "Practised Spanish for twenty minutes tonight.",
        "Spanish class this evening was all subjunctive.",
        "I studied Spanish after dinner.",
        "Did some Spanish before work.",
        "Had my Spanish session today.",
    ),
}
DAILY = ("read", "meditate", "journal", "walk dog", "Spanish", "piano", "water plants", "run")
WEEKLY = ("swim", "yoga", "gym", "call mum", "choir", "climb", "tennis", "bake", "football", "pottery")
ONCE = (
    "I fixed the bike today.",
    "Went to the zoo with my nephew.",
    "I painted the fence this afternoon.",
    "We went bowling last night.",
    "I had a haircut today.",
    "Went to the cinema on Saturday.",
    "I cleaned the oven.",
    "Played a bit of chess with Tom last night.",
    "I went to a pottery market yesterday.",
    "I cooked a curry tonight.",
    "Watched a film last night.",
    "I visited my aunt on Sunday.",
)
OTHERS = (
    "My brother goes to the gym every single morning.",
    "My sister had her piano lesson today.",
    "Tom ran 10k before work again.",
    "My flatmate does yoga every Tuesday.",
    "My dad swims on Fridays.",
    "The neighbours' kids have football training on Wednesdays.",
    "Anna meditates daily and swears by it.",
    "My colleague plays tennis on Thursdays.",
)
PLANS = (
    "I should go for a run tomorrow.",
    "I was going to swim but the pool was shut.",
    "Thinking of going climbing this weekend.",
    "I meant to go to the gym but fell asleep.",
    "I might try yoga at some point.",
    "Didn't get to the gym today.",
    "If it stays dry I'll play tennis tomorrow.",
    "I skipped football tonight, too tired.",
    "Maybe I'll bake something on Sunday.",
    "I wish I had gone to choir.",
)
CHATTER = (
    "What a grey day.",
    "Work was hectic, back-to-back calls.",
    "Can you remind me how long eggs take?",
    "The train was late again.",
    "I'm so tired.",
    "Thanks, that helps.",
    "Lunch was a sad sandwich.",
    "What should I wear to an interview?",
    "It rained all afternoon.",
    "My boss wants the report by Friday.",
    "Ugh, Mondays.",
    "The kitchen tap is dripping.",
    "Do you think it will snow?",
    "I had leftover pasta for dinner.",
    "Good morning!",
    "My back hurts from the chair.",
    "That's funny.",
    "The bus driver was really kind today.",
    "I need new shoes.",
    "Could you write a short note to my landlord?",
)
# topic -> words that show it occupies someone
DRAWN: Mapping[str, Sequence[str]] = {
    "astronomy": (
        "I've always been fascinated by astronomy.",
        "I was reading about black holes and astronomy until two.",
        "Any good books on astronomy?",
    ),
    "jazz": (
        "I really love jazz, Monk especially.",
        "Been listening to jazz all evening.",
        "Which jazz clubs are worth a visit?",
    ),
    "chess": (
        "I'm hooked on chess at the moment.",
        "Can you explain the Caro-Kann in chess?",
        "I adore chess puzzles.",
    ),
    "photography": (
        "Photography is kind of my thing.",
        "I'm getting more and more into photography.",
        "What lens would you pick for street photography?",
    ),
    "roman history": (
        "I'm a bit obsessed with Roman history.",
        "I watched a documentary on Roman history last night.",
        "Who would you read on Roman history?",
    ),
    "birdwatching": (
        "I enjoy birdwatching more than I expected.",
        "Do you know a good spot for birdwatching?",
        "I'm keen on birdwatching these days.",
    ),
    "philosophy": (
        "I'm interested in philosophy, mostly the Stoics.",
        "I've been reading a book about philosophy.",
        "What is a good introduction to philosophy?",
    ),
    "woodwork": (
        "I love woodwork, it calms me.",
        "I'm very into woodworking lately.",
        "Which wood is best for woodwork as a beginner?",
    ),
}
AVERSE = (
    ("opera", "I can't stand opera."),
    ("golf", "Golf bores me to tears."),
    ("poker", "I'm not a fan of poker."),
    ("politics", "I'm so tired of politics."),
)


@dataclass(frozen=True)
class Aim:
    """A goal in words: setting it, going on, reaching it and giving it up; `word` tells it from others."""

    word: str
    told: Sequence[str]
    reached: Sequence[str]
    dropped: Sequence[str]


AIMS = (
    Aim(
        "marathon",
        ("I've decided to run a marathon this year.", "My big goal for the year is to run a marathon."),
        ("I did it, I finished the marathon!", "Crossed the line, I ran the marathon in under five hours!"),
        ("I'm giving up on the marathon, my knee won't have it.", "I've decided not to run the marathon after all."),
    ),
    Aim(
        "spanish",
        ("I want to learn Spanish properly this time.", "I'd like to learn Spanish before the summer."),
        ("I can finally speak Spanish!", "I've finally learned Spanish well enough to work in it."),
        ("I've given up on learning Spanish.", "I don't want to learn Spanish any more."),
    ),
    Aim(
        "novel",
        ("I'm going to try to finish my novel, that's my goal: I want to finish my novel.", "I aim to write a novel."),
        ("I finished my novel today!", "It's done, I finally finished writing my novel."),
        ("I've abandoned the novel.", "I no longer want to write a novel."),
    ),
    Aim(
        "driving",
        ("I'm determined to pass my driving test.", "I want to pass my driving test by April."),
        ("I passed my driving test!!", "Guess who passed the driving test this morning? I passed my driving test."),
        ("I've cancelled my driving test and I'm dropping the whole idea.", "I quit trying to pass my driving test."),
    ),
    Aim(
        "kilos",
        ("I'm trying to lose five kilos.", "My resolution is to lose 5 kilos."),
        ("I've reached my goal of losing five kilos.", "I finally lost the five kilos!"),
        ("I've stopped trying to lose five kilos.", "I gave up on losing those kilos."),
    ),
    Aim(
        "app",
        ("I plan to launch my own app this spring.", "I've set myself the goal of launching my app."),
        ("I launched my app today!", "My app is finally out, I launched the app this morning."),
        ("I've scrapped the app.", "I decided against launching the app."),
    ),
)


@dataclass
class Person:
    """What was planted for one simulated user."""

    daily: str
    weekly: Mapping[str, int]
    topics: Sequence[str]
    averse: Sequence[tuple[str, str]]
    ends: Mapping[Aim, GoalStatus]
    turns: list[tuple[datetime, str]] = field(default_factory=list)


def plant(chance: random.Random, days: int) -> Person:
    """A user with routines, interests and goals, and everything they say."""
    daily = chance.choice(DAILY)
    weekly = dict(zip(chance.sample(WEEKLY, 2), chance.sample(range(7), 2), strict=True))
    aims = chance.sample(AIMS, 3)
    ends = dict(zip(aims, chance.sample([GoalStatus.ACHIEVED, GoalStatus.DROPPED, GoalStatus.ACTIVE], 3), strict=True))
    person = Person(daily, weekly, chance.sample(list(DRAWN), 3), chance.sample(AVERSE, 1), ends)
    misses = chance.uniform(0.1, 0.2)
    said: list[tuple[datetime, str]] = []
    for number in range(days):
        day = FIRST + timedelta(days=number)
        done = [daily] + [name for name, weekday in weekly.items() if day.weekday() == weekday]
        for name in done:
            if chance.random() >= misses:
                said.append((day.replace(hour=20), chance.choice(DONE[name])))
        said += [(day.replace(hour=chance.randint(7, 19)), text) for text in small_talk(chance)]
    for topic in person.topics:
        said += [(at, text) for at, text in zip(spread(chance, days, 3), DRAWN[topic], strict=True)]
    said += [(spread(chance, days, 1)[0], text) for _, text in person.averse]
    for aim, end in ends.items():
        first, last = sorted(spread(chance, days, 2))
        said.append((first, chance.choice(aim.told)))
        words = {GoalStatus.ACHIEVED: aim.reached, GoalStatus.DROPPED: aim.dropped}.get(end)
        said += [(last + timedelta(hours=1), chance.choice(words))] if words else []
    person.turns = sorted(said)
    return person


def small_talk(chance: random.Random) -> Iterator[str]:
    """What else is said on a day."""
    for texts, share in ((CHATTER, 0.9), (CHATTER, 0.5), (ONCE, 0.15), (OTHERS, 0.15), (PLANS, 0.2)):
        if chance.random() < share:
            yield chance.choice(texts)


def spread(chance: random.Random, days: int, count: int) -> list[datetime]:
    """So many instants on distinct days."""
    return [FIRST + timedelta(days=day, hours=18) for day in sorted(chance.sample(range(2, days - 2), count))]


def listen(person: Person, user: int) -> list[Observed[Any]]:
    """The signals of all that one user says."""
    window: deque[Turn] = deque(maxlen=BEFORE)
    found: list[Observed[Any]] = []
    for number, (at, text) in enumerate(person.turns):
        scope = Scope.of({"user": str(user)})
        turn = Turn(TurnId(f"turn:{user:03}{number:05}"), SessionId("session:1"), scope, Role.USER, text, at)
        for place, signal in enumerate(read(turn, Window(tuple(window))).signals):
            found.append(Observed(signal, turn.id, turn.session_id, turn.role, at, place))
        window.append(turn)
    return found


Verdict = tuple[str, bool, str]


def judge(person: Person, found: Sequence[Observed[Any]], at: datetime) -> Iterator[Verdict]:
    """What was planted and found or missed, and what was invented: kind, whether it is right, words."""
    yield from judge_habits(person, [one for one in found if isinstance(one.signal, Activity)], at)
    yield from judge_interests(person, [one for one in found if isinstance(one.signal, Engagement)], at)
    yield from judge_goals(person, [one for one in found if isinstance(one.signal, GoalStep)], at)


def judge_habits(person: Person, done: Sequence[Observed[Activity]], at: datetime) -> Iterator[Verdict]:
    """Each planted routine is to be found with its cadence, and no other."""
    habits = {one.name: one for one in find_habits(done, at)}
    wanted: dict[str, tuple[Period, tuple[int, ...]]] = {person.daily: (Period.DAILY, ())}
    wanted |= {name: (Period.WEEKLY, (day,)) for name, day in person.weekly.items()}
    for name, (period, days) in wanted.items():
        habit = habits.get(name)
        right = habit is not None and (habit.cadence.period, habit.cadence.days) == (period, days)
        seen = habit.reason if habit else sum(one.signal.name == name for one in done)
        yield "routine", right and habit is not None and habit.status is not HabitStatus.ENDED, f"{name} {days}: {seen}"
    for name, habit in habits.items():
        if name not in wanted:
            yield "invented routine", False, f"{name}: {habit.reason}"


def judge_interests(person: Person, engaged: Sequence[Observed[Engagement]], at: datetime) -> Iterator[Verdict]:
    """Each planted topic is to be found; others only where the planted routines, topics and goals are about them."""
    interests = {one.topic.lower(): one for one in rate_interests(engaged, at)}
    for topic in person.topics:
        yield "interest", topic in interests, topic
    averse = {topic for topic, _ in person.averse}
    words = [text.lower() for topic in person.topics for text in DRAWN[topic]]
    for topic, interest in interests.items():
        planted = follows(topic, person) or any(topic in text for text in words)
        if not planted or topic in averse:
            yield "invented interest", False, f"{topic}: {interest.confidence}, {interest.mentions} mentions"


def judge_goals(person: Person, steps: Sequence[Observed[GoalStep]], at: datetime) -> Iterator[Verdict]:
    """Each planted goal is to stand as it was planted, and no other is to be there."""
    goals = list_goals(steps, at)
    for aim, end in person.ends.items():
        mine = [(goal.text, goal.status) for goal in goals if aim.word in goal.text.lower()]
        yield f"goal {end.value}", [status for _, status in mine] == [end], f"{aim.word}: {mine}"
    for goal in goals:
        if not any(aim.word in goal.text.lower() for aim in person.ends):
            yield "invented goal", False, f"{goal.text}: {goal.reason}"


def follows(topic: str, person: Person) -> bool:
    """Whether a topic is what one of the planted routines or goals is about."""
    about = {
        "run": ("running",), "swim": ("swimming",), "yoga": ("yoga",), "gym": ("fitness",), "piano": ("piano", "music"),
        "meditate": ("meditation",), "read": ("reading",), "journal": ("journaling",), "walk dog": ("dogs",),
        "choir": ("choir", "singing"), "climb": ("climbing",), "tennis": ("tennis",), "bake": ("baking",),
        "football": ("football",), "pottery": ("pottery",), "Spanish": ("spanish",), "water plants": ("plants",),
        "call mum": (),
    }  # fmt: skip
    aims = {
        "marathon": ("running", "marathon"),
        "spanish": ("spanish",),
        "novel": ("writing", "novel", "novels"),
        "app": ("app",),
    }
    mine = [one for name in (person.daily, *person.weekly) for one in about[name]]
    return topic in mine or any(topic in aims.get(aim.word, ()) for aim in person.ends)


def main(users: int, days: int, seed: int, missed: int) -> None:
    """Plant, listen, judge and print."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    faults: list[str] = []
    turns, began = 0, time.process_time()
    for user in range(users):
        person = plant(random.Random(f"{seed}:{user}"), days)
        found = listen(person, user)
        turns += len(person.turns)
        for kind, fine, words in judge(person, found, FIRST + timedelta(days=days, hours=23)):
            total[kind] += 1
            right[kind] += fine
            faults += [] if fine else [f"user {user}, {kind}: {words}"]
    took = time.process_time() - began
    write(f"{users} users, {days} days, {turns} turns, {1000 * took / turns:.1f} ms a turn")
    for kind in sorted(total):
        write(
            f"{kind:20} {total[kind]:5}"
            if kind.startswith("invented")
            else f"{kind:20} {right[kind]:5} of {total[kind]}"
        )
    for fault in faults[:missed]:
        write(f"  {fault}")


def write(text: str) -> None:
    """One line of the report."""
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=30)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", type=int, default=20)
    given = parser.parse_args()
    main(given.users, given.days, given.seed, given.missed)
