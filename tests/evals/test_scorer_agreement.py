"""Sentences that people wrote are scored as people score them."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.scorers.agreement import Agreement, agreement, labelled
from evals.scorers.known import known_facts, known_products
from knowledge.ingest import ingest
from knowledge.shop import Shop

DEMO = Path(__file__).parents[2] / "knowledge" / "demo" / "shop.yaml"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Agreement]]:
    folder = tmp_path_factory.mktemp("shop")
    ingest(DEMO, folder, progress=lambda *_: None)
    shop = Shop.open(folder)
    products = shop.products()
    answers = [one.fact for one in shop.approved_answers if one.fact is not None]
    facts = known_facts(products, (*shop.shop_facts(), *answers))
    yield agreement(labelled(), known_products(products), facts)
    shop.close()


def test_there_are_at_least_two_hundred_lines_of_both_labels_and_languages() -> None:
    lines = labelled()
    assert len(lines) >= 200
    assert min(Counter(one.good for one in lines).values()) >= len(lines) // 3
    assert min(Counter(one.language for one in lines).values()) >= len(lines) // 3
    assert len({(one.scorer, one.line, one.language, one.term) for one in lines}) == len(lines)


def test_scorers_agree_with_people(told: dict[str, Agreement]) -> None:
    assert sum(one.agreed for one in told.values()) >= 0.97 * sum(one.lines for one in told.values())
    assert min(one.share for one in told.values()) >= 0.9


def test_no_wrong_number_that_people_see_is_let_pass(told: dict[str, Agreement]) -> None:
    assert told["grounded"].missed == ()
