"""Consent: what it must say, and when it holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avatar.consent import TEMPLATES, Consent, ConsentError, read_consent
from persona.yamlfile import DocumentError

GOOD: dict[str, Any] = {
    "person": "Lin Example",
    "purpose": "live shopping host of a shop",
    "granted_by": "Lin Example",
    "granted_on": dt.date(2026, 3, 1),
    "valid_until": dt.date(2026, 12, 31),
    "shops": "all",
    "signature": {"name": "Lin Example", "on": dt.date(2026, 3, 1)},
}


def written(folder: Path, **changes: Any) -> Path:
    path = folder / "consent.yaml"
    data = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return path


def at(text: str) -> float:
    return dt.datetime.fromisoformat(text).timestamp()


def test_a_good_consent_is_read(tmp_path: Path) -> None:
    consent = read_consent(written(tmp_path))
    assert consent.person == "Lin Example"
    assert consent.shops == "all"


def test_it_holds_from_its_first_midnight_to_the_one_after_its_last_day(tmp_path: Path) -> None:
    consent = read_consent(written(tmp_path, timezone="Asia/Shanghai"))
    consent.check(at("2026-03-01T00:00:00+08:00"))
    consent.check(at("2026-12-31T23:59:59+08:00"))
    with pytest.raises(ConsentError, match="begins only on 2026-03-01"):
        consent.check(at("2026-02-28T23:59:59+08:00"))
    with pytest.raises(ConsentError, match="ended with 2026-12-31"):
        consent.check(at("2027-01-01T00:00:00+08:00"))


def test_its_scope_is_kept(tmp_path: Path) -> None:
    consent = read_consent(written(tmp_path, shops=["lumen"], channels=["page"]))
    now = at("2026-06-01T00:00:00+00:00")
    consent.check(now)
    consent.check(now, shop="lumen", channels=("page",))
    with pytest.raises(ConsentError, match="for lumen, not for mine"):
        consent.check(now, shop="mine")
    with pytest.raises(ConsentError, match="for page, not for rtmp"):
        consent.check(now, shop="lumen", channels=("page", "rtmp"))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"person": None}, "person: is missing"),
        ({"purpose": "host"}, "purpose: "),
        ({"signature": None}, "signature: is missing; give a signature"),
        (
            {"signature": {"name": "Somebody Else", "on": dt.date(2026, 3, 1)}},
            "must be who gives the consent",
        ),
        ({"granted_by": "Mother Example"}, "on_behalf"),
        ({"valid_until": dt.date(2026, 1, 1)}, "valid_until: is before the day"),
        ({"valid_until": "for ever"}, "valid_until: "),
        ({"valid_until": None}, "valid_until: is missing"),
        ({"shops": []}, "shops"),
        ({"shops": None}, "shops: is missing"),
        ({"shops": ["../etc"]}, "shops"),
        ({"timezone": "Mars/Olympus"}, "time zone"),
        ({"recording": "../../etc/passwd"}, "recording: must be the name of a file"),
        ({"sample_sha256": "abc"}, "sample_sha256: "),
        ({"celebrity": True}, "celebrity: is no known field"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(DocumentError) as error:
        read_consent(written(tmp_path, **changes))
    assert fault in str(error.value)
    assert "consent.yaml:" in str(error.value)


def test_somebody_else_may_consent_where_it_says_why(tmp_path: Path) -> None:
    consent = read_consent(
        written(
            tmp_path,
            granted_by="Mother Example",
            on_behalf="Lin is a minor; I am her mother",
            signature={"name": "Mother Example", "on": dt.date(2026, 3, 1)},
        )
    )
    assert consent.granted_by == "Mother Example"


def test_the_template_says_what_is_missing_until_it_is_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "consent.yaml"
    path.write_text(TEMPLATES["voice"], "utf-8")
    with pytest.raises(DocumentError, match="person: "):
        read_consent(path)
    filled = (
        TEMPLATES["voice"]
        .replace('person: ""', "person: Lin Example")
        .replace('purpose: ""', "purpose: live shopping host")
        .replace('granted_by: ""', "granted_by: Lin Example")
        .replace('name: ""', "name: Lin Example")
    )
    path.write_text(filled, "utf-8")
    assert read_consent(path).channels == "all"


_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.dates()
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(st.sampled_from([*Consent.model_fields, "other"]), _values, max_size=14), st.booleans()
)
def test_whatever_stands_in_the_file_it_is_a_consent_or_one_clear_error(
    tmp_path: Path, changes: dict[str, Any], base: bool
) -> None:
    path = tmp_path / "consent.yaml"
    path.write_text(yaml.safe_dump({**(GOOD if base else {}), **changes}, allow_unicode=True), "utf-8")
    try:
        consent = read_consent(path)
    except DocumentError as error:
        reason = str(error)
    else:
        reason = str(path)
        assert consent.signature is not None or consent.recording is not None
        assert consent.begins < consent.ends
    assert str(path) in reason


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_one_clear_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "consent.yaml"
    path.write_bytes(data)
    with pytest.raises(DocumentError):
        read_consent(path)


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(9999, 12, 31)])
def test_the_ends_of_the_calendar_are_no_crash(tmp_path: Path, day: dt.date) -> None:
    changes = {"granted_on": min(day, GOOD["granted_on"]), "valid_until": max(day, GOOD["valid_until"])}
    with pytest.raises(DocumentError, match="years 2000 to 2200"):
        read_consent(written(tmp_path, **changes, timezone="Pacific/Kiritimati"))
