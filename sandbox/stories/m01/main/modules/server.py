"""The HTTP API."""

import uvicorn
from fastapi import FastAPI

from modules import engine

app = FastAPI()


@app.post("/api/txt2img")
def txt2img(job: dict) -> dict:
    return {"images": engine.from_text(job)}


@app.post("/api/img2img")
def img2img(job: dict) -> dict:
    return {"images": engine.from_image(job)}


@app.post("/api/extras")
def extras(job: dict) -> dict:
    return {"image": engine.upscale(job)}


@app.get("/api/options")
def options() -> dict:
    return engine.options()


def serve(host: str, port: int) -> None:
    uvicorn.run(app, host=host, port=port)
