"""The implicit AI label: file metadata that says who made the content and that it is synthetic.

Source: GB 45438-2025, 5.2 and annex E (in force since 2025-09-01), and the practice guide TC260 for file
metadata: a metadata field named ``AIGC``, exactly one copy, whose value is a JSON object with string values
only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

KEY = "AIGC"
"""Name of the metadata field."""


class AigcError(ValueError):
    """The implicit label is missing, doubled or malformed."""


class Aigc(BaseModel):
    """The value of the ``AIGC`` field. The reserved codes are for the maker's own integrity checks."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    label: str = Field(default="1", alias="Label", pattern="^[123]$")
    """``1`` is generated, ``2`` may be, ``3`` is suspected to be."""
    content_producer: str = Field(alias="ContentProducer", min_length=1, max_length=200)
    """Name or code of who made it."""
    produce_id: str = Field(alias="ProduceID", min_length=1, max_length=200)
    """The maker's number of this piece of content."""
    reserved_code_1: str = Field(default="", alias="ReservedCode1")
    content_propagator: str = Field(default="", alias="ContentPropagator")
    """Name or code of who distributes it; platforms fill it in."""
    propagate_id: str = Field(default="", alias="PropagateID")
    reserved_code_2: str = Field(default="", alias="ReservedCode2")

    def metadata(self) -> dict[str, str]:
        """The metadata field to write, name and value."""
        return {KEY: self.model_dump_json(by_alias=True)}

    @classmethod
    def read(cls, metadata: Mapping[str, str]) -> Self:
        """Read the label back from a file's metadata.

        Raises:
            AigcError: There is none, more than one, or it is malformed.
        """
        values = [value for name, value in metadata.items() if KEY in name.upper()]
        if len(values) != 1:
            raise AigcError(f"{len(values)} AIGC labels in the metadata; there must be exactly one")
        try:
            return cls.model_validate_json(values[0])
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "value"
            raise AigcError(f"the AIGC label is malformed: {place}: {first['msg']}") from error
