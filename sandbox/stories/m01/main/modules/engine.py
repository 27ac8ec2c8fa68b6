"""Where requests become pictures."""

from latent.models import LatentDiffusion

from modules import pictures

_model = LatentDiffusion()


def from_text(job: dict) -> list[str]:
    return [pictures.encode(one) for one in _model.sample(job["prompt"], job.get("steps", 20))]


def from_image(job: dict) -> list[str]:
    start = [pictures.decode(one) for one in job["init_images"]]
    return [pictures.encode(one) for one in _model.resample(start, job["prompt"])]


def upscale(job: dict) -> str:
    return pictures.encode(pictures.resize(pictures.decode(job["image"]), job["factor"]))


def options() -> dict:
    return {"sampler": "euler", "steps": 20}
