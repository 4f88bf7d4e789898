import os
import unittest

import microbench
import report
from goals import GOALS

DOCUMENT = """Before.

<!-- x -->
| a | b |
|---|---|
| one | 1 |
| two | 2 |
<!-- end of x -->

After.
"""


class ReportTest(unittest.TestCase):
    def test_a_row_takes_the_place_of_the_one_with_its_key(self):
        self.assertEqual(
            report.updated(DOCUMENT, "x", ["a", "b"], [["two", "9"], ["three", "3"]], 1),
            DOCUMENT.replace("| two | 2 |", "| two | 9 |\n| three | 3 |"))

    def test_rows_come_in_their_order_and_those_that_are_no_more_go(self):
        changed = report.updated(DOCUMENT, "x", ["a", "b"], [["zero", "0"]], 1, ["zero", "two"])

        self.assertEqual(report.rows_of(changed[changed.index("|"):]), [["zero", "0"], ["two", "2"]])

    def test_nothing_new_changes_nothing(self):
        self.assertEqual(report.updated(DOCUMENT, "x", ["a", "b"], [], 1), DOCUMENT)

    def test_an_empty_part_gets_its_first_rows(self):
        document = "<!-- y -->\n\n<!-- end of y -->\n"

        self.assertEqual(report.updated(document, "y", ["a"], [["1"]], 1),
                         "<!-- y -->\n| a |\n|---|\n| 1 |\n<!-- end of y -->\n")

    def test_a_cell_breaks_no_table(self):
        self.assertEqual(report.row(["a|b", 2]), "| a/b | 2 |")

    def test_a_document_without_the_part_is_refused(self):
        with self.assertRaises(ValueError):
            report.updated(DOCUMENT, "z", [], [], 1)

    def test_the_document_has_all_parts(self):
        here = os.path.dirname(os.path.abspath(__file__))
        with open(os.path.join(here, "..", "..", "docs", "performance.md"), encoding="utf-8") as file:
            text = file.read()
        for name in ("machine", "goals", "loads", "others", "microbenchmarks"):
            report.between(text, name)
        begin, end = report.between(text, "goals")
        titles = [goal.title for goal in GOALS.values()]
        for values in report.rows_of(text[begin:end]):
            self.assertIn(values[0], titles)

    def test_a_microbenchmark_is_named_by_class_method_and_parameters(self):
        result = {"benchmark": "io.kvasir.core.ring.RingBenchmark.replicas", "params": {"nodes": "3"},
                  "primaryMetric": {"score": 647.9, "scoreError": 12.34, "scoreUnit": "ns/op"}}
        bare = {"benchmark": "a.BBenchmark.c",
                "primaryMetric": {"score": 1.5, "scoreError": "NaN", "scoreUnit": "ops/s"}}

        self.assertEqual(microbench.lines([result, bare], "abc"),
                         [["Ring.replicas (nodes 3)", "648", "± 12.3", "ns/op", "abc"],
                          ["B.c", "1.5", "–", "ops/s", "abc"]])


if __name__ == "__main__":
    unittest.main()
