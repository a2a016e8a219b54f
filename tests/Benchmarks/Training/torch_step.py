"""Training steps of a bidirectional LSTM with CTC in PyTorch, on request.

Reads lines "THREADS STEPS"; answers each with the milliseconds of every step, or its version to the line "version".
"""
import ctypes
import os
import sys
import time

import torch

INPUTS, UNITS, LAYERS, OUTPUTS, BATCH, STEPS, LETTERS = (int(a) for a in sys.argv[1:])

torch.manual_seed(1)


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(INPUTS, UNITS, LAYERS, bidirectional=True)
        self.output = torch.nn.Linear(2 * UNITS, OUTPUTS)

    def forward(self, x):
        return torch.log_softmax(self.output(self.lstm(x)[0]), -1)


network = Network()
optimizer = torch.optim.AdamW(network.parameters(), 1e-4)
ctc = torch.nn.CTCLoss(reduction="sum")
x = torch.randn(STEPS, BATCH, INPUTS)
texts = torch.randint(1, OUTPUTS, (BATCH, LETTERS))
steps = torch.full((BATCH,), STEPS, dtype=torch.long)
letters = torch.full((BATCH,), LETTERS, dtype=torch.long)


def matrix_library():
    """The library that computes matrix products: Debian lets the system choose, and the reference one is 20 times slower than OpenBLAS."""
    with open("/proc/self/maps") as maps:
        paths = {line.split()[-1] for line in maps if "/" in line}
    for path in sorted(paths):
        if "openblas" in os.path.basename(path):
            return path
    return next((p for p in sorted(paths) if "blas" in os.path.basename(p)), "none of its own")


def set_threads(count):
    torch.set_num_threads(count)
    if "openblas" in library:  # Built on pthreads it does not listen to PyTorch; built on OpenMP both share their threads.
        ctypes.CDLL(library).openblas_set_num_threads(count)


def step():
    start = time.perf_counter()
    optimizer.zero_grad()
    loss = ctc(network(x), texts, steps, letters) / (BATCH * STEPS)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return 1e3 * (time.perf_counter() - start)


library = matrix_library()
for line in sys.stdin:
    if line.strip() == "version":
        print(torch.__version__, "with", os.path.basename(library), flush=True)
        continue
    threads, count = (int(n) for n in line.split())
    set_threads(threads)
    print(*(f"{step():.4f}" for _ in range(count)), flush=True)
