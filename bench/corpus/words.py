"""Texts whose words come as often as people use them, in Spanish and in English, and the words that searches ask for.

That is Zipf's law: few words are everywhere, and most are rare. Indexes, ranks and compression behave by it.
"""

from dataclasses import dataclass
from itertools import accumulate
from random import Random

from wordfreq import get_frequency_dict

VOCABULARY = 50_000
SENTENCE = 14
# In how many of the lessons each is; of the rare one, in how many lessons altogether.
RARE, RARE_LESSONS = "guanaquero", 5
SHARES = {"acuicultura": 0.01, "reforestación": 0.10, "presupuesto": 0.30}
SEARCHES = {
    "rare": RARE,
    "1 %": "acuicultura",
    "10 %": "reforestación",
    "30 %": "presupuesto",
    "nothing": "xilófono",
    "typo": "acuicutura",
    "two words": "reforestación+acuicultura",
    "question": "¿cómo+conseguimos+presupuesto+para+acuicultura?",
}
LETTERS_OF_A_STEM = 5


class Tongue:
    """Draws words of a language by their frequency. None shares a stem with a word that searches ask for."""

    def __init__(self, language: str) -> None:
        kept = {word[:LETTERS_OF_A_STEM] for word in SEARCHES.values()}
        known = get_frequency_dict(language)
        plain = [word for word in known if word.isalpha() and word[:LETTERS_OF_A_STEM] not in kept]
        self.words = sorted(plain, key=lambda word: (-known[word], word))[:VOCABULARY]
        self.sums = list(accumulate(known[word] for word in self.words))

    def draw(self, random: Random, many: int) -> list[str]:
        return random.choices(self.words, cum_weights=self.sums, k=many)


@dataclass(frozen=True)
class Writer:
    """Writes texts of one language."""

    tongue: Tongue
    random: Random

    def line(self, many: int, planted: tuple[str, ...] = ()) -> str:
        words = self.tongue.draw(self.random, many)
        for word in planted:
            words.insert(self.random.randrange(len(words)), word)
        return " ".join(words).capitalize()[:150].strip()

    def text(self, many: int, planted: tuple[str, ...] = ()) -> str:
        """Return sentences of many words, with each of `planted` somewhere in them."""
        words = self.tongue.draw(self.random, many)
        for word in planted:
            words.insert(self.random.randrange(len(words)), word)
        sentences = (words[at : at + SENTENCE] for at in range(0, len(words), SENTENCE))
        return " ".join(f"{' '.join(sentence).capitalize()}." for sentence in sentences)
