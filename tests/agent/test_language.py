import pytest

from agent.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how much is it", "en"),
        ("多少钱", "zh"),
        ("HP LaserJet Enterprise M612dn 1200 x 1200 DPI A4 Wi-Fi多少钱？", "zh"),
        ("StarTech.com 6 ft coax low profile high resolution monitor vga cable 价格", "zh"),
        ("Lexmark C930H2KG 有货吗", "zh"),
        ("how much is the 白鹭台灯", "en"),
        ("does 暖炉水壶 have a filter?", "en"),
        ("Nestmoor 水壶", "zh"),
        ("谢谢 thanks for the show", "en"),
        ("Ember 暖炉 kettle by Nestmoor in cloud white", "en"),
    ],
)
def test_the_words_that_make_the_sentence_decide(text: str, language: str) -> None:
    assert detect(text) == language


def test_a_text_without_letters_is_in_the_default_language() -> None:
    assert detect("???", "zh") == "zh"
    assert detect("123", "en") == "en"
