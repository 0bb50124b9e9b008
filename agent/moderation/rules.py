"""All rules over one text: what each saw, and whether that is enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.moderation import abuse, contact, harms, hiding, injection, links, puppetry, spam
from agent.moderation.config import ModerationConfig, Strictness
from agent.moderation.judgement import RULES, Finding, Rule
from agent.moderation.lexicon import INNOCENT, Entry, Lexicon, built_in
from agent.moderation.reading import Reading, read

_ENOUGH: dict[Strictness, float] = {"relaxed": 0.85, "normal": 0.5, "strict": 0.25}
"""The weight of abuse that is enough."""
_ENOUGH_ELSE = 0.5
_ORDERS = 0.6
"""What words of command weigh together at most: no number of them alone makes an injection sure."""

_ROLE_AGAIN = 0.15
"""Weight of each further sign that the host is told to be somebody else."""


class Rules:
    """The lists and patterns of a room."""

    def __init__(self, config: ModerationConfig) -> None:
        """Compile the built-in lists with the room's own words."""
        self._config = config
        own = [(word, Entry("abuse", "own list", 1.0)) for word in config.block]
        spared = [(word, INNOCENT) for word in config.allow]
        self._lexicon = Lexicon([*built_in(), *own, *spared])
        self.enough = _ENOUGH[config.strictness]
        """The weight of abuse from which a text is held back."""
        self._on = frozenset(RULES) - config.off

    def findings(self, reading: Reading, raw: str) -> list[Finding]:
        """What the rules that are on see in a text, the memory of spam aside."""
        hits = self._lexicon.find(reading)
        found: list[Finding] = []
        if hits or "*" in raw or "@" in raw or "#" in raw or "$" in raw:
            found += abuse.findings(hits, reading)
        found += harms.findings(hits, reading)
        if reading.han or reading.meant:
            found += hiding.sounding(reading.plain, f"{reading.han}\n{reading.meant}")
        found += links.findings(reading, self._config.links)
        found += contact.findings(hits, reading)
        found += injection.findings(hits, reading, raw)
        found += puppetry.findings(hits, reading)
        found += spam.findings(hits, reading, raw, self._config.spam)
        if reading.hidden:
            found += self.findings(read(reading.hidden), reading.hidden)
        return [one for one in found if one.rule in self._on] if self._config.off else found

    def verdict(self, found: Sequence[Finding]) -> tuple[Rule, float, tuple[Finding, ...]]:
        """The rule that has seen enough, how grave it is, and on what grounds.

        Returns:
            An empty rule, with the weight of abuse that was seen, when none has.
        """
        doubt = 0.0
        for rule in RULES:
            grounds = tuple(one for one in found if one.rule == rule)
            if grounds:
                weight = weigh(rule, grounds)
                enough = self.enough if rule == "abuse" else _ENOUGH_ELSE
                if weight >= enough - 1e-9:
                    return rule, weight, grounds
                if rule == "abuse":
                    doubt = weight
        return "", doubt, ()


def weigh(rule: Rule, grounds: Iterable[Finding]) -> float:
    """What findings of one rule weigh together, 0 to 1."""
    if rule == "abuse":
        return min(1.0, sum(one.weight for one in grounds))
    if rule == "injection":
        kinds: dict[str, float] = {}
        orders = 0.0
        roles: set[str] = set()
        for one in grounds:
            if one.kind == "order":
                orders += one.weight
            else:
                kinds[one.kind] = max(kinds.get(one.kind, 0.0), one.weight)
            if one.kind == "role" and not any(one.text in other or other in one.text for other in roles):
                roles.add(one.text)
        again = _ROLE_AGAIN * max(0, len(roles) - 1)
        return min(1.0, sum(kinds.values()) + min(_ORDERS, orders) + again)
    return max(one.weight for one in grounds)
