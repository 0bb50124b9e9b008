import json
import random
from pathlib import Path

import pytest

from evals.bench import search
from evals.bench.ranking import judgments, quality, summary


def test_ndcg_is_as_defined() -> None:
    grades = {"a": 3, "b": 0, "c": 1}
    best = quality(["a", "c"], grades)
    assert (best.ndcg, best.judged, best.recall) == (1.0, 1.0, 1.0)
    late = quality(["x", "y", "a"], grades)
    assert late.ndcg == pytest.approx((7 / 2) / (7 + 1 / 1.584962500721156))
    assert late.judged == pytest.approx(7 / (7 + 1 / 1.584962500721156))
    assert late.recall == 0.5
    assert quality([], grades).ndcg == 0.0


def test_means_are_over_queries() -> None:
    grades = {"a": 1}
    assert summary([quality(["a"], grades), quality([], grades)])["ndcg_10"] == 0.5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("query,docid\nx,1\n", "no column rating"),
        ("query,docid,rating\nx,1,good\n", ":2: 'good' is no rating"),
        ("query,docid,rating\nx,,3\n", ":2: query, docid"),
        ("query,docid,rating\nx,1,99\n", ":2: query, docid"),
        ("query,docid,rating\nx,1,0\n", "no query has a relevant product"),
    ],
)
def test_broken_judgments_are_one_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "judgments.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=said):
        judgments(file)


def test_plain_bm25_ranks_by_words() -> None:
    rank = search.plain_bm25([("a", "desk lamp white"), ("b", "lamp lamp"), ("c", "kettle")])
    assert next(iter(rank("lamp"))) == "b"
    assert "c" not in rank("lamp")
    assert list(rank("submarine")) == []


def test_the_benchmark_gives_its_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_QUICK_CURVE", (30, 60))
    random.seed(1)
    kinds = ("lamp", "kettle", "mouse", "mouse pad", "keyboard")
    products = [
        {
            "id": str(number),
            "title": f"Acme {random.choice('ABCDE')}{number} {kinds[number % 5]}",
            "price": number,
        }
        for number in range(40)
    ]
    catalog, judged = tmp_path / "products.jsonl", tmp_path / "judgments.csv"
    catalog.write_text("".join(json.dumps(each) + "\n" for each in products), "utf-8")
    rows = [
        f"{kinds[kind]},{number},{3 if number % 5 == kind else 0}" for kind in (2, 3) for number in range(20)
    ]
    judged.write_text("\n".join(["query,docid,rating", *rows, "nothing,1,0", "mouse,gone,1"]) + "\n", "utf-8")
    figures = search.run(quick=True, catalog=catalog, judgments=judged)
    assert figures["products"] == 40
    assert figures["queries"] == 2
    assert figures["judged_products_missing"] == 1
    for name in ("ours", "bm25", "dense", "rank_fusion"):
        assert 0 <= figures[name]["ndcg_10"] <= figures[name]["ndcg_10_judged_only"] <= 1
    assert figures["ours"]["ndcg_10_judged_only"] > 0.9
    assert figures["over_bm25"]["ndcg_10"] == pytest.approx(
        100 * (figures["ours"]["ndcg_10"] - figures["bm25"]["ndcg_10"]), abs=0.02
    )
    assert [row["products"] for row in figures["curve"]] == [30, 60]
    assert all(0 < row["p50"] <= row["p95"] <= row["p99"] for row in figures["curve"])
    assert {"query", "ours", "bm25", "dense", "rank_fusion"} == set(figures["worst"][0])
    assert figures["machine"]["cores"] >= 1


def test_a_catalogue_that_is_none_is_one_line(tmp_path: Path) -> None:
    catalog, judged = tmp_path / "products.jsonl", tmp_path / "judgments.csv"
    catalog.write_text("not json\n", "utf-8")
    judged.write_text("query,docid,rating\nx,1,3\n", "utf-8")
    with pytest.raises((ValueError, RuntimeError)):
        search.run(quick=True, catalog=catalog, judgments=judged)
