"""Tables in a document, between markers; a row replaces the one with the same first cells."""

GOAL_HEADS = ["what", "goal", "native", "JVM", "beside", "ratio, native", "ratio, JVM", "reached"]
FIGURE_HEADS = ["load", "system", "median/s", "min–max/s", "p50, ms", "p99, ms", "failed",
                "rounds", "commit"]
FACT_HEADS = ["", "at the latest run"]
MICRO_HEADS = ["benchmark", "figure", "error (99.9 %)", "unit", "commit"]


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def row(values):
    return "| " + " | ".join(str(value).replace("|", "/") for value in values) + " |"


def table(heads, rows):
    return "\n".join([row(heads), "|" + "---|" * len(heads), *(row(values) for values in rows)])


def rows_of(text):
    """The rows of a table without its head."""
    lines = [line for line in text.strip().splitlines() if line.startswith("|")]
    return [cells(line) for line in lines[2:]]


def merged(old, new, key_cells, order=None):
    """`old` with each row of `new` in place of the one with the same key, or behind."""
    rows = {tuple(values[:key_cells]): values for values in old}
    rows.update({tuple(values[:key_cells]): values for values in new})
    keys = list(rows)
    if order is not None:
        keys = [key for key in keys if key[0] in order]
        keys.sort(key=lambda key: order.index(key[0]))
    return [rows[key] for key in keys]


def between(document, name):
    begin, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
    if document.count(begin) != 1 or document.count(end) != 1:
        raise ValueError(f"the document needs one part {name}")
    start = document.index(begin) + len(begin)
    return start, document.index(end, start - 1)


def updated(document, name, heads, new, key_cells, order=None):
    """The document with these rows in the table of that name."""
    start, end = between(document, name)
    rows = merged(rows_of(document[start:end]), new, key_cells, order)
    return document[:start] + table(heads, rows) + document[end:]
