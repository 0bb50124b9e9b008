import pytest
from pydantic import ValidationError

from persona.schema import FEELS, Mood, Temperament


def test_a_mood_feels_as_its_preset_unless_it_says_otherwise() -> None:
    assert Mood(preset="happy").at == FEELS["happy"]
    assert Mood(preset="happy", valence=0.2).at == (0.2, FEELS["happy"][1])
    assert Mood(preset="sad", valence=0.0, arousal=0.0).at == (0.0, 0.0)


def test_a_temperament_rests_within_its_own_bounds() -> None:
    assert Temperament().lowest_valence <= Temperament().valence <= Temperament().highest_valence
    with pytest.raises(ValidationError, match="must lie between lowest_arousal"):
        Temperament(arousal=0.95)
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Temperament(highest_valence=1.5)
