"""What simulated people say: of routines, interests and goals, and all that is said around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
