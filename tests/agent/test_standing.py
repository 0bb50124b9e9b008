"""What the operator had set, read back from the journal."""

from agent.journal import Entry
from agent.operator.standing import Standing, standing


def entries(*events: tuple[str, str] | str) -> list[Entry]:
    """``("block", "Ann")`` is an action, ``"-block Ann"`` its refusal, any other text a kind of event."""
    made = []
    for number, event in enumerate(events):
        if isinstance(event, tuple):
            made.append(
                Entry(number, 0.0, "operator", {"action": event[0], "target": event[1], "who": "page"})
            )
        elif event.startswith("-"):
            action, _, target = event[1:].partition(" ")
            data = {"action": action, "target": target, "who": "page", "reason": "no"}
            made.append(Entry(number, 0.0, "operator.refused", data))
        else:
            made.append(Entry(number, 0.0, event, {}))
    return made


def test_a_room_that_fell_begins_where_it_was() -> None:
    found = standing(
        entries(
            ("block", "Ann"),
            ("block", "Bo"),
            ("unblock", "Ann"),
            ("mode", "all"),
            ("pin", "lamp"),
            ("take_over", ""),
        )
    )
    assert found == Standing(("Bo",), "lamp", "all", paused=False, taken_over=True)


def test_a_room_that_ended_in_order_keeps_only_who_is_blocked() -> None:
    found = standing(
        entries(("block", "Bo"), ("mode", "all"), ("pin", "lamp"), ("pause", ""), "room.stopped")
    )
    assert found == Standing(("Bo",))


def test_what_was_refused_counts_for_nothing() -> None:
    found = standing(
        entries(("pin", "lamp"), ("pin", "toaster"), "-pin toaster", ("block", "Ann"), "-block Ann")
    )
    assert found == Standing((), "lamp")


def test_words_and_a_skip_take_back_a_pause_but_not_a_take_over() -> None:
    assert not standing(entries(("pause", ""), ("say", ""))).paused
    assert not standing(entries(("stop", ""), ("skip", ""))).paused
    assert standing(entries(("take_over", ""), ("say", ""))).taken_over
    assert not standing(entries(("take_over", ""), ("hand_back", ""))).taken_over


def test_unpinning_leaves_nothing_pinned() -> None:
    assert standing(entries(("pin", "lamp"), ("unpin", ""))).pinned == ""


def test_actions_of_another_version_are_passed_over() -> None:
    assert standing(entries(("dance", "tango"), ("mode", "whatever"))) == Standing()
