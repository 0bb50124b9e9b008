from agent.events import Line
from agent.lineup import Beat, LineUp, Script


def script(product: str, loop: int = 0, sentences: int = 3) -> Script:
    beats = tuple(
        Beat(Line(f"t.{n}", "t", n, f"{product} {n}", "en"), product, n, n == 0) for n in range(sentences)
    )
    return Script(product, loop, beats)


def test_products_follow_each_other_round_and_round_with_their_loop() -> None:
    line_up = LineUp(["kettle", "lamp"], loops={})
    order = []
    for _ in range(4):
        following = line_up.following()
        assert following is not None
        order.append(following)
        line_up.begin(script(*following))
    assert order == [("kettle", 0), ("lamp", 0), ("kettle", 1), ("lamp", 1)]


def test_after_a_restart_the_product_that_was_on_stage_comes_first_in_its_next_loop() -> None:
    assert LineUp(["kettle", "lamp"], loops={"lamp": 2}, first="lamp").following() == ("lamp", 3)


def test_a_product_that_left_the_line_up_is_not_followed_by_nothing() -> None:
    line_up = LineUp(["kettle", "lamp"], loops={})
    line_up.begin(script("kettle"))
    line_up.products = ["lamp", "mug"]
    assert line_up.following() == ("lamp", 0)
    line_up.products = []
    assert line_up.following() is None


def test_going_back_repeats_from_the_first_sentence_that_was_not_heard() -> None:
    line_up = LineUp(["kettle"], loops={})
    line_up.begin(script("kettle"))
    taken = [line_up.next() for _ in range(3)]
    assert line_up.next() is None
    for beat in (taken[2], taken[1]):
        assert beat is not None
        assert line_up.go_back(beat)
    assert line_up.next() is taken[1]
    assert line_up.next() is taken[2]


def test_there_is_no_way_back_into_another_script() -> None:
    line_up = LineUp(["kettle", "lamp"], loops={})
    line_up.begin(script("kettle"))
    beat = line_up.next()
    assert beat is not None
    line_up.begin(script("lamp"))
    assert not line_up.go_back(beat)
    line_up.leave()
    assert line_up.next() is None
