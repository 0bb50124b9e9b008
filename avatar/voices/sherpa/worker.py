"""The process of a sherpa-onnx voice. Run by ``avatar.voices.sherpa.voice``, never imported by it."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avatar.voices.engine.child import Unspeakable, one_line, serve
from avatar.voices.engine.messages import Failed, Up
from avatar.voices.models.installed import ModelError
from avatar.voices.sherpa.files import SherpaFiles, sherpa_files
from avatar.voices.sherpa.messages import SherpaRequest
from avatar.worker_child import connect

_SILENCE_SCALE = 0.2
"""sherpa-onnx's own: what is left of the model's pauses."""
_SENTENCE_ENDS = (".", "!", "?")
_ESPEAK = {"en": "en-us", "zh": "cmn"}


def main() -> None:
    """Speak for the parent until it is gone. Arguments: the model's folder, the number of threads."""
    channel = connect()
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        engine = SherpaEngine(sherpa_files(Path(sys.argv[1])), threads=int(sys.argv[2]))
    except ImportError as error:
        channel.write(Failed(None, f"sherpa-onnx does not load: {one_line(error)}"))
        return
    except (ModelError, RuntimeError, ValueError, OSError) as error:
        channel.write(Failed(None, one_line(error)))
        return
    channel.write(Up({"speakers": engine.speakers}))
    serve(channel, engine)


class SherpaEngine:
    """One model, loaded."""

    def __init__(self, files: SherpaFiles, threads: int) -> None:
        import sherpa_onnx

        self._library = sherpa_onnx
        config = sherpa_onnx.OfflineTtsConfig(
            model=_model(sherpa_onnx, files, threads), max_num_sentences=1, silence_scale=_SILENCE_SCALE
        )
        if not config.validate():
            raise ModelError(f"{files.model.parent} is not a voice that sherpa-onnx takes")
        self._tts = sherpa_onnx.OfflineTts(config)
        self._phonemes = None if files.lexicons else _Phonemes(self._tts.lang)
        self.speakers = max(1, self._tts.num_speakers)

    def rate_hz(self, request: SherpaRequest) -> float:
        """Higher than the model's for a higher pitch; ``speak`` slows down by as much."""
        return float(self._tts.sample_rate * request.pitch)

    def speak(self, request: SherpaRequest, emit: Callable[[NDArray[Any]], bool]) -> None:
        """Emit the sound sentence by sentence, as the model makes it."""
        wanted = self._library.GenerationConfig()
        wanted.sid = request.speaker
        wanted.speed = request.speed / request.pitch
        wanted.silence_scale = _SILENCE_SCALE
        text = request.text
        if self._phonemes is not None:
            wanted.phoneme_codepoints = self._phonemes.of(request)
            text = ""
        made = 0

        def callback(samples: NDArray[np.float32], _progress: float) -> int:
            nonlocal made
            made += len(samples)
            return 1 if emit(np.array(samples, np.float32)) else 0

        self._tts.generate(text, wanted, callback)
        if not made:
            raise Unspeakable("the model has no sound for this text")


class _Phonemes:
    """espeak-ng as the front end of a model that was trained on its phonemes."""

    def __init__(self, voice: str) -> None:
        from avatar.voices.espeak.library import Espeak, EspeakMissing

        try:
            self._espeak = Espeak()
        except EspeakMissing as error:
            raise ModelError(str(error)) from error
        self._voice = voice

    def of(self, request: SherpaRequest) -> list[list[int]]:
        """The code points of each sentence's phonemes; the sounds that are given stand as they are.

        Raises:
            Unspeakable: espeak-ng has no voice for the language.
        """
        from avatar.voices.espeak.library import UnknownVoice

        voice = self._voice or _ESPEAK.get(request.language, request.language)
        sentences = [""]
        done = 0
        try:
            for start, end, ipa in (*request.sounds, (len(request.text), len(request.text), "")):
                said = self._espeak.phonemes(request.text[done:start], voice)
                for sentence in (*said, unicodedata.normalize("NFD", ipa)):
                    if sentences[-1].endswith(_SENTENCE_ENDS):
                        sentences.append("")
                    sentences[-1] = f"{sentences[-1]} {sentence}".strip()
                done = end
        except UnknownVoice as error:
            raise Unspeakable(str(error)) from error
        return [[ord(sign) for sign in sentence] for sentence in sentences if sentence]


def _model(library: Any, files: SherpaFiles, threads: int) -> Any:
    model, tokens = str(files.model), str(files.tokens)
    lexicon = ",".join(map(str, files.lexicons))
    options: dict[str, Any] = {}
    if files.kind == "kokoro":
        options["kokoro"] = library.OfflineTtsKokoroModelConfig(
            model=model, voices=str(files.voices), tokens=tokens, lexicon=lexicon
        )
    elif files.kind == "matcha":
        options["matcha"] = library.OfflineTtsMatchaModelConfig(
            acoustic_model=model, vocoder=str(files.vocoder), tokens=tokens, lexicon=lexicon
        )
    else:
        options["vits"] = library.OfflineTtsVitsModelConfig(model=model, tokens=tokens, lexicon=lexicon)
    return library.OfflineTtsModelConfig(**options, num_threads=threads, provider="cpu")


if __name__ == "__main__":
    main()
