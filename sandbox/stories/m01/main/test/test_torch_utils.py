import torch


def test_half_precision_is_off_on_cpu():
    assert torch.zeros(1).dtype == torch.float32


def test_an_empty_tensor_has_a_device():
    assert torch.empty(0).device.type == "cpu"
