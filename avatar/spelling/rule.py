"""One step of spelling a text out."""

from __future__ import annotations

import re
from collections.abc import Callable

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
"""What to find, and what to say instead.

Where the pattern has a group ``it``, only that group is replaced: the rest is what must stand around it.
Saying what was found leaves it as it is.
"""
