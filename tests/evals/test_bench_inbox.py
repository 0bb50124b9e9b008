import json
from pathlib import Path

from evals.bench.crowd import Crowd
from evals.bench.inbox import run


def test_a_short_flood_is_measured_and_its_order_holds(tmp_path: Path) -> None:
    chat = tmp_path / "chat"
    chat.mkdir()
    line = ":nora!nora@x PRIVMSG #shop :how much is the kettle?"
    (chat / "irc.json").write_text(json.dumps({"messages": [line, "PING :x"]}))
    figures = run(quick=True, rate=5000, seconds=2, chat=(chat,))
    flood = figures["flood"]
    assert flood["offered"] >= 900
    read = flood["journal"]["chat"]
    turned_away = sum(flood["turned_away"].values())
    assert read + turned_away >= flood["offered"]
    assert flood["top_20_wrong"] == 0
    assert figures["real_chat"]["messages"] == {"twitch comment": 1}
    assert figures["real_chat"]["read"] == {"question": 1}
    assert figures["real_chat"]["failed"] == []
    json.dumps(figures)


def test_the_same_seed_makes_the_same_crowd() -> None:
    one, other = Crowd(3), Crowd(3)
    assert [one.message(0.0) for _ in range(200)] == [other.message(0.0) for _ in range(200)]
