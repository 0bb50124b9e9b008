"""``python -m evals.lips_training``: all steps, from nothing to ``net.onnx``."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import torch

from avatar.lips.net import PhoneNet
from evals.lips_training import corpus, dialogues, people, prompts, shards
from evals.lips_training.measure import accuracy
from evals.lips_training.recording import load, save
from evals.lips_training.train import Plan, Shard, finish, train

_PASSES = 3
_ROUNDS = (0.2, 0.35, 0.45)
"""Of the steps are in each round; from the second on people are labelled by the net of the round before."""


@click.command()
@click.option(
    "--work", type=click.Path(file_okay=False, path_type=Path), required=True, help="For what is made."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The net.")
@click.option("--steps", type=click.IntRange(min=10), default=30_000, show_default=True, help="Of training.")
@click.option(
    "--share", type=click.FloatRange(0.01, 2.0), default=0.35, show_default=True, help="Of the speech."
)
@click.option("--threads", type=click.IntRange(1, 64), default=1, show_default=True)
def main(work: Path, out: Path, steps: int, share: float, threads: int) -> None:
    """Make the lips' net anew."""
    torch.set_num_threads(threads)
    voices = work / "voices"
    voices.mkdir(parents=True, exist_ok=True)
    for reading in corpus.readings():
        if not (voices / f"{reading.name}.npz").exists():
            click.echo(f"{reading.name}: {corpus.build(reading, voices.resolve(), share):.1f} min")
    if not (voices / "people-en.npz").exists():
        save(voices / "people-en.npz", prompts.recordings())
    before: Path | None = None
    for number, part in enumerate(_ROUNDS):
        folder = work / f"round{number}"
        folder.mkdir(exist_ok=True)
        if not (folder / "net.onnx").exists():
            _round(
                voices, folder, before, Plan(round(steps * part), seed=number, checkpoint=folder / "net.pt")
            )
        before = folder
    shutil.copy(work / f"round{len(_ROUNDS) - 1}" / "net.onnx", out)
    for voice in sorted([*voices.glob("*.npz"), *(work / f"round{len(_ROUNDS) - 1}").glob("people-*.npz")]):
        if figures := accuracy(PhoneNet(out), voice):
            click.echo(f"{voice.stem}: {figures}")


def _round(voices: Path, folder: Path, before: Path | None, plan: Plan) -> None:
    """One training, from the numbers of the round before and with people as it heard them."""
    trained = [voice for voice in sorted(voices.glob("*.npz")) if not voice.stem.startswith("dev-")]
    if before is not None:
        net = PhoneNet(before / "net.onnx")
        save(folder / "people-en.npz", (people.doubted(net, said) for said in load(voices / "people-en.npz")))
        save(folder / "people-en-queen.npz", dialogues.recordings(net))
        for language in people.LANGUAGES:
            save(folder / f"people-{language}.npz", people.recordings(language, net))
        if not (folder / "net.pt").exists():
            shutil.copy(before / "net.pt", folder / "net.pt")
        trained = [voice for voice in trained if voice.stem != "people-en"]
        trained += sorted(folder.glob("people-*.npz"))
    files = []
    for voice in trained:
        rows = folder if voice.stem.startswith("people") else voices.parent / "shards"
        rows.mkdir(exist_ok=True)
        files += [shards.write(voice, rows, number) for number in range(_PASSES)]
    found = [Shard.read(file) for file in files]
    finish(train(found, plan), found, folder / "net.onnx")


if __name__ == "__main__":
    main()
