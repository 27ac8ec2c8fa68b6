"""Prepares the environment and starts the server."""

import argparse

from modules import prepare, server


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--prepare-only", action="store_true")
    parser.add_argument("--port", type=int, default=7860)
    args = parser.parse_args()
    prepare.repositories()
    if not args.prepare_only:
        server.serve("127.0.0.1", args.port)


if __name__ == "__main__":
    main()
