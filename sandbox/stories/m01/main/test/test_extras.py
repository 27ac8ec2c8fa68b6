import base64
import pathlib

import pytest
import requests

PICTURE = base64.b64encode(pathlib.Path("test/picture.png").read_bytes()).decode()


@pytest.mark.parametrize("factor", [1, 2, 4])
def test_upscaling_answers(factor):
    answer = requests.post("http://127.0.0.1:7860/api/extras", json={"image": PICTURE, "factor": factor})
    assert answer.status_code == 200
