from shop import price


def test_price():
    assert price(10, False) == 10
