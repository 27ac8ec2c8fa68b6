import pytest
import requests

SERVER = "http://127.0.0.1:7860"


def status(**job) -> int:
    job = {"prompt": "a lighthouse", **job}
    return requests.post(f"{SERVER}/api/txt2img", json=job).status_code


@pytest.mark.parametrize("steps", [1, 3, 20])
def test_a_prompt_gives_a_picture(steps):
    assert status(steps=steps) == 200


@pytest.mark.parametrize("sampler", ["euler", "ddim"])
def test_a_sampler_by_name(sampler):
    assert status(sampler=sampler) == 200


def test_a_negative_prompt_is_taken():
    assert status(negative_prompt="fog") == 200


def test_a_seed_repeats_the_picture():
    assert status(seed=7) == 200


def test_a_batch_of_two():
    assert status(batch_size=2) == 200


def test_two_batches_of_one():
    assert status(batches=2) == 200


def test_a_wide_picture():
    assert status(width=1024) == 200


def test_a_tall_picture():
    assert status(height=1024) == 200


def test_faces_are_restored():
    assert status(restore_faces=True) == 200


def test_tiling():
    assert status(tiling=True) == 200


def test_high_resolution_pass():
    assert status(high_resolution=True) == 200
