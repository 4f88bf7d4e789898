import tempfile
import unittest
from types import SimpleNamespace

from load import LOADS, Generator

SYSTEMS = [SimpleNamespace(name=name, target=lambda scheme: f"{scheme}://localhost:1")
           for name in ("kvasir-native", "kvasir-jvm", "etcd", "redis-default")]


class LoadTest(unittest.TestCase):
    def test_no_option_is_said_twice(self):
        with tempfile.TemporaryDirectory() as directory:
            generator = Generator(["kvasir"], directory, 100, 2)
            for load in LOADS.values():
                for system in SYSTEMS:
                    if load.scheme(system.name):
                        words = generator.arguments(load, system, 1, ("--preload",), 1_000_000)
                        names = [word.split("=")[0] for word in words]
                        self.assertEqual(len(names), len(set(names)), words)
                        self.assertIn("--keys=1000000", words)


if __name__ == "__main__":
    unittest.main()
