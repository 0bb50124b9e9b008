import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.aigc import Aigc, AigcError


def test_the_label_is_one_field_of_strings() -> None:
    metadata = Aigc(ContentProducer="Nachtlicht", ProduceID="7f").metadata()
    assert list(metadata) == ["AIGC"]
    value = json.loads(metadata["AIGC"])
    assert value == {
        "Label": "1",
        "ContentProducer": "Nachtlicht",
        "ProduceID": "7f",
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }


@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=200))
def test_any_maker_reads_back(producer: str, number: str) -> None:
    label = Aigc(ContentProducer=producer, ProduceID=number)
    assert Aigc.read({"encoder": "x", **label.metadata()}) == label


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({}, "0 AIGC labels"),
        ({"AIGC": "{}", "aigc": "{}"}, "2 AIGC labels"),
        ({"AIGC": "nonsense"}, "malformed"),
        ({"AIGC": '{"Label": 1, "ContentProducer": "a", "ProduceID": "b"}'}, "Label"),
        ({"AIGC": '{"Label": "1", "ProduceID": "b"}'}, "ContentProducer"),
    ],
)
def test_a_missing_doubled_or_malformed_label_is_told(metadata: dict[str, str], message: str) -> None:
    with pytest.raises(AigcError, match=message):
        Aigc.read(metadata)


@given(st.dictionaries(st.sampled_from(["AIGC", "aigc", "title"]), st.text()))
def test_strangers_metadata_never_crashes_the_reader(metadata: dict[str, str]) -> None:
    try:
        label = Aigc.read(metadata)
    except AigcError:
        return
    assert label.label in {"1", "2", "3"}
