"""What can go wrong between a shop's file and its catalogue."""

from __future__ import annotations


class ShopError(Exception):
    """A shop cannot be opened or written; the message is one clear line."""


class FeedError(Exception):
    """A file of products cannot be read at all; the message is one clear line."""
