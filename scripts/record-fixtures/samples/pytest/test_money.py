import pytest


class TestMoney:
    def test_adds(self):
        assert 2 + 3 == 5

    @pytest.mark.parametrize("n", ["1", "a::b]"])
    def test_holds(self, n):
        assert n

    def test_rounds_half_up(self):
        assert round(2.4) == 3

    @pytest.mark.skip(reason="no rates")
    def test_converts(self):
        pass

    @pytest.mark.xfail(reason="known")
    def test_known(self):
        assert False


@pytest.fixture
def database():
    raise OSError("no database here")


def test_stores(database):
    pass
