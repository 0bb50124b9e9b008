import numpy as np

from knowledge.kinship import Kinship


def kinship(*products: list[int]) -> Kinship:
    starts = np.concatenate(([0], np.cumsum([len(each) for each in products]))).astype(np.int32)
    return Kinship(starts, np.array([number for each in products for number in each], np.int32))


LAPTOPS_AND_CASES = kinship([0, 1, 2], [0, 1, 3], [0, 2, 1], [4, 5], [4, 5, 6], [4, 3], [])


def alike(seeds: list[int]) -> list[float]:
    every = np.arange(7)
    weights = np.full(len(seeds), 1 / len(seeds), np.float32)
    return [float(each) for each in LAPTOPS_AND_CASES.to_products(np.array(seeds), weights, every)]


def test_products_with_the_same_attributes_are_of_a_kind() -> None:
    found = alike([0, 2])
    assert min(found[:3]) > max(found[3:])


def test_a_product_is_most_like_itself() -> None:
    found = alike([3])
    assert found.index(max(found)) == 3
    assert abs(found[3] - 1) < 1e-5


def test_products_without_attributes_are_like_nothing() -> None:
    assert alike([6]) == [0.0] * 7
    assert alike([0])[6] == 0.0


def test_a_shop_without_any_attribute_has_no_kinds() -> None:
    bare = kinship([], [])
    assert list(bare.to_products(np.array([0]), np.ones(1, np.float32), np.arange(2))) == [0.0, 0.0]
