"""Simulated viewers: seeded, of the shop they watch, patient for a while, and moved by what they hear."""

import asyncio
import math
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agent.demo import DEMO_FILE
from agent.events import ChatMessage
from agent.strategy.tactics import Tactics
from evals.audience.arrivals import arrivals, day_curve
from evals.audience.audience import Asked, Audience, AudienceConfig
from evals.audience.reactions import SLOTS, Reactions, poisson
from evals.audience.topics import ASKED, Topics
from evals.audience.virtual import run_virtual
from evals.audience.wordings import WORDINGS
from knowledge.ingest import ingest
from knowledge.model import Fact, Product
from knowledge.shop import Shop

Watched = tuple[list[ChatMessage], list[Asked], Audience]


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Product], tuple[Fact, ...]]]:
    folder = tmp_path_factory.mktemp("shop")
    ingest(DEMO_FILE, folder, progress=lambda *_: None)
    shop = Shop.open(folder)
    yield shop.products(), shop.shop_facts()
    shop.close()


def watch(
    sold: tuple[list[Product], tuple[Fact, ...]],
    seconds: float,
    *,
    during: Callable[[Audience, ChatMessage], None] = lambda audience, message: None,
    reactions: Reactions | None = None,
    tactics: Tactics | None = None,
    **config: Any,
) -> Watched:
    """What an audience writes when nobody, or ``during``, speaks to it."""
    messages: list[ChatMessage] = []
    asked: list[Asked] = []

    async def run() -> Audience:
        loop = asyncio.get_running_loop()
        audience = Audience(
            AudienceConfig.model_validate(config),
            *sold,
            now=loop.time,
            reactions=reactions,
            asked=asked.append,
        )
        if tactics is not None:
            audience.heard("tactic.chosen", {slot: getattr(tactics, slot) for slot in SLOTS})
        audience.heard("pitch", {"product": sold[0][0].id})
        loop.call_later(seconds, lambda: asyncio.ensure_future(audience.close()))
        async for message in audience.messages():
            messages.append(message)
            during(audience, message)
        return audience

    audience = run_virtual(run())
    return messages, asked, audience


def test_the_same_seed_gives_the_same_stream_and_another_seed_another(sold: Any) -> None:
    one, two, other = (watch(sold, 120, seed=seed)[0] for seed in (1, 1, 2))
    assert one == two
    assert [m.text for m in one] != [m.text for m in other]


def test_about_as_many_questions_come_as_wanted(sold: Any) -> None:
    _, asked, _ = watch(sold, 1800, questions_per_minute=20, bursts_per_hour=0, swing=0)
    new = [one for one in asked if one.tries == 1]
    assert abs(len(new) - 600) < 4 * math.sqrt(600)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_most_viewers_speak_the_rooms_language(sold: Any, language: str) -> None:
    _, asked, _ = watch(sold, 600, language=language)
    share = sum(one.language == language for one in asked) / len(asked)
    assert 0.8 < share < 1.0


def test_questions_are_about_facts_that_the_shop_has(sold: Any) -> None:
    products = {product.id: product for product in sold[0]}
    policies = {fact.id for fact in sold[1]}
    _, asked, _ = watch(sold, 1200)
    for one in asked:
        topic = one.topic
        if not topic.answerable or topic.intent == "compare":
            continue
        if topic.fact_id in policies:
            continue
        assert products[topic.product_id].fact(topic.fact_id.rpartition("/")[2]) is not None
    assert {one.topic.intent for one in asked} == set(ASKED)


def test_no_wording_leaves_a_gap_unfilled(sold: Any) -> None:
    topics = Topics(sold[0], list(sold[1]), random.Random(1))
    product = sold[0][0].id
    for language in ("en", "zh"):
        for _ in range(400):
            assert "{" not in topics.words(topics.question(product), language)
        for intent in ("greeting", "remark", "praise", "abuse", "spam", "link", "injection"):
            for _ in range(30):
                assert "{" not in topics.say(intent, language)


def test_popular_products_are_asked_after_most(sold: Any) -> None:
    topics = Topics(sold[0], list(sold[1]), random.Random(3))
    picked = [topics.popular() for _ in range(4000)]
    counts = sorted((picked.count(product.id) for product in sold[0]), reverse=True)
    assert counts[0] > 3 * counts[len(counts) // 2]
    assert counts[-1] > 0


def test_a_viewer_whom_nobody_answers_asks_again_or_leaves(sold: Any) -> None:
    _, asked, audience = watch(sold, 1200, viewers=100, patience_s=30, stay_s=100_000)
    again = [one for one in asked if one.tries == 2]
    assert 0.2 < len(again) / len([one for one in asked if one.tries == 1]) < 0.5
    assert audience.present < 300


def _answering(abstained: bool = False) -> Callable[[Audience, ChatMessage], None]:
    """A host who answers every question at once."""

    def during(audience: Audience, message: ChatMessage) -> None:
        if message.kind == "comment" and message.text:
            question = f"q-{message.id}"
            audience.heard("question", {"question": question, "messages": [message.id]})
            audience.heard("speaking", {"question": question})
            audience.heard("answered", {"question": question, "heard": "So.", "abstained": abstained})

    return during


def test_viewers_who_are_answered_do_not_ask_again_and_buy_more(sold: Any) -> None:
    config: dict[str, Any] = {"stay_s": 100_000, "trolls_per_minute": 0}
    _, _, alone = watch(sold, 1800, **config)
    _, asked, served = watch(sold, 1800, during=_answering(), **config)
    assert all(one.tries == 1 for one in asked)
    assert served.present > alone.present
    assert served.counts["click"] > 1.2 * alone.counts["click"] * served.present / alone.present * 0.5
    assert served.counts["order"] > alone.counts["order"]


def test_tactics_that_viewers_like_bring_more(sold: Any) -> None:
    liked = Reactions({"length": {"short": 2.0, "long": 0.5}})
    few = watch(sold, 1200, reactions=liked, tactics=Tactics(length="long"))[2]
    many = watch(sold, 1200, reactions=liked, tactics=Tactics(length="short"))[2]
    assert many.counts["like"] > 2 * few.counts["like"]


def test_trolls_abuse_spam_and_inject(sold: Any) -> None:
    messages, asked, audience = watch(sold, 1200, trolls_per_minute=10, questions_per_minute=0, language="en")
    texts = [message.text for message in messages]
    assert not asked
    assert audience.counts["troll"] > 100
    assert any(re.search("[Ii]gnore all previous", text) for text in texts)
    assert any("http://" in text for text in texts)


def test_orders_name_what_is_on_air_and_what_it_costs(sold: Any) -> None:
    messages, _, _ = watch(sold, 1800)
    orders = [message for message in messages if message.kind == "order"]
    assert orders
    price = sold[0][0].fact("price")
    assert all(order.product_id == sold[0][0].id and order.paid == price.value for order in orders)


def test_message_ids_are_unique_and_times_never_run_back(sold: Any) -> None:
    messages, _, _ = watch(sold, 600)
    assert len({message.id for message in messages}) == len(messages)
    assert [message.at for message in messages] == sorted(message.at for message in messages)


def test_arrivals_follow_the_day_and_its_bursts() -> None:
    def count(hour: float, **bursts: float) -> int:
        config = {"bursts_per_hour": 0.0, "burst_factor": 1.0, **bursts}
        times = arrivals(random.Random(5), 30, hour=hour, swing=0.8, **config)
        return sum(1 for _ in iter(lambda: next(times) < 3600, False))

    evening, morning = count(20.5), count(8.5)
    assert evening > 4 * morning
    assert abs(evening - 1800 * day_curve(21, 0.8)) < 5 * math.sqrt(3240)
    assert count(20.5, bursts_per_hour=20, burst_factor=4) > 1.2 * evening


def test_poisson_numbers_have_their_mean() -> None:
    rng = random.Random(1)
    for mean in (0.3, 4.0, 200.0):
        drawn = [poisson(rng, mean) for _ in range(2000)]
        assert abs(sum(drawn) / len(drawn) - mean) < 5 * math.sqrt(mean / len(drawn))


def test_tastes_turn_when_they_are_to() -> None:
    reactions = Reactions({"length": {"short": 1.2, "normal": 1.0, "long": 0.8}}, turns_at=100)
    assert reactions.factor(Tactics(length="short"), 0) == 1.2
    assert reactions.factor(Tactics(length="short"), 100) == 0.8
    assert reactions.factor(Tactics(length="normal"), 100) == 1.2


def test_every_intent_can_be_said_in_both_languages() -> None:
    for intent, languages in WORDINGS.items():
        assert set(languages) == {"en", "zh"}, intent
        assert all(len(wordings) >= 3 for wordings in languages.values()), intent
