"""The process that a Coqui voice lives in. Run by ``avatar.voices.coqui.voice``, never imported by it."""

from __future__ import annotations

import os
import sys
import types
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from avatar.voices.cache.fingerprint import file_mark
from avatar.voices.clone.sample_file import read_wav
from avatar.voices.coqui.files import CoquiFiles, coqui_files
from avatar.voices.coqui.messages import CoquiRequest, Sample
from avatar.voices.engine.child import Unspeakable, one_line, serve
from avatar.voices.engine.messages import Failed, Up
from avatar.voices.models.installed import ModelError
from avatar.worker_child import connect

_KEPT_SPEAKERS = 8
_SAMPLE_HZ = 22_050
_LIVELY, _LEAST, _MOST = 0.7, 0.5, 0.9
"""XTTS's temperature: normal, for the calmest voice, for the liveliest."""
_SMALL_PIECE = 20
"""Tokens of XTTS between two pieces of sound, about a second."""


def main() -> None:
    """Speak for the parent until it is gone. Arguments: the model's folder, the number of threads."""
    channel = connect()
    try:
        engine = CoquiEngine(coqui_files(Path(sys.argv[1])), threads=int(sys.argv[2]))
    except ImportError as error:
        channel.write(Failed(None, f"coqui-tts does not load: {one_line(error)}"))
        return
    except (ModelError, RuntimeError, ValueError, LookupError, TypeError, AssertionError, OSError) as error:
        channel.write(Failed(None, f"the model does not load: {one_line(error)}"))
        return
    channel.write(Up({"speakers": engine.speakers[:100]}))
    serve(channel, engine)


class CoquiEngine:
    """One model, loaded: XTTS streams, others give a phrase at once."""

    def __init__(self, files: CoquiFiles, threads: int) -> None:
        _import_torchaudio()
        import torch
        from TTS.config import load_config
        from TTS.tts.models import setup_model

        torch.set_num_threads(threads)
        torch.set_num_interop_threads(1)
        self._torch = torch
        self._xtts = files.kind == "xtts"
        self._mark = file_mark(files.net)
        config = load_config(files.config)
        self._model: Any = setup_model(config)
        if self._xtts:
            self._model.load_checkpoint(
                config, checkpoint_dir=files.net.parent, checkpoint_path=files.net, eval=True
            )
            self._rate_hz = int(config.model_args.output_sample_rate)
        else:
            self._model.load_checkpoint(config, files.net, eval=True)
            self._rate_hz = int(config.audio["sample_rate"])
        self._length_scale: float | None = getattr(self._model, "length_scale", None)
        manager = getattr(self._model, "speaker_manager", None)
        self.speakers: list[str] = list(getattr(manager, "speaker_names", None) or [])
        self._latents: OrderedDict[tuple[str, str], tuple[Any, Any]] = OrderedDict()

    def rate_hz(self, request: CoquiRequest) -> float:
        """Higher than the model's for a higher pitch; ``speak`` slows down by as much."""
        return self._rate_hz * request.pitch

    def speak(self, request: CoquiRequest, emit: Callable[[NDArray[Any]], bool]) -> None:
        """Emit the sound, in pieces where the model streams."""
        if self._xtts:
            self._stream(request, emit)
        else:
            self._at_once(request, emit)

    def _stream(self, request: CoquiRequest, emit: Callable[[NDArray[Any]], bool]) -> None:
        latents, embedding = self._speaker(request)
        liveliness = min(max(_LIVELY * request.energy**0.5, _LEAST), _MOST)
        chunks = self._model.inference_stream(
            request.text,
            request.language,
            latents,
            embedding,
            stream_chunk_size=_SMALL_PIECE,
            temperature=liveliness,
            speed=request.speed / request.pitch,
        )
        for chunk in chunks:
            if not emit(chunk.cpu().numpy()):
                chunks.close()
                return

    def _at_once(self, request: CoquiRequest, emit: Callable[[NDArray[Any]], bool]) -> None:
        if request.sample is not None:
            raise Unspeakable("only XTTS speaks with a cloned voice")
        if self._length_scale is not None:
            self._model.length_scale = self._length_scale * request.pitch / request.speed
        if not self._model.tokenizer.text_to_ids(request.text):
            raise Unspeakable("the model knows no letter of this text")
        speaker = request.speaker or (self.speakers[0] if len(self.speakers) > 1 else None)
        with self._torch.inference_mode():
            made = self._model.synthesize(text=request.text, speaker=speaker, language=None)
        wave = made["wav"]
        emit(np.asarray(wave.cpu().numpy() if hasattr(wave, "cpu") else wave).reshape(-1))

    def _speaker(self, request: CoquiRequest) -> tuple[Any, Any]:
        """What XTTS is conditioned on: a sample's, or one of the model's own speakers'."""
        if request.sample is not None:
            return self._cloned(request.sample)
        if not self.speakers:
            raise Unspeakable("the model has no speaker of its own: name a cloned voice")
        name = request.speaker or self.speakers[0]
        if name not in self.speakers:
            known = ", ".join(self.speakers[:5])
            raise Unspeakable(f"the model has no speaker {name!r}; there are: {known}")
        found = self._model.speaker_manager.speakers[name]
        return found["gpt_cond_latent"], found["speaker_embedding"]

    def _cloned(self, sample: Sample) -> tuple[Any, Any]:
        key = (sample.path, sample.digest)
        if key not in self._latents:
            self._latents[key] = self._kept(sample) or self._heard(sample)
            while len(self._latents) > _KEPT_SPEAKERS:
                self._latents.popitem(last=False)
        self._latents.move_to_end(key)
        return self._latents[key]

    def _kept(self, sample: Sample) -> tuple[Any, Any] | None:
        """What an earlier process made of the sample with this model; None when there is nothing."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(sample.data, framework="pt") as file:
                if file.metadata() != self._origin(sample):
                    return None
                return file.get_tensor("latents"), file.get_tensor("embedding")
        except (SafetensorError, OSError):
            return None

    def _heard(self, sample: Sample) -> tuple[Any, Any]:
        from safetensors.torch import save_file

        pcm, rate_hz = read_wav(Path(sample.path))
        pcm = np.asarray(soxr.resample(pcm, rate_hz, _SAMPLE_HZ), np.float32)
        sound = self._torch.from_numpy(pcm)[None, :]
        with self._torch.inference_mode():
            latents = self._model.get_gpt_cond_latents(sound, _SAMPLE_HZ, length=30, chunk_length=6)
            embedding = self._model.get_speaker_embedding(sound, _SAMPLE_HZ)
        tensors = {"latents": latents.contiguous().clone(), "embedding": embedding.contiguous().clone()}
        unfinished = f"{sample.data}.{os.getpid()}.part"
        try:
            save_file(tensors, unfinished, metadata=self._origin(sample))
            os.replace(unfinished, sample.data)
        except OSError as error:
            print(f"the cloned speaker is not kept: {error}", file=sys.stderr)  # noqa: T201
        return tensors["latents"], tensors["embedding"]

    def _origin(self, sample: Sample) -> dict[str, str]:
        return {"sample": sample.digest, "model": self._mark}


def _import_torchaudio() -> None:
    """Import torchaudio, without its native part where that does not fit torch.

    The wheel on PyPI is built for CUDA and does not load beside a torch for processors alone; what is used of
    it here (resampling, mel spectra) is Python. The package itself does without where the files are missing.
    """
    try:
        import torchaudio
    except OSError:
        for name in [name for name in sys.modules if name.partition(".")[0] == "torchaudio"]:
            del sys.modules[name]
        stand_in = types.ModuleType("torchaudio._extension")
        stand_in._IS_TORCHAUDIO_EXT_AVAILABLE = False  # type: ignore[attr-defined]
        stand_in._IS_ALIGN_AVAILABLE = False  # type: ignore[attr-defined]
        stand_in.fail_if_no_align = lambda function: function  # type: ignore[attr-defined]
        sys.modules["torchaudio._extension"] = stand_in
        import torchaudio
    assert torchaudio


if __name__ == "__main__":
    main()
