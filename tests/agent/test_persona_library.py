"""Every persona of the library can be heard and seen with the back ends that it names."""

from __future__ import annotations

import pytest

from avatar import registry
from avatar.faces.drawn import DrawnFace
from avatar.media import Utterance
from avatar.voices.espeak.voice import EspeakVoice
from persona.loader import library, load_persona


@pytest.mark.parametrize("name", library())
async def test_its_voice_speaks_each_of_its_languages(name: str) -> None:
    host = load_persona(name)
    assert registry.load("voice", host.voice.engine) is EspeakVoice
    voice = EspeakVoice(EspeakVoice.Config(variants=host.voice.variants, rate=host.voice.rate))
    try:
        for language in host.languages:
            utterance = Utterance("one", host.catchphrases[language][0], language, pitch=host.voice.pitch)
            assert [speech async for speech in voice.speak(utterance)]
    finally:
        await voice.close()


@pytest.mark.parametrize("name", library())
def test_its_face_has_its_theme(name: str) -> None:
    host = load_persona(name)
    assert registry.load("face", host.face.engine) is DrawnFace
    assert DrawnFace.Config(theme=host.face.theme).theme == name
