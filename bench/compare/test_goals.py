import unittest

from goals import ETCD, GOALS, JVM, NATIVE, line, needed
from load import LOADS, Sample
from rounds import goal_line


def samples(*rates):
    return [Sample(rate, 1, 2, 0) for rate in rates]


class GoalsTest(unittest.TestCase):
    def test_a_ratio_is_the_median_of_the_rounds_ratios(self):
        taken = {("put", NATIVE): samples(30, 20, 40), ("put", JVM): samples(10, 10, 10),
                 ("put", ETCD): samples(10, 20, 10)}

        cells = goal_line("put", taken)

        self.assertEqual(cells[2:], ["30/s", "10/s", "etcd 10/s", "3.00 (1.00–4.00)",
                                     "1.00 (0.50–1.00)", "yes"])

    def test_without_a_native_binary_the_jvm_is_judged(self):
        taken = {("put", JVM): samples(10), ("put", ETCD): samples(10)}

        self.assertEqual(goal_line("put", taken)[2:],
                         ["–", "10/s", "etcd 10/s", "–", "1.00 (1.00–1.00)", "no"])

    def test_our_own_may_be_what_is_beside(self):
        taken = {("put-w2", NATIVE): samples(50), ("put", NATIVE): samples(20)}

        self.assertEqual(goal_line("put-w2", taken)[4:], ["PUT 20/s", "2.50 (2.50–2.50)", "–", "yes"])

    def test_a_figure_of_our_own_may_be_judged_whatever_is_beside(self):
        taken = {("increment", NATIVE): samples(16_000), ("put", ETCD): samples(1_000)}

        self.assertEqual(goal_line("increment", taken)[-1], "yes")
        self.assertEqual(goal_line("increment", {("increment", NATIVE): samples(9_000)})[4:],
                         ["–", "–", "–", "no"])

    def test_less_may_be_better(self):
        goal = GOALS["p99"]

        self.assertEqual(line(goal, {NATIVE: [4, 6]}, ETCD, {NATIVE: [8, 6]})[4:],
                         ["etcd 7 ms", "0.75 (0.50–1.00)", "–", "yes"])
        self.assertEqual(line(goal, {NATIVE: [9]}, ETCD, {NATIVE: [8]})[-1], "no")

    def test_what_was_not_compared_is_not_called_reached(self):
        taken = {("put-tcp", NATIVE): samples(99), ("put", ETCD): samples(1)}

        self.assertEqual(goal_line("put-tcp", taken)[-1], "not measured")
        self.assertEqual(goal_line("put", {("put", NATIVE): samples(9)})[-1], "–")

    def test_rows_need_what_they_are_compared_with(self):
        self.assertEqual(needed(["put-w2"]), [("put-w2", NATIVE), ("put-w2", JVM), ("put", NATIVE),
                                              ("put", JVM)])
        self.assertEqual(len(needed(["put", "increment", "put"])), 5)

    def test_every_row_names_loads_that_there_are(self):
        for load, system in needed(GOALS):
            self.assertTrue(LOADS[load].scheme(system), (load, system))


if __name__ == "__main__":
    unittest.main()
