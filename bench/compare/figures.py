"""Medians, spreads and ratios. Nothing here runs anything."""

import math
import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """The median of some figures, and the least and greatest of them."""

    median: float
    least: float
    most: float

    @staticmethod
    def of(figures):
        if not figures:
            raise ValueError("no figures")
        return Spread(statistics.median(figures), min(figures), max(figures))


def ratios(ours, theirs):
    """Of figures that were measured in the same round, one each."""
    if len(ours) != len(theirs):
        raise ValueError(f"{len(ours)} rounds of one and {len(theirs)} of the other")
    return [a / b for a, b in zip(ours, theirs) if b > 0]


def quantile(figures, share):
    """The least figure that is not exceeded by `share` of them."""
    if not figures:
        raise ValueError("no figures")
    return sorted(figures)[max(0, math.ceil(share * len(figures)) - 1)]


def longest_gap(moments, begin, end):
    """The longest time without a moment between begin and end, both of which count as moments."""
    inside = sorted([begin, end, *(m for m in moments if begin < m < end)])
    return max(later - earlier for earlier, later in zip(inside, inside[1:]))


def rotated(names, round_number):
    """Who goes when in a round: each begins in turn."""
    shift = round_number % len(names)
    return list(names[shift:]) + list(names[:shift])
