import requests


def status(**job) -> int:
    return requests.post("http://127.0.0.1:7860/api/extras", json=job).status_code


def test_a_face_is_left_alone_without_a_restorer():
    assert status(restorer=None) == 200


def test_an_unknown_restorer_is_refused():
    assert status(restorer="nobody") == 422
