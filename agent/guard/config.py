"""Which rules a room's host keeps to."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent.guard.rulepack import RuleSet, built_in, load_pack, own_rules

Words = Annotated[
    tuple[Annotated[str, StringConstraints(min_length=1, max_length=80)], ...], Field(max_length=500)
]


class GuardConfig(BaseModel):
    """The guard of one room."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    packs: tuple[str, ...] = Field(default=("shop",), max_length=16)
    """Rule packs: ``shop``, ``cn``, ``eu``, ``us``, or the path of a file of your own."""
    competitors: Words = ()
    """Names that the host does not speak."""
    forbid: Words = ()
    """Words that it does not say."""
    allow: Words = ()
    """Words that are innocent here, whatever the packs say."""

    def resolved(self, folder: Path) -> GuardConfig:
        """The same with the paths of pack files seen from a folder."""
        packs = tuple(str(folder / pack) if _is_path(pack) else pack for pack in self.packs)
        return self.model_copy(update={"packs": packs})


def _is_path(pack: str) -> bool:
    return pack.endswith((".yaml", ".yml"))


@lru_cache(maxsize=32)
def rule_set(config: GuardConfig) -> RuleSet:
    """The rules that a configuration chooses.

    Raises:
        DocumentError: A pack is unknown or wrong; names file, line and field.
    """
    rules = [
        rule
        for pack in dict.fromkeys(config.packs)
        for rule in (load_pack(Path(pack)) if _is_path(pack) else built_in(pack))
    ]
    return own_rules(competitors=config.competitors, forbid=config.forbid, allow=config.allow, rules=rules)
