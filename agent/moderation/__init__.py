"""Moderation: what a stranger's message may do in the room."""

from agent.moderation.config import ModerationConfig, SpamConfig
from agent.moderation.head import ModerationError
from agent.moderation.judgement import Finding, Judgement, Rule
from agent.moderation.moderator import Moderator

__all__ = ["Finding", "Judgement", "ModerationConfig", "ModerationError", "Moderator", "Rule", "SpamConfig"]
