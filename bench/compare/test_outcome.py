import unittest

from outcome import more


class OutcomeTest(unittest.TestCase):
    def test_a_command_says_all_of_its_options(self):
        words = "--rows put --rounds 5 --seconds=2 --keys=50000 --times 5".split()

        self.assertEqual(more(words), " BENCH='--keys=50000 --times 5'")

    def test_a_command_without_more_options_says_none(self):
        self.assertEqual(more("--rows put --rounds 5 --seconds 2".split()), "")


if __name__ == "__main__":
    unittest.main()
