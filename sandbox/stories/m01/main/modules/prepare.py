"""Brings in the model's source repositories, once."""

import pathlib
import subprocess

ROOT = pathlib.Path("repositories")
NEEDED = {
    "latent": "https://github.com/atelier/latent.git",
    "sampling": "https://github.com/atelier/sampling.git",
}


def repositories() -> None:
    for name, address in NEEDED.items():
        if not (ROOT / name).exists():
            subprocess.run(["git", "clone", address, str(ROOT / name)], check=True)
