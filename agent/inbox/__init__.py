"""The inbox: from comments to the one question worth answering now.

Messages that ask the same thing become one question. Questions wait in the order of their rank, which is
kept as seconds of waiting; they expire, and every question that leaves unanswered is named with its reason.
"""

from agent.inbox.config import InboxConfig, Worth
from agent.inbox.inbox import Inbox
from agent.inbox.outcomes import Dropped, Merged

__all__ = ["Dropped", "Inbox", "InboxConfig", "Merged", "Worth"]
