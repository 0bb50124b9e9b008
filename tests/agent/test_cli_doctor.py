import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.cli import doctor
from agent.cli.main import main
from knowledge import embeddings
from knowledge.config import KnowledgeConfig, remember


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def test_doctor_tries_every_part_and_finds_them_working() -> None:
    result = CliRunner().invoke(main, ["doctor", "--json"])
    assert result.exit_code == 0, result.output
    states = {finding["part"]: finding["state"] for finding in json.loads(result.stdout)}
    assert states.pop("model") == "off"
    assert states.pop("face: photo") in ("off", "works")
    assert set(states.values()) == {"works"}


def test_what_does_not_work_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise ImportError("No module named 'espeakng_loader'")

    monkeypatch.setattr(doctor, "CHECKS", (("voice: espeak", broken, "reinstall it"),))
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "espeakng_loader" in result.stdout
    assert "reinstall it" in result.stdout


def test_a_model_that_is_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    result = CliRunner().invoke(main, ["doctor"])
    assert "does not answer" in result.stdout
    assert "sk-very-secret" not in result.stdout


def detail(part: str) -> str:
    result = CliRunner().invoke(main, ["doctor", "--json"])
    return next(str(found["detail"]) for found in json.loads(result.stdout) if found["part"] == part)


def test_an_embedding_that_knows_only_spelling_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "CHECKS", [check for check in doctor.CHECKS if check[0] == "embedding"])
    assert detail("embedding").startswith("minilm")
    monkeypatch.setitem(embeddings.EMBEDDINGS, "minilm", "knowledge.embeddings.minilm:Gone")
    assert detail("embedding").startswith(
        "hashing-1: spelling, not meaning (embedding 'minilm' does not load"
    )


def test_a_chroma_server_that_is_away_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "CHECKS", [check for check in doctor.CHECKS if check[0] == "vectors"])
    assert detail("vectors").startswith("the default")
    config = KnowledgeConfig.model_validate({"chroma": "http://127.0.0.1:9", "embeddings": "hashing"})
    remember(tmp_path / "shops" / "corner", config)
    assert "shop corner: http://127.0.0.1:9: no Chroma server answers" in detail("vectors")
