from knowledge.rewording import said_otherwise


def test_chinese_brands_and_kinds_are_said_in_english() -> None:
    found = dict(said_otherwise("有没有惠普的打印机"))
    assert "hp" in found["惠普"]
    assert "printer" in found["打印机"]


def test_english_kinds_are_said_in_chinese() -> None:
    assert "耳机" in dict(said_otherwise("wireless headsets"))["headset"]


def test_the_longest_part_is_taken() -> None:
    assert list(dict(said_otherwise("笔记本电脑"))) == ["笔记本电脑"]


def test_what_has_no_other_words_stays() -> None:
    assert said_otherwise("zorgblat 9000") == ()
    assert said_otherwise("") == ()
