from pathlib import Path

import pytest

from knowledge.config import FILE, KnowledgeConfig, remember, remembered
from knowledge.errors import ShopError


def test_what_is_remembered_is_read_back(tmp_path: Path) -> None:
    config = KnowledgeConfig.model_validate(
        {
            "embeddings": {"engine": "openai", "options": {"model": "bge-m3"}},
            "chroma": "http://localhost:8000",
        }
    )
    remember(tmp_path / "new", config)
    assert remembered(tmp_path / "new") == config


def test_names_stay_names_in_the_file(tmp_path: Path) -> None:
    remember(tmp_path, KnowledgeConfig.model_validate({"embeddings": "hashing", "chroma": "https://host"}))
    assert (tmp_path / FILE).read_text("utf-8") == "chroma: https://host\nembeddings: hashing\n"


def test_a_shop_that_says_nothing_has_the_defaults(tmp_path: Path) -> None:
    assert remembered(tmp_path) == KnowledgeConfig()
    (tmp_path / FILE).write_text("")
    assert remembered(tmp_path) == KnowledgeConfig()


def test_only_what_is_said_goes_before_what_is_remembered() -> None:
    shop = KnowledgeConfig.model_validate({"embeddings": "hashing", "chroma": "http://localhost:8000"})
    assert KnowledgeConfig().over(shop) == shop
    here = KnowledgeConfig.model_validate({"chroma": None})
    assert here.over(shop).chroma is None
    assert here.over(shop).embeddings.engine == "hashing"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("embedings: auto", "embedings: "),
        ("chroma: localhost", "chroma.url: "),
        ("chroma: http://user:s3cret@host", "set CHROMA_TOKEN in the environment"),
        ("chroma: {url: 'http://host', token: s3cret}", "chroma.token: "),
        ("chroma: 'http://host:port'", "chroma.url: "),
        ("[1, 2]", "valid dictionary"),
        ("{", "not valid YAML"),
        ("!!python/object/apply:os.system [true]", "not valid YAML"),
        ("[" * 60_000, ""),
        ("#" * 70_000, "too large"),
    ],
)
def test_a_broken_file_is_one_line_without_secrets(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ShopError) as caught:
        remembered(tmp_path)
    assert fault in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "s3cret" not in str(caught.value)
