#!/usr/bin/env python3
"""Loss curves of small LSTM networks trained with CTC by PyTorch, for the trainer to repeat.

Writes beside this file
  ctc_training.safetensors  inputs and first weights (float32)
  ctc_training.json         networks, optimisers, texts, and for each pair of network and optimiser the loss and the norm
                            of the gradient of every update and the norms of the final weights
Run: apt-get install --no-install-recommends python3-torch && /usr/bin/python3 ctc_training.py   (made with PyTorch 1.13)

PyTorch works in float64 here, so whatever differs from these numbers is the error of the float32 trainer.
"""
import json
import re
import struct
from pathlib import Path

import torch
from torch.nn.functional import ctc_loss, log_softmax
from torch.nn.utils.rnn import pack_sequence, pad_packed_sequence

UPDATES = 20
INPUTS, TOKENS, BLANK = 6, 7, 0
# Lengths are unequal and not sorted; the texts have equal neighbours, fit exactly, or are empty.
LENGTHS = [19, 4, 12, 1, 7, 23, 12, 9]
TEXTS = [[1, 2, 3, 3, 4, 6], [5, 5], [], [2], [6, 1, 1, 3, 2], [4, 4, 4, 1, 2, 3, 5, 6], [3], [2, 1, 2, 1]]
BATCHES = [[0, 1, 2, 3], [4, 5, 6, 7]]  # Update u learns from batch u mod 2.
NETWORKS = {
    "unidirectional": {"layers": 2, "units": 20, "bidirectional": False},
    "bidirectional": {"layers": 2, "units": 18, "bidirectional": True},
}
CONSTANT_RATE = {"warmup_updates": 0, "decay": "none"}
OPTIMIZERS = {
    "adamw": {"kind": "adam_w", "learning_rate": 0.02, **CONSTANT_RATE, "beta1": 0.9, "beta2": 0.98, "epsilon": 1e-8, "weight_decay": 0.1, "clip_norm": 0.5},
    "sgd": {"kind": "sgd", "learning_rate": 0.2, **CONSTANT_RATE, "beta1": 0.9, "weight_decay": 0.01, "clip_norm": 0.4},
}


class Network(torch.nn.Module):
    """LSTM layers, a dense layer, log-softmax. PyTorch adds two biases in a gate; ours is the first, the second stays 0."""

    def __init__(self, layers, units, bidirectional):
        super().__init__()
        self.lstm = torch.nn.LSTM(INPUTS, units, layers, bidirectional=bidirectional)
        self.dense = torch.nn.Linear(units * (2 if bidirectional else 1), TOKENS)
        for name, parameter in self.lstm.named_parameters():
            if name.startswith("bias_hh"):
                parameter.requires_grad_(False)
        self.layers = layers

    def tensors(self):
        """The trained tensors under the names that our models give them."""
        for name, parameter in self.lstm.named_parameters():
            kind, layer, reverse = re.fullmatch(r"(\w+)_l(\d+)(_reverse)?", name).groups("")
            if kind != "bias_hh":
                yield f"layers.{layer}.{kind.replace('bias_ih', 'bias')}{reverse}", parameter
        yield f"layers.{self.layers}.weight", self.dense.weight
        yield f"layers.{self.layers}.bias", self.dense.bias

    def start(self, seed):
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.zero_()
            for _, parameter in self.tensors():
                parameter.copy_((torch.rand(parameter.shape, generator=generator) - 0.5).float())

    def loss(self, inputs, texts):
        """Sum of the losses of all utterances, divided by the steps of all of them."""
        lengths = torch.tensor([len(x) for x in inputs])
        hidden, _ = pad_packed_sequence(self.lstm(pack_sequence(inputs, enforce_sorted=False))[0])
        scores = log_softmax(self.dense(hidden), dim=-1)
        targets, target_lengths = torch.tensor(sum(texts, [])), torch.tensor([len(t) for t in texts])
        return ctc_loss(scores, targets, lengths, target_lengths, blank=BLANK, reduction="sum") / lengths.sum()


def make_optimizer(spec, parameters):
    """Weight decay works on matrices only and is never part of the gradient."""
    if spec["kind"] == "sgd":
        return torch.optim.SGD(parameters, lr=spec["learning_rate"], momentum=spec["beta1"])
    groups = [{"params": [p for p in parameters if p.dim() > 1], "weight_decay": spec["weight_decay"]},
              {"params": [p for p in parameters if p.dim() == 1], "weight_decay": 0}]
    return torch.optim.AdamW(groups, lr=spec["learning_rate"], betas=(spec["beta1"], spec["beta2"]), eps=spec["epsilon"])


def train(network, spec, inputs):
    parameters = [p for _, p in network.tensors()]
    optimizer = make_optimizer(spec, parameters)
    losses, norms = [], []
    for update in range(UPDATES):
        batch = BATCHES[update % len(BATCHES)]
        optimizer.zero_grad()
        loss = network.loss([inputs[i] for i in batch], [TEXTS[i] for i in batch])
        loss.backward()
        norm = torch.cat([p.grad.flatten() for p in parameters]).norm()
        with torch.no_grad():
            for p in parameters:
                if norm > spec["clip_norm"]:
                    p.grad *= spec["clip_norm"] / norm
                if spec["kind"] == "sgd" and p.dim() > 1:
                    p *= 1 - spec["learning_rate"] * spec["weight_decay"]
        optimizer.step()
        losses.append(loss.item())
        norms.append(norm.item())
    return losses, norms


def write_safetensors(path, tensors):
    header, offset = {}, 0
    for name, tensor in tensors.items():
        end = offset + 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(t.numpy().astype("<f4").tobytes() for t in tensors.values()))


def main():
    torch.set_default_dtype(torch.float64)
    generator = torch.Generator().manual_seed(7)
    inputs = [torch.randn(n, INPUTS, generator=generator, dtype=torch.float32) for n in LENGTHS]
    tensors = {f"inputs.{i}": x.clone() for i, x in enumerate(inputs)}
    curves = []
    for seed, (name, shape) in enumerate(NETWORKS.items()):
        for method, spec in OPTIMIZERS.items():
            network = Network(**shape)
            network.start(seed)
            tensors |= {f"{name}.{key}": p.detach().float() for key, p in network.tensors()}
            losses, norms = train(network, spec, [x.double() for x in inputs])
            assert 0 < sum(n > spec["clip_norm"] for n in norms) < UPDATES, f"clipping must act on some updates: {norms}"
            curves.append({"network": name, "optimizer": method, "losses": losses, "gradient_norms": norms,
                           "final_norms": {key: p.norm().item() for key, p in network.tensors()}})
            print(name, method, *(f"{x:.4f}" for x in losses))
    here = Path(__file__).resolve().parent
    write_safetensors(here / "ctc_training.safetensors", tensors)
    case = {"inputs": INPUTS, "tokens": TOKENS, "texts": TEXTS, "batches": BATCHES, "networks": NETWORKS, "optimizers": OPTIMIZERS, "curves": curves}
    text = re.sub(r"\[[^][{}]*\]", lambda numbers: " ".join(numbers[0].split()), json.dumps(case, indent=2))  # A list of numbers is one line.
    (here / "ctc_training.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
