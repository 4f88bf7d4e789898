import unittest

from goals import ETCD, NATIVE
from processes import free_ports
from rounds import Rounds


class RoundsTest(unittest.TestCase):
    def test_a_round_that_was_not_finished_does_not_count(self):
        rounds = Rounds({NATIVE: None, ETCD: None}, None, 3, 1, False, print)
        rounds.samples = {("put", NATIVE): [1, 2, 3], ("put", ETCD): [4, 5]}

        self.assertEqual(rounds.whole(["put"]),
                         {("put", NATIVE): [1, 2], ("put", ETCD): [4, 5]})

    def test_without_a_whole_round_there_is_nothing(self):
        rounds = Rounds({NATIVE: None, ETCD: None}, None, 3, 1, False, print)
        rounds.samples = {("put", NATIVE): [1]}

        self.assertEqual(rounds.whole(["put"]), {})

    def test_no_port_is_given_twice(self):
        ports = [port for _ in range(150) for port in free_ports(20)]

        self.assertEqual(len(ports), len(set(ports)))


if __name__ == "__main__":
    unittest.main()
