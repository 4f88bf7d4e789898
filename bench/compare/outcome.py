"""Figures as rows of the document's tables, written as soon as there are some."""

import report
from figures import Spread
from goals import GOALS, number
from processes import Missing

OTHER_HEADS = ["what", "who", "median", "min–max", "unit", "times", "commit"]


def other_line(title, name, figures, unit):
    """A row without its last cell, the commit."""
    spread = Spread.of(figures)
    return [title, name, number(spread.median), f"{number(spread.least)}–{number(spread.most)}",
            unit, str(len(figures))]


def more(words):
    """What the command line says beyond rows, rounds and seconds, as `make bench` takes it."""
    rest, known = [], False
    for word in words:
        name = word.split("=")[0]
        if not known and name not in ("--rows", "--rounds", "--seconds"):
            rest.append(word)
        known = not known and word in ("--rows", "--rounds", "--seconds")
    return f" BENCH='{' '.join(rest)}'" if rest else ""


def is_measured(goal):
    """Whether a row of goals has a figure of ours."""
    native, jvm = goal[2:4]
    return (native, jvm) != ("–", "–")


class Figures:
    """The document that figures go into, `-` for none; all are printed too."""

    def __init__(self, document, facts, command):
        self.document = document
        self.text()
        self.commit = facts["Kvasir"]
        self.facts = [[name, value] for name, value in {**facts, "command": f"`{command}`"}.items()]

    def text(self):
        """What the document says now."""
        if self.document == "-":
            return ""
        with open(self.document, encoding="utf-8") as file:
            text = file.read()
        try:
            for part in ("goals", "loads", "others", "machine"):
                report.between(text, part)
        except ValueError as unfit:
            raise Missing(f"{self.document}: {unfit}") from unfit
        return text

    def write(self, goals, loads, others=()):
        """What was not measured stays as it was."""
        goals = [goal for goal in goals if is_measured(goal)]
        if not (goals or loads or others):
            raise Missing("nothing was measured")
        others = [[*values, self.commit] for values in others]
        for heads, rows in ((report.GOAL_HEADS, goals), (report.FIGURE_HEADS, loads),
                            (OTHER_HEADS, others)):
            if rows:
                print(report.table(heads, rows), flush=True)
        if self.document == "-":
            return
        text = self.text()
        order = [goal.title for goal in GOALS.values()]
        text = report.updated(text, "goals", report.GOAL_HEADS, goals, 1, order)
        text = report.updated(text, "loads", report.FIGURE_HEADS, loads, 2)
        text = report.updated(text, "others", OTHER_HEADS, others, 2)
        text = report.updated(text, "machine", report.FACT_HEADS, self.facts, 1)
        with open(self.document, "w", encoding="utf-8") as file:
            file.write(text)
