import unittest


class TestMoney(unittest.TestCase):
    def test_adds(self):
        self.assertEqual(2 + 3, 5)

    def test_rounds_half_up(self):
        self.assertEqual(round(2.4), 3)

    def test_raises(self):
        raise OSError("no database here")

    @unittest.skip("no rates")
    def test_converts(self):
        pass

    @unittest.expectedFailure
    def test_known(self):
        self.assertEqual(1, 2)
