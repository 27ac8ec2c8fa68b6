"""Puts stand-ins where launch.py expects the model's repositories, so that nothing is cloned.

The stubs import any depth of `latent.*` and `sampling.*`; they hold no weights and cannot infer.
"""

import pathlib

ROOT = pathlib.Path("repositories")

LOADER = '''
import importlib.abc, importlib.machinery, sys, types


class StubModule(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        raise NotImplementedError(f"{self.__name__}.{name} is a stub")


class StubFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("latent", "sampling"):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return StubModule(spec.name)

    def exec_module(self, module):
        pass


sys.meta_path.append(StubFinder())
'''

MODELS = '''
class LatentDiffusion:
    def sample(self, prompt, steps):
        raise NotImplementedError("the stub model has no weights")

    resample = sample
'''


def main() -> None:
    for name in ("latent", "sampling"):
        folder = ROOT / name / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").write_text(LOADER)
    (ROOT / "latent" / "latent" / "models.py").write_text(MODELS)


if __name__ == "__main__":
    main()
