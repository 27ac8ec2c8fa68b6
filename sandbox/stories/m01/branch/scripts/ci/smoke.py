"""Imports everything the server needs, before anything listens on a port."""

import sys

sys.path[:0] = ["repositories/latent", "repositories/sampling"]

from modules import engine, pictures, prepare, server  # noqa: E402

print("smoke:", *sorted(one.__name__ for one in (engine, pictures, prepare, server)))
