"""Puts what JMH wrote into the table of docs/performance.md: microbench.py RESULT DOCUMENT."""

import json
import os
import sys

import machine
import report
from goals import number


def lines(results, commit):
    """The rows: benchmark with its parameters, figure, error, unit, commit."""
    rows = []
    for result in results:
        package, method = result["benchmark"].rsplit(".", 1)
        parameters = ", ".join(f"{key} {value}" for key, value in result.get("params", {}).items())
        name = package.rsplit(".", 1)[1].removesuffix("Benchmark") + "." + method
        metric = result["primaryMetric"]
        error = metric["scoreError"]
        rows.append([name + (f" ({parameters})" if parameters else ""), number(metric["score"]),
                     "–" if error == "NaN" else "± " + number(error), metric["scoreUnit"], commit])
    return rows


def main(result, document):
    with open(result, encoding="utf-8") as file:
        results = json.load(file)
    with open(document, encoding="utf-8") as file:
        text = file.read()
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    facts = machine.facts(root, os.path.dirname(os.path.abspath(result)), results[0]["jvm"])
    facts = [[name, facts[name]] for name in ("processor", "memory", "disk", "kernel", "JDK")]
    new = lines(results, machine.commit(root))
    text = report.updated(text, "microbenchmarks", report.MICRO_HEADS, new, 1)
    with open(document, "w", encoding="utf-8") as file:
        file.write(report.updated(text, "machine", report.FACT_HEADS, facts, 1))


if __name__ == "__main__":
    main(*sys.argv[1:])
