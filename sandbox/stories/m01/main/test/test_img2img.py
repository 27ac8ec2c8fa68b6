import base64
import pathlib

import requests

PICTURE = base64.b64encode(pathlib.Path("test/picture.png").read_bytes()).decode()


def status(**job) -> int:
    job = {"prompt": "a lighthouse", "init_images": [PICTURE], **job}
    return requests.post("http://127.0.0.1:7860/api/img2img", json=job).status_code


def test_a_picture_is_redrawn():
    assert status() == 200


def test_a_mask_limits_the_change():
    assert status(mask=PICTURE) == 200


def test_two_pictures_give_two():
    assert status(init_images=[PICTURE, PICTURE]) == 200


def test_strength_zero_gives_the_same_picture():
    assert status(strength=0) == 200
