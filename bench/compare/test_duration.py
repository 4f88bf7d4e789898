import unittest
from types import SimpleNamespace

import duration
from goals import ETCD, GOALS, NATIVE

OPTIONS = {"rounds": 5, "seconds": 10, "warmup": 2, "keys": 30_000, "times": 10,
           "idle_seconds": 60, "many": 1_000_000}


def minutes(rows, systems, **changed):
    return duration.whole(SimpleNamespace(rows=rows, **{**OPTIONS, **changed}), systems)


class DurationTest(unittest.TestCase):
    def test_a_row_is_a_run_per_system_and_round_and_a_preload_of_each(self):
        # Ten runs of 15 seconds, two preloads of 22.
        self.assertEqual(minutes(["put"], [NATIVE, ETCD]), round((150 + 44) / 60))

    def test_a_system_that_is_not_there_takes_no_time(self):
        self.assertEqual(minutes(["put"], [NATIVE]), round((75 + 22) / 60))

    def test_idle_rows_wait(self):
        self.assertEqual(minutes(["idle"], [NATIVE], idle_seconds=595), 10)

    def test_each_row_takes_some_time(self):
        for row in GOALS:
            self.assertGreaterEqual(
                duration.whole(SimpleNamespace(rows=[row], **OPTIONS), [NATIVE, ETCD]), 1)


if __name__ == "__main__":
    unittest.main()
