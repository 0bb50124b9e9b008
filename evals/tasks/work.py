"""One conversation's work as a worker process does it: JSON in, JSON out."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from agent.config import RoomConfig
from agent.demo import ensure_shop
from evals.conversations.schema import Conversation
from evals.rooms.recording import Exchange
from evals.rooms.run import Setting, run_conversation


class Job(BaseModel):
    """What a worker is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    conversation: Conversation
    seed: int = 0
    persona: str = ""
    """Who hosts; the conversation's own when empty."""
    model: str = ""
    """The chat model's name; empty for none."""
    room: RoomConfig = RoomConfig()
    recorded: tuple[Exchange, ...] | None = None
    """What the model answered before; ``None``: the endpoint is asked."""


class Result(BaseModel):
    """What a worker answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    transcript: dict[str, Any]
    """``Transcript`` as JSON."""
    exchanges: tuple[Exchange, ...] = ()
    real_s: float = 0.0


def in_process(job: bytes) -> bytes:
    """Do a job, in a process of its own. Nothing is written to its standard error.

    Args:
        job: ``Job`` as JSON.

    Returns:
        ``Result`` as JSON.
    """
    _quiet()
    return done(Job.model_validate_json(job)).model_dump_json().encode()


def done(job: Job) -> Result:
    """Do a job here. Blocking.

    Raises:
        ValueError: The conversation asks for what is not there.
        RuntimeError: The shop cannot be opened.
        OSError: Nothing can be written.
    """
    from time import perf_counter

    began = perf_counter()
    setting = Setting(
        _shop(job.conversation.shop), job.seed, job.persona, job.room, job.model, job.recorded
    )  # fmt: skip
    ran = run_conversation(job.conversation, setting)
    return Result(
        transcript=ran.transcript.model_dump(mode="json"),
        exchanges=ran.exchanges,
        real_s=round(perf_counter() - began, 3),
    )


@lru_cache(maxsize=16)
def _shop(name: str) -> Path:
    return ensure_shop(name)


@lru_cache(maxsize=1)
def _quiet() -> None:
    """Nobody reads a worker's standard error, and a full pipe would stop it."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.close(nothing)
