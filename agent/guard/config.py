"""Which rules a room's host keeps to."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from agent.guard.rulepack import RuleSet, built_in, built_in_names, load_pack, own_rules

Words = Annotated[
    tuple[Annotated[str, StringConstraints(min_length=1, max_length=80)], ...], Field(max_length=500)
]


def _listed(packs: object) -> object:
    if isinstance(packs, str):
        raise ValueError(f"a list is wanted, like [{packs}]")
    return packs


def _known(packs: tuple[str, ...]) -> tuple[str, ...]:
    for pack in packs:
        if not _is_path(pack) and pack not in built_in_names():
            known = ", ".join(built_in_names())
            raise ValueError(
                f"there is no rule pack {pack!r}; there are: {known}, or the path of a .yaml file"
            )
    return packs


Packs = Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(_known)]


class GuardConfig(BaseModel):
    """The guard of one room."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    packs: Packs = Field(default=("shop",), max_length=16)
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
