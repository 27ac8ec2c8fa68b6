import requests

SERVER = "http://127.0.0.1:7860"


def status(path: str) -> int:
    return requests.get(f"{SERVER}/api/{path}").status_code


def test_options_are_read():
    assert status("options") == 200


def test_samplers_are_listed():
    assert status("samplers") == 200


def test_upscalers_are_listed():
    assert status("upscalers") == 200


def test_models_are_listed():
    assert status("models") == 200


def test_embeddings_are_listed():
    assert status("embeddings") == 200


def test_progress_is_empty_at_rest():
    assert status("progress") == 200


def test_memory_is_reported():
    assert status("memory") == 200


def test_png_info_is_read():
    assert status("png-info") == 200


def test_options_are_written():
    assert requests.post(f"{SERVER}/api/options", json={}).status_code == 200


def test_an_unknown_path_is_404():
    assert status("nothing") == 404
