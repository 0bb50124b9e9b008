"""Cloning a voice: what is refused, what is kept, and when it may be used."""

from __future__ import annotations

import hashlib
import itertools
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soxr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avatar.media import SAMPLE_RATE_HZ, Utterance
from avatar.voices.base import VoiceError
from avatar.voices.clone.sample import examine
from avatar.voices.clone.sound import RATE_HZ, Recording, RecordingError, Sound, read
from avatar.voices.clone.store import CloneError, CloneStore, _write_wav
from avatar.voices.espeak.voice import EspeakVoice

NOW = 1_790_000_000.0
CONSENT = """
person: Lin Example
purpose: live shopping host of a shop
granted_by: Lin Example
granted_on: 2026-03-01
valid_until: 2027-12-31
shops: all
signature: {name: Lin Example, on: 2026-03-01}
"""
TEXTS = [
    "Good evening, everybody, and welcome to the show.",
    "I have a kettle here that boils in under four minutes, and it is very quiet.",
    "Ask me whatever you like, and I will look it up for you.",
    "The lamp remembers how bright it was, even when the power was cut.",
    "There are three colours, and my favourite is the dark green one.",
]


async def spoken(variant: str) -> Sound:
    voice = EspeakVoice(EspeakVoice.Config(variants={"en": variant}))
    parts = []
    for text in TEXTS:
        parts += [piece.pcm async for piece in voice.speak(Utterance("u", text, "en"))]
    await voice.close()
    found: Sound = soxr.resample(np.concatenate(parts), SAMPLE_RATE_HZ, RATE_HZ).astype(np.float32)
    return found


@pytest.fixture
async def voices() -> tuple[Sound, Sound]:
    return await spoken("en-us+f2"), await spoken("en-us+m3")


def report(pcm: Any, rate_hz: int = 44_100) -> str:
    return " | ".join(examine(Recording(pcm.astype(np.float32), rate_hz)).faults)


async def test_a_good_recording_has_no_faults(voices: tuple[Sound, Sound]) -> None:
    for voice in voices:
        found = examine(Recording(voice, 44_100))
        assert found.faults == ()
        assert found.one_speaker is not None
        assert found.one_speaker > 0.7
        assert found.snr_db > 30


async def test_each_fault_has_a_line_of_its_own(voices: tuple[Sound, Sound]) -> None:
    good, other = voices
    rng = np.random.default_rng(0)
    tone = 0.1 * np.sin(2 * np.pi * 220 * np.arange(10 * RATE_HZ) / RATE_HZ)
    telephone = soxr.resample(soxr.resample(good, RATE_HZ, 7000), 7000, RATE_HZ)
    pauses = np.concatenate([good[: 8 * RATE_HZ], np.zeros(20 * RATE_HZ, np.float32)])
    assert "is 4.0 s long: record at least 6 s" in report(good[: 4 * RATE_HZ])
    assert "sample rate is 8000 Hz" in report(good, 8000)
    assert "like a telephone" in report(telephone)
    assert "noisy" in report(good + rng.normal(0, 0.03, len(good)))
    assert "clipped" in report(np.clip(8 * good, -1, 1))
    assert "too quiet" in report(good * 0.002)
    assert "% of it is silence" in report(pauses)
    assert "no speech" in report(rng.normal(0, 0.1, 10 * RATE_HZ))
    assert "no speech" in report(tone)
    assert "no speech" in report(np.zeros(10 * RATE_HZ))
    third = 4 * RATE_HZ
    turns = [part[n * third : (n + 1) * third] for n in range(3) for part in (good, other)]
    assert "more than one person seems to speak" in report(np.concatenate(turns))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 5000), st.sampled_from([0.0, 1e-9, 0.1, 1.0]), st.integers(0, 2**32 - 1))
def test_any_sound_is_examined(length: int, size: float, seed: int) -> None:
    pcm = np.random.default_rng(seed).uniform(-size, size, length).astype(np.float32)
    assert examine(Recording(pcm, 24_000)).faults


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=500), st.sampled_from([b"", b"RIFF\x24\x00\x00\x00WAVEfmt ", b"fLaC", b"ID3\x04"]))
def test_any_file_is_a_recording_or_one_clear_error(tmp_path: Path, data: bytes, head: bytes) -> None:
    path = tmp_path / "sample.wav"
    path.write_bytes(head + data)
    reason = ""
    try:
        read(path)
    except RecordingError as error:
        reason = str(error)
    assert not reason or (str(path) in reason and "\n" not in reason)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> CloneStore:
    return CloneStore(tmp_path / "home" / "voices")


@pytest.fixture
async def sample(tmp_path: Path) -> Path:
    path = tmp_path / "lin.wav"
    _write_wav(path, await spoken("en-us+f2"))
    return path


def consent(folder: Path, text: str = CONSENT) -> Path:
    path = folder / "consent.yaml"
    path.write_text(text, "utf-8")
    return path


async def test_a_voice_is_kept_private_and_whole(store: CloneStore, sample: Path, tmp_path: Path) -> None:
    voice, found = store.add("lin", sample, consent(tmp_path), NOW)
    assert found.faults == ()
    assert store.names() == ["lin"]
    assert store.get("lin") == voice
    assert voice.sample_sha256 == sha256(sample)
    assert 120 < voice.pitch_hz < 300
    assert stat.S_IMODE(voice.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in voice.folder.iterdir()} == {0o600}
    assert read(voice.sample).source_rate_hz == RATE_HZ
    assert voice.data("xtts").parent == voice.folder
    with pytest.raises(ValueError, match="file's name"):
        voice.data("../x")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("valid_until: 2027-12-31", "valid_until: 2026-03-02"), "ended with 2026-03-02"),
        (("granted_on: 2026-03-01", "granted_on: 2027-01-01"), "begins only"),
        (("shops: all", f"shops: all\nsample_sha256: {'a' * 64}"), "about another recording"),
        (("signature:", "# signature:"), "signature: is missing"),
        (("shops: all", "shops: all\nrecording: yes.wav"), "yes.wav: cannot be read"),
    ],
)
async def test_without_a_valid_consent_nothing_is_kept(
    store: CloneStore, sample: Path, tmp_path: Path, change: tuple[str, str], reason: str
) -> None:
    with pytest.raises(CloneError, match=reason):
        store.add("lin", sample, consent(tmp_path, CONSENT.replace(*change)), NOW)
    with pytest.raises(CloneError, match="cannot be read"):
        store.add("lin", sample, tmp_path / "none.yaml", NOW)
    assert store.names() == []


async def test_a_spoken_consent_must_be_speech(store: CloneStore, sample: Path, tmp_path: Path) -> None:
    text = CONSENT.replace("shops: all", "shops: all\nrecording: agreed.wav")
    _write_wav(tmp_path / "agreed.wav", np.zeros(5 * RATE_HZ, np.float32))
    with pytest.raises(CloneError, match=r"consent's recording .*no speech"):
        store.add("lin", sample, consent(tmp_path, text), NOW)
    _write_wav(tmp_path / "agreed.wav", (await spoken("en-us+f2"))[: 4 * RATE_HZ])
    voice, _ = store.add("lin", sample, consent(tmp_path, text), NOW)
    assert (voice.folder / "consent-agreed.wav").is_file()


async def test_every_use_is_checked(store: CloneStore, sample: Path, tmp_path: Path) -> None:
    text = CONSENT.replace("shops: all", "shops: [lumen]\nchannels: [page]")
    voice, _ = store.add("lin", sample, consent(tmp_path, text), NOW)
    voice.check(NOW)
    voice.used_in("lumen", ("page",)).check(NOW)
    for use, now, reason in (
        (voice, voice.consent.ends, "ended with"),
        (voice.used_in("mine", ("page",)), NOW, "not for mine"),
        (voice.used_in("lumen", ("rtmp",)), NOW, "not for rtmp"),
    ):
        with pytest.raises(VoiceError, match=reason) as refusal:
            use.check(now)
        assert not refusal.value.retryable
    voice.check(voice.consent.ends - 1)
    with (voice.folder / "consent.yaml").open("a") as file:
        file.write("# longer\n")
    with pytest.raises(VoiceError, match="was changed on disk"):
        voice.check(NOW)
    store.remove("lin")
    with pytest.raises(VoiceError, match="was removed"):
        voice.check(NOW)
    assert list(store._folder.iterdir()) == []


async def test_a_changed_recording_or_lost_file_is_noticed(
    store: CloneStore, sample: Path, tmp_path: Path
) -> None:
    voice, _ = store.add("lin", sample, consent(tmp_path), NOW)
    data = bytearray(voice.sample.read_bytes())
    data[-1] ^= 1
    voice.sample.write_bytes(data)
    with pytest.raises(CloneError, match="recording of the cloned voice lin was changed"):
        store.get("lin")
    (voice.folder / "voice.json").write_text("{")
    with pytest.raises(CloneError, match="is damaged"):
        store.get("lin")


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "Lin", "x" * 64, "-x", "a b", ".new", "林"])
def test_names_that_are_no_folder_are_refused(store: CloneStore, tmp_path: Path, name: str) -> None:
    for use in (
        lambda: store.get(name),
        lambda: store.remove(name),
        lambda: store.add(name, tmp_path / "x.wav", tmp_path / "c.yaml", NOW),
    ):
        with pytest.raises(CloneError, match="cannot name a voice"):
            use()


async def test_a_name_is_used_once_and_an_unknown_one_names_the_known(
    store: CloneStore, sample: Path, tmp_path: Path
) -> None:
    store.add("lin", sample, consent(tmp_path), NOW)
    with pytest.raises(CloneError, match="already"):
        store.add("lin", sample, consent(tmp_path), NOW)
    with pytest.raises(CloneError, match="there are: lin"):
        store.get("mei")
    with pytest.raises(CloneError, match="no cloned voice 'mei'"):
        store.remove("mei")


async def test_a_store_that_cannot_be_written_leaves_nothing(
    store: CloneStore, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = itertools.count()

    def full(path: Path, pcm: Sound) -> None:
        next(calls)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("avatar.voices.clone.store._write_wav", full)
    with pytest.raises(OSError, match="No space"):
        store.add("lin", sample, consent(tmp_path), NOW)
    assert next(calls) == 1
    assert list(store._folder.iterdir()) == []
