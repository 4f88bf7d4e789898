import unittest

from figures import Spread, longest_gap, quantile, ratios, rotated


class FiguresTest(unittest.TestCase):
    def test_a_spread_has_the_median_and_both_ends(self):
        self.assertEqual(Spread.of([3, 1, 2]), Spread(2, 1, 3))
        self.assertEqual(Spread.of([4, 1, 2, 3]).median, 2.5)
        with self.assertRaises(ValueError):
            Spread.of([])

    def test_ratios_are_of_the_same_round(self):
        self.assertEqual(ratios([2, 9], [1, 3]), [2, 3])
        self.assertEqual(ratios([2, 9], [0, 3]), [3])
        with self.assertRaises(ValueError):
            ratios([1, 2], [1])

    def test_a_quantile_is_one_of_the_figures(self):
        self.assertEqual(quantile(range(1, 101), 0.99), 99)
        self.assertEqual(quantile([5, 1, 3], 0.99), 5)
        self.assertEqual(quantile([5, 1, 3], 0.5), 3)
        self.assertEqual(quantile([7], 0), 7)

    def test_the_longest_gap_counts_both_ends(self):
        self.assertEqual(longest_gap([1, 2, 5], 0, 6), 3)
        self.assertEqual(longest_gap([1, 2], 0, 9), 7)
        self.assertEqual(longest_gap([], 2, 9), 7)
        self.assertEqual(longest_gap([-5, 1, 20], 0, 2), 1)

    def test_each_begins_in_turn(self):
        self.assertEqual([rotated("abc", n)[0] for n in range(4)], ["a", "b", "c", "a"])
        self.assertEqual(rotated(["a", "b"], 1), ["b", "a"])


if __name__ == "__main__":
    unittest.main()
