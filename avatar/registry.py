"""Back ends by name, loaded when first asked for.

A name is a key below or ``module:Class`` of a back end that lives elsewhere.
"""

from __future__ import annotations

from pkgutil import resolve_name
from typing import Any, Literal

Kind = Literal["voice", "lips", "face", "output"]

BACKENDS: dict[Kind, dict[str, str]] = {
    "voice": {
        "auto": "avatar.voices.auto:AutoVoice",
        "coqui": "avatar.voices.coqui.voice:CoquiVoice",
        "espeak": "avatar.voices.espeak.voice:EspeakVoice",
        "openai": "avatar.voices.openai.voice:OpenAIVoice",
        "sherpa": "avatar.voices.sherpa.voice:SherpaVoice",
        "tone": "avatar.voices.tone:ToneVoice",
    },
    "lips": {
        "auto": "avatar.lips.auto:AutoLips",
        "events": "avatar.lips.events:EventLips",
    },
    "face": {
        "drawn": "avatar.faces.drawn:DrawnFace",
        "photo": "avatar.faces.photo:PhotoFace",
    },
    "output": {
        "page": "avatar.outputs.page:PageOutput",
        "rtmp": "avatar.outputs.rtmp:RtmpOutput",
        "file": "avatar.outputs.file:FileOutput",
    },
}


class UnknownBackend(ValueError):
    """No back end of that name."""


def load(kind: Kind, name: str) -> Any:
    """Return the back end's class.

    Raises:
        UnknownBackend: The name is not registered and is no ``module:Class`` that imports.
    """
    target = BACKENDS[kind].get(name, name)
    if ":" not in target:
        known = ", ".join(sorted(BACKENDS[kind]))
        raise UnknownBackend(f"no {kind} named {name!r}; there are: {known}, or module:Class")
    try:
        return resolve_name(target)
    except (ImportError, AttributeError) as error:
        raise UnknownBackend(f"{kind} {name!r} does not load: {error}") from error
