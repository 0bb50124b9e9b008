"""Runs of words in a question that name one thing, and the products that have all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.namewords import Evidence, NameWords, Whole
from knowledge.phrases import Token
from knowledge.surroundings import explained, ordinary, priced
from knowledge.vocabulary import BRIDGES, FUNCTION

_MOST_OWNERS = 5
_MENTIONS = 4
_BRIDGE = 2
"""Function words that may stand between two words of one mention."""
_LONG_NAME = 3
"""Telling words of a whole name that goes before a longer run of words."""
_LONG_NUMBER = 6
"""Digits of a number that names a thing by itself."""
_WEAK = 0.2
"""How much an ordinary word counts beside a word that names things."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention."""

    start: int
    end: int
    """Positions of its first and last token."""
    words: frozenset[int]
    """Positions of its telling tokens."""
    fitting: tuple[int, ...]
    """Products by number."""
    decisive: bool
    """Whether a whole name, model number or EAN of the only product that fits is in it."""
    typed: bool
    """Whether a telling word is typed well."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A product's words that stand together."""

    weight: float
    product: int
    start: int
    end: int


class Mentions:
    """Finds what one question names, the most telling first."""

    def __init__(
        self, words: NameWords, tokens: Sequence[Token], own_words: Callable[[int], frozenset[str]]
    ) -> None:
        """Look a question up.

        Args:
            words: Of all names.
            tokens: The question.
            own_words: All words of a product by number, those of its facts too.
        """
        self._names = words
        self._tokens = tokens
        self._own_words = own_words
        evidence = words.evidence(tokens)
        self._evidence = [one for one in evidence if not any(priced(tokens, at) for at in one.places)]
        self._wholes = words.wholes(tokens)
        self._plain = [ordinary(tokens, at) for at in range(len(tokens))]
        self._joins: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        for one in evidence:
            ends = (one.places[0], one.places[-1] + 1) if one.said else ()
            for place in (*one.places[1:], *ends):
                self._joins[place].append(one.needs)

    def find(self) -> list[Mention]:
        """All mentions but those that only say something of the first one's product ("package type")."""
        found = _apart(self._all())
        if not found:
            return found
        own = self._own_words(found[0].fitting[0])
        return found[:1] + [
            one for one in found[1:] if one.typed and (one.decisive or not self._explained(one.words, own))
        ]

    def _all(self) -> list[Mention]:
        """None overlap."""
        found: list[Mention] = []
        evidence, wholes = self._evidence, self._wholes
        while (evidence or wholes) and len(found) < _MENTIONS:
            mention = self._best(evidence, wholes)
            if mention is None:
                break
            found.append(mention)
            taken = range(mention.start, mention.end + 1)
            evidence = [one for one in evidence if not any(place in taken for place in one.places)]
            wholes = [one for one in wholes if one.end < taken.start or one.start >= taken.stop]
        return found

    def _best(self, evidence: Sequence[Evidence], wholes: Sequence[Whole]) -> Mention | None:
        candidates = self._names.candidates(evidence)
        candidates += [owner for whole in wholes for owner in sorted(whole.owners)[:_MOST_OWNERS]]
        weights = self._weights(evidence, wholes)
        held = {product: self._held(product, evidence, wholes) for product in dict.fromkeys(candidates)}
        best: _Run | None = None
        for product, places in held.items():
            run = self._heaviest(product, places, weights, wholes)
            if run is not None and (best is None or run.weight > best.weight + 1e-6):
                best = run
        if best is None:
            return None
        best = self._named_whole(best, held, weights, wholes) or best
        start, end = best.start, best.end
        for whole in wholes:
            if best.product in whole.owners and whole.start <= end and start <= whole.end:
                start, end = min(start, whole.start), max(end, whole.end)
        words = frozenset(place for place in range(start, end + 1) if weights.get(place))
        inside = [whole for whole in wholes if start <= whole.start and whole.end <= end]
        return self._mention((start, end), words, self._fitting(words, held, inside), evidence, inside)

    def _mention(
        self,
        place: tuple[int, int],
        words: frozenset[int],
        fitting: tuple[int, ...],
        evidence: Sequence[Evidence],
        inside: Sequence[Whole],
    ) -> Mention:
        telling = [whole for whole in inside if whole.code or whole.end > whole.start]
        its = [one for one in evidence if words.issuperset(one.places)]
        decisive = len(fitting) == 1 and (
            any(fitting[0] in whole.owners for whole in telling)
            or any(self._names.is_own_code(one, fitting[0]) for one in its)
        )
        own = self._names.words_of(fitting[0]) if fitting else frozenset()
        typed = any(not one.slip and own.issuperset(one.needs) for one in its)
        return Mention(*place, words, fitting, decisive, typed)

    def _named_whole(
        self,
        best: _Run,
        held: Mapping[int, frozenset[int]],
        weights: Mapping[int, float],
        wholes: Sequence[Whole],
    ) -> _Run | None:
        """A product whose whole name stands there, if what else is said is said of it.

        "USB adapter M/M connector gender": another product may be a gender changer with a connector.
        """
        for whole in wholes:
            telling = [place for place in whole.places if weights.get(place)]
            product = min(whole.owners)
            if len(telling) < _LONG_NAME or best.product in whole.owners or product not in held:
                continue
            more = [
                at for at in range(best.start, best.end + 1) if weights.get(at) and at not in held[product]
            ]
            if more and self._explained(more, self._own_words(product)):
                return _Run(best.weight, product, whole.start, whole.end)
        return None

    def _fitting(
        self, words: frozenset[int], held: Mapping[int, frozenset[int]], inside: Sequence[Whole]
    ) -> tuple[int, ...]:
        """The products that have all these words, those called just so before those called so and more.

        A Chinese brand or kind beside a name in Latin script does not count as more.
        """
        latin = frozenset(place for place in words if not self._tokens[place].han) or words
        having = [product for product, places in held.items() if words <= places]
        just_so = {owner for whole in inside if latin <= set(whole.places) for owner in whole.owners}
        return tuple([product for product in having if product in just_so] or having)

    def _weights(self, evidence: Sequence[Evidence], wholes: Sequence[Whole]) -> dict[int, float]:
        """How much each token tells, by position; function words tell nothing."""
        codes = [place for whole in wholes if whole.code for place in whole.places]
        weights = {place: 1.0 for place in codes if any(char.isdigit() for char in self._tokens[place].text)}
        for one in evidence:
            if all(self._tokens[place].text in FUNCTION for place in one.places):
                continue
            weight = self._names.weight(one) / len(one.places)
            for place in one.places:
                share = weight * (_WEAK if self._plain[place] else 1.0)
                weights[place] = max(weights.get(place, 0.0), share)
        return weights

    def _held(self, product: int, evidence: Sequence[Evidence], wholes: Sequence[Whole]) -> frozenset[int]:
        """The positions of the tokens that are words of a product."""
        own = self._names.words_of(product)
        places = {place for one in evidence if own.issuperset(one.needs) for place in one.places}
        for whole in wholes:
            if product in whole.owners:
                places.update(whole.places)
        return frozenset(places)

    def _heaviest(
        self, product: int, places: frozenset[int], weights: Mapping[int, float], wholes: Sequence[Whole]
    ) -> _Run | None:
        """The most telling run of a product's words."""
        best: _Run | None = None
        for run in self._runs(product, places):
            telling = [place for place in run if weights.get(place)]
            named = any(self._names_things(place) for place in telling)
            whole = any(
                product in one.owners and one.end > one.start and one.start in run and one.end in run
                for one in wholes
            )
            if not telling or not (named or whole):
                continue
            weight = sum(weights[place] for place in telling)
            if best is None or weight > best.weight:
                best = _Run(weight, product, telling[0], telling[-1])
        return best

    def _names_things(self, place: int) -> bool:
        """Whether a word can name a thing by itself: no ordinary word, no short number."""
        text = self._tokens[place].text
        return not self._plain[place] and (not text.isdigit() or len(text) >= _LONG_NUMBER)

    def _runs(self, product: int, places: frozenset[int]) -> list[list[int]]:
        """Positions in runs that only function words part; Han characters must be pairs of the product's."""
        runs: list[list[int]] = []
        for place in sorted(places):
            between = range(runs[-1][-1] + 1, place) if runs else range(0)
            if runs and not between and self._parted(product, place):
                runs.append([place])
                continue
            gap = [self._tokens[at] for at in between]
            bridged = all(
                token.text in BRIDGES and not token.pause_after and not token.tied_before for token in gap
            )
            if runs and len(between) <= _BRIDGE and bridged:
                runs[-1].append(place)
            else:
                runs.append([place])
        return runs

    def _parted(self, product: int, place: int) -> bool:
        """Whether two neighbouring Han characters are no pair of a product's (保温杯|保温多久)."""
        if not (self._tokens[place].han and self._tokens[place - 1].han):
            return False
        own = self._names.words_of(product)
        return not any(own.issuperset(needs) for needs in self._joins.get(place, ()))

    def _explained(self, places: Sequence[int] | frozenset[int], own: frozenset[str]) -> bool:
        return all(explained(self._tokens, at, own, 1, anywhere=True) for at in places)


def _apart(mentions: list[Mention]) -> list[Mention]:
    """The mentions, none of which several products fit fitting one that is named better elsewhere."""
    named = {one.fitting[0] for one in mentions if one.decisive}
    found = []
    for one in mentions:
        others = tuple(product for product in one.fitting if product not in named)
        found.append(replace(one, fitting=others) if len(one.fitting) > 1 and others else one)
    return found
