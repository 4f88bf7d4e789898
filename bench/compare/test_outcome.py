import contextlib
import io
import os
import tempfile
import unittest

from outcome import Figures, more
from processes import Missing


class OutcomeTest(unittest.TestCase):
    def test_a_command_says_all_of_its_options(self):
        words = "--rows put --rounds 5 --seconds=2 --keys=50000 --times 5".split()

        self.assertEqual(more(words), " BENCH='--keys=50000 --times 5'")

    def test_a_command_without_more_options_says_none(self):
        self.assertEqual(more("--rows put --rounds 5 --seconds 2".split()), "")

    def document(self, text):
        file = tempfile.NamedTemporaryFile("w", suffix=".md", delete=False, encoding="utf-8")
        with file:
            file.write(text)
        self.addCleanup(os.remove, file.name)
        return file.name

    def test_what_was_not_measured_stays_as_it_was(self):
        goals = "| what | goal |\n|---|---|\n| a | ≥ 1 | 5/s | – | – | – | – | yes |"
        parts = {"goals": goals, "loads": "", "others": "", "machine": ""}
        text = "\n".join(f"<!-- {name} -->\n{table}\n<!-- end of {name} -->"
                         for name, table in parts.items())
        name = self.document(text)
        figures = Figures(name, {"Kvasir": "c0ffee"}, "make bench")

        with self.assertRaises(Missing):
            figures.write([["a", "≥ 1", "–", "–", "–", "–", "–", "–"]], [])

        with open(name, encoding="utf-8") as file:
            self.assertEqual(file.read(), text)

    def test_a_document_without_a_place_for_figures_is_refused_at_once(self):
        with self.assertRaises(Missing):
            Figures(self.document("no part"), {"Kvasir": "c0ffee"}, "make bench")

    def test_what_was_measured_of_others_is_written_without_a_figure_of_ours(self):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            Figures("-", {"Kvasir": "c0ffee"}, "make bench").write(
                [["a", "≥ 1", "–", "–", "etcd 5/s", "–", "–", "–"]], [["put", "etcd"]])

        self.assertIn("| put | etcd |", out.getvalue())
        self.assertNotIn("≥ 1", out.getvalue())


if __name__ == "__main__":
    unittest.main()
