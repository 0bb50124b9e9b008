"""What can go wrong between a shop's file and its catalogue."""

from __future__ import annotations


class ShopError(Exception):
    """A shop cannot be opened or written; the message is one clear line."""


class UnavailableError(ShopError):
    """Vectors cannot be had now: an embedding endpoint or a vector store is away, or refuses us.

    The shop can be searched by words meanwhile; later it may work again.
    """


class RemovalError(ShopError):
    """A sync would remove most of a shop's products, and nobody said that this is meant."""


class FeedError(Exception):
    """A file of products cannot be read at all; the message is one clear line."""
