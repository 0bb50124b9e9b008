"""The ``nightshift`` command. Each subcommand is one module, imported when it is called."""

from __future__ import annotations

import logging

import click

from agent.cli.lazy_group import LazyGroup

COMMANDS = {
    "live": "Put a host on air.",
    "ingest": "Load a catalogue into a shop.",
    "ask": "Ask the host a question, without going on air.",
    "answers": "Answer what viewers asked in vain.",
    "search": "Find products in a shop.",
    "script": "Write, check and import what the host says about each product.",
    "persona": "Look at, check, import and begin personas.",
    "moderation": "Judge chat, and train the judge on your own comments.",
    "tools": "List and try the tools of a room.",
    "tactics": "See which tactics work in a room.",
    "voice": "See, get, try and clone voices.",
    "say": "Speak a text into a WAV file.",
    "lips": "Write the mouth track of a recording.",
    "avatar": "See, make and render hosts.",
    "stage": "See what a room's picture looks like.",
    "journal": "Read what a room did.",
    "doctor": "Say what works on this machine, and how to get what does not.",
    "eval": "Judge conversations with the host before it goes on air.",
    "bench": "Measure speed and cost on this machine.",
}
"""Command names and what ``--help`` says of them; each is ``agent.cli.<name>:command``."""


@click.group(
    cls=LazyGroup,
    targets={name: (f"agent.cli.{name}:command", about) for name, about in COMMANDS.items()},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="nightshift")
def main() -> None:
    """Nightshift: an AI host for live commerce.

    Start with `nightshift live`: it puts the demo shop on air and prints the page's address.
    Errors are one line on standard error; set NIGHTSHIFT_LOG=debug to see more.
    """
    import os

    logging.basicConfig(
        level=os.environ.get("NIGHTSHIFT_LOG", "warning").upper(),
        format="%(levelname)s %(name)s: %(message)s",
    )


if __name__ == "__main__":
    main()
