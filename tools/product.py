"""What is looked up of one product, named by its id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tools.base import Parameter, ToolSpec
from tools.config import LookupConfig
from tools.lookup import Asked, Context, Lookup


class ProductLookup(Lookup):
    """A look-up that takes a product and nothing else."""

    PARAMETERS = ("product",)
    NAME: ClassVar[str]
    """Of the tool, for a model."""
    ABOUT: ClassVar[str]
    """What it tells, for a model."""

    def __init__(self, config: LookupConfig, context: Context) -> None:
        """Ask as configured."""
        product = Parameter("product", "The product's id")
        super().__init__(config, context, ToolSpec(self.NAME, self.ABOUT, (product,), config.changes_money))

    async def asked(self, arguments: Mapping[str, Any]) -> Asked:
        """The product."""
        product = await self.product_of(arguments)
        return Asked({"product": self.theirs(product)}, product, product.id)
