#!/usr/bin/env python3
"""Small networks as PyTorch exports them to ONNX, and graphs made by hand in the form that tf2onnx gives Keras models, for the importer to read.

Writes onnx/*.onnx beside this file. What is not speech has no feature settings and no tokens in its metadata.
Run: apt-get install --no-install-recommends python3-torch python3-onnx libopenblas0 && /usr/bin/python3 onnx_import.py
(made with PyTorch 1.13 and onnx 1.12)
"""
import io
import json
import warnings
from pathlib import Path

import numpy
import onnx
import onnx.helper
import onnx.numpy_helper
import torch
from onnx import TensorProto
from torch import nn

OUT = Path(__file__).with_name("onnx")
BANDS, STACK, INPUTS, UNITS = 4, 3, 12, 10
TOKENS = ["", " ", "a", "b", "c"]
SPEECH = {
    "name": "golden",
    "tokens": json.dumps(TOKENS),
    "features": json.dumps({"bands": BANDS, "stack": STACK, "skip": STACK}),
    "features.mean": json.dumps([0.5, -1, 2, 0]),
    "features.std": json.dumps([1, 2, 0.5, 1]),
}


class Tagger(nn.Module):
    """Recurrent layers, a dense layer and, unless it ends with logits, a log-softmax."""

    def __init__(self, cell, layers=1, both=False, batch_first=False, end="log_softmax", vocabulary=None, between=nn.Identity(), **options):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, INPUTS) if vocabulary else nn.Identity()
        self.recurrent = cell(INPUTS, UNITS, layers, bidirectional=both, batch_first=batch_first, **options)
        self.dense = nn.Linear(UNITS * (2 if both else 1), len(TOKENS))
        self.between, self.end = between, end

    def forward(self, x):
        y = self.dense(self.between(self.recurrent(self.embedding(x))[0]))
        return y.log_softmax(-1) if self.end == "log_softmax" else y


class Streaming(Tagger):
    """The states of all layers are an input and an output."""

    def forward(self, x, h, c):
        y, (h, c) = self.recurrent(x, (h, c))
        return self.dense(y).log_softmax(-1), h, c


def export(name, network, *inputs, metadata=SPEECH, names=("features",), free=True, **options):
    """Exports with free numbers of steps and sequences (inputs [T, B, I] or [B, T, I]) or with fixed ones."""
    axes = {n: {0: "a", 1: "b"} if i == 0 else {0: "a"} if n == "lengths" else {1: "b"} for i, n in enumerate(names)} if free else None
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(network.eval(), inputs, buffer, input_names=list(names), output_names=["log_probs"], dynamic_axes=axes, **options)
    save(name, onnx.load_from_string(buffer.getvalue()), metadata)


def save(name, model, metadata):
    onnx.helper.set_model_props(model, metadata)
    onnx.checker.check_model(model)
    onnx.save(model, str(OUT / f"{name}.onnx"))


def keras(name):
    """Two directions by one LSTM each, batch first, dense on all steps as rows of a matrix, softmax: the form of tf2onnx."""
    random = numpy.random.default_rng(5)
    steps = {}

    def constant(key, *shape):
        steps[key] = random.uniform(-0.5, 0.5, shape).astype(numpy.float32)
        return key

    def integers(key, values):
        steps[key] = numpy.array(values, numpy.int64)
        return key

    node = onnx.helper.make_node
    nodes = [node("Transpose", ["features"], ["x"], perm=[1, 0, 2])]
    # Zeros to start from, made for the number of sequences that come.
    nodes += [
        node("Shape", ["features"], ["shape"]),
        node("Slice", ["shape", integers("zero", [0]), integers("one", [1]), integers("axis", [0])], ["batch"]),
        node("Concat", [integers("single", [1]), "batch", integers("units", [UNITS])], ["start_shape"], axis=0),
        node("ConstantOfShape", ["start_shape"], ["start"]),
    ]
    for direction in ("forward", "reverse"):
        weights = [constant(f"{direction}_W", 1, 4 * UNITS, INPUTS), constant(f"{direction}_R", 1, 4 * UNITS, UNITS), constant(f"{direction}_B", 1, 8 * UNITS)]
        nodes += [
            node("LSTM", ["x", *weights, "", "start", "start"], [f"{direction}_Y"], name=f"{direction}_lstm", direction=direction, hidden_size=UNITS),
            node("Squeeze", [f"{direction}_Y", "one"], [f"{direction}_squeezed"]),
            node("Transpose", [f"{direction}_squeezed"], [f"{direction}_output"], perm=[1, 0, 2]),
        ]
    nodes += [
        node("Concat", ["forward_output", "reverse_output"], ["joined"], axis=-1),
        node("Reshape", ["joined", integers("rows", [-1, 2 * UNITS])], ["flat"]),
        node("MatMul", ["flat", constant("kernel", 2 * UNITS, len(TOKENS))], ["product"]),
        node("Add", ["product", constant("bias", len(TOKENS))], ["logits"]),
        node("Slice", ["shape", integers("first", [0]), integers("two", [2]), "axis"], ["outer"]),
        node("Concat", ["outer", integers("tokens", [len(TOKENS)])], ["joined_shape"], axis=0),
        node("Reshape", ["logits", "joined_shape"], ["by_step"]),
        node("Softmax", ["by_step"], ["probabilities"], axis=-1),
    ]
    value = lambda n, *shape: onnx.helper.make_tensor_value_info(n, TensorProto.FLOAT, shape)
    graph = onnx.helper.make_graph(nodes, "keras", [value("features", "B", "T", INPUTS)], [value("probabilities", "B", "T", len(TOKENS))],
                                   [onnx.numpy_helper.from_array(v, k) for k, v in steps.items()])
    save(name, onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 15)]), SPEECH)


class Last(nn.Module):
    """One result for a sequence: of the last step, or of the last state of the last layer."""

    def __init__(self, state, **options):
        super().__init__()
        self.tagger, self.state = Tagger(nn.LSTM, layers=2, batch_first=True, **options), state

    def forward(self, x):
        y, (h, _) = self.tagger.recurrent(self.tagger.embedding(x))
        y = self.tagger.dense(h[-1] if self.state else y[:, -1])
        return y.log_softmax(-1) if self.tagger.end == "log_softmax" else y


def norm(**options):
    """A layer normalisation that does something: PyTorch's begin with ones and zeros."""
    layer = nn.LayerNorm(UNITS, **options)
    for weights in layer.parameters():
        nn.init.uniform_(weights, 0.5, 2)
    return layer


class Pooled(Tagger):
    """One result for a sequence: of the mean of all steps."""

    def forward(self, x):
        return self.dense(self.recurrent(x)[0].mean(1)).log_softmax(-1)


class Started(Tagger):
    """Starts from a state of zeros that is spread over the sequences that come."""

    def __init__(self, cell, **options):
        super().__init__(cell, **options)
        self.start = nn.Parameter(torch.zeros(1, 1, UNITS))

    def forward(self, x):
        start = self.start.expand(-1, x.shape[0], -1)
        return self.dense(self.recurrent(x, (start, start))[0]).log_softmax(-1)


class Packed(Tagger):
    """Sequences of unequal length, the longest first. The zeros that PyTorch starts from are those for the sequences of the export."""

    def forward(self, x, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True)
        return self.dense(nn.utils.rnn.pad_packed_sequence(self.recurrent(packed)[0], batch_first=True)[0]).log_softmax(-1)


class KerasGraph:
    """A graph as tf2onnx writes Keras layers: batch first outside, steps first around the recurrent operators, zeros to start from made for the sequences that come."""

    def __init__(self, seed):
        self.random = numpy.random.default_rng(seed)
        self.nodes, self.constants = [], {}

    def weights(self, key, *shape):
        self.constants[key] = self.random.uniform(-0.5, 0.5, shape).astype(numpy.float32)
        return key

    def integers(self, key, values):
        self.constants[key] = numpy.array(values, numpy.int64)
        return key

    def node(self, kind, inputs, output, **attributes):
        self.nodes.append(onnx.helper.make_node(kind, inputs, [output] if isinstance(output, str) else output, **attributes))
        return output if isinstance(output, str) else output[0]

    def start(self, x):
        """[1, B, H] zeros for x [B, T, I]."""
        self.node("Shape", [x], "shape")
        self.node("Slice", ["shape", self.integers("zero", [0]), self.integers("one", [1]), self.integers("axis", [0])], "batch")
        self.node("Concat", [self.integers("single", [1]), "batch", self.integers("units", [UNITS])], "start_shape", axis=0)
        return self.node("ConstantOfShape", ["start_shape"], "start")

    def recurrent(self, kind, name, x, inputs, start, outputs, **attributes):
        gates = {"LSTM": 4, "GRU": 3}[kind]
        directions = 2 if attributes.get("direction") == "bidirectional" else 1
        weights = [self.weights(f"{name}_W", directions, gates * UNITS, inputs), self.weights(f"{name}_R", directions, gates * UNITS, UNITS), self.weights(f"{name}_B", directions, 2 * gates * UNITS)]
        start = [] if start is None else ["", start, start] if kind == "LSTM" else ["", start]
        return self.node(kind, [x, *weights, *start], outputs, name=name, hidden_size=UNITS, **attributes)

    def dense(self, name, x, inputs, outputs):
        product = self.node("MatMul", [x, self.weights(f"{name}_kernel", inputs, outputs)], f"{name}_product")
        return self.node("Add", [product, self.weights(f"{name}_bias", outputs)], f"{name}_sum")

    def save(self, name, output, shape, inputs=("B", "T", INPUTS), metadata=SPEECH):
        value = lambda n, shape: onnx.helper.make_tensor_value_info(n, TensorProto.FLOAT, shape)
        graph = onnx.helper.make_graph(self.nodes, "keras", [value("features", inputs)], [value(output, shape)], [onnx.numpy_helper.from_array(v, k) for k, v in self.constants.items()])
        save(name, onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 15)]), metadata)


def keras_last(name):
    """Embedding(9, 12), LSTM(10), Dense(5, softmax): numbers of words in floating point; of the LSTM the last state."""
    g = KerasGraph(6)
    numbers = g.node("Cast", ["features"], "numbers", to=TensorProto.INT32)
    embedded = g.node("Gather", [g.weights("embeddings", 9, INPUTS), numbers], "embedded", axis=0)
    x = g.node("Transpose", [embedded], "x", perm=[1, 0, 2])
    g.recurrent("LSTM", "lstm", x, INPUTS, g.start(embedded), ["", "state"])
    last = g.node("Squeeze", ["state", "zero"], "last")
    y = g.node("Softmax", [g.dense("dense", last, UNITS, len(TOKENS))], "probabilities", axis=1)
    g.save(name, y, ("B", len(TOKENS)), inputs=("B", "T"), metadata={})


def keras_slice(name):
    """Bidirectional(GRU(10, return_sequences)), LSTM(10), Dense(7, relu), Dense(5, softmax): the last step by a strided slice; the directions of the GRU are joined by transposing and reshaping."""
    g = KerasGraph(7)
    x = g.node("Transpose", ["features"], "x", perm=[1, 0, 2])
    both = g.recurrent("GRU", "gru", x, INPUTS, None, "both", direction="bidirectional", linear_before_reset=1)
    joined = g.node("Reshape", [g.node("Transpose", [both], "beside", perm=[0, 2, 1, 3]), g.integers("joined_shape", [0, 0, -1])], "joined")
    steps = g.recurrent("LSTM", "lstm", joined, 2 * UNITS, None, "steps")
    batch_first = g.node("Transpose", [g.node("Squeeze", [steps, g.integers("one", [1])], "squeezed")], "batch_first", perm=[1, 0, 2])
    slice_ = [g.integers("starts", [0, -1, 0]), g.integers("ends", [2**31 - 1] * 3), g.integers("axes", [0, 1, 2])]
    last = g.node("Squeeze", [g.node("Slice", [batch_first, *slice_], "slice"), "one"], "last")
    hidden = g.node("Relu", [g.dense("hidden", last, UNITS, 7)], "hidden")
    y = g.node("Softmax", [g.dense("dense", hidden, 7, len(TOKENS))], "probabilities", axis=-1)
    g.save(name, y, ("B", len(TOKENS)))


def keras_gru(name):
    """GRU(10, return_sequences), TimeDistributed(Dense(5, softmax)): tensordot computes the shapes of its matrices from the shape that comes."""
    g = KerasGraph(8)
    x = g.node("Transpose", ["features"], "x", perm=[1, 0, 2])
    steps = g.recurrent("GRU", "gru", x, INPUTS, g.start("features"), "steps", linear_before_reset=1)
    y = g.node("Transpose", [g.node("Squeeze", [steps, "one"], "squeezed")], "y", perm=[1, 0, 2])
    shape = g.node("Cast", [g.node("Shape", [y], "y_shape")], "y_shape_32", to=TensorProto.INT32)
    outer = g.node("Gather", [shape, g.integers("free_axes", [0, 1])], "outer", axis=0)
    inner = g.node("Gather", [shape, g.integers("axes", [2])], "inner", axis=0)
    rows = g.node("ReduceProd", [outer], "rows", axes=[0], keepdims=0)
    columns = g.node("ReduceProd", [inner], "columns", axes=[0], keepdims=0)
    matrix = g.node("Concat", [g.node("Unsqueeze", [rows, "zero"], "rows_1"), g.node("Unsqueeze", [columns, "zero"], "columns_1")], "matrix_shape", axis=0)
    flat = g.node("Reshape", [y, g.node("Cast", [matrix], "matrix_shape_64", to=TensorProto.INT64)], "flat")
    product = g.node("MatMul", [flat, g.weights("kernel", UNITS, len(TOKENS))], "product")
    whole = g.node("Concat", [g.node("Cast", [outer], "outer_64", to=TensorProto.INT64), g.integers("tokens", [len(TOKENS)])], "whole_shape", axis=0)
    by_step = g.node("Add", [g.node("Reshape", [product, whole], "by_step"), g.weights("bias", len(TOKENS))], "logits")
    g.save(name, g.node("Softmax", [by_step], "probabilities", axis=-1), ("B", "T", len(TOKENS)))


def main():
    OUT.mkdir(exist_ok=True)
    torch.manual_seed(4)
    time_first, batch_first, some = torch.zeros(6, 2, INPUTS), torch.zeros(2, 6, INPUTS), torch.zeros(2, 2, UNITS)
    export("lstm-ctc", Tagger(nn.LSTM, layers=2), time_first)
    export("lstm-opset-9", Tagger(nn.LSTM, layers=2), time_first, opset_version=9)
    export("lstm-both-unfolded", Tagger(nn.LSTM, both=True, batch_first=True), batch_first, do_constant_folding=False, opset_version=17)
    export("lstm-fixed", Tagger(nn.LSTM, batch_first=True, end="logits"), batch_first[:1], free=False)
    export("lstm-streaming", Streaming(nn.LSTM, layers=2), time_first, some, some, names=("features", "h", "c"))
    export("gru-both", Tagger(nn.GRU, layers=2, both=True, batch_first=True), batch_first)
    export("rnn-relu-both", Tagger(nn.RNN, both=True, nonlinearity="relu"), time_first)
    export("rnn", Tagger(nn.RNN, layers=3, bias=False), time_first)
    export("gru-embedding", Tagger(nn.GRU, vocabulary=9), torch.zeros(6, 2, dtype=torch.long), metadata={}, names=("ids",))
    keras("keras-lstm-both")
    export("lstm-last", Last(state=False, vocabulary=9), torch.zeros(2, 6, dtype=torch.long), metadata={}, names=("ids",))
    export("lstm-last-state", Last(state=True, end="logits"), batch_first)
    keras_last("keras-last")
    keras_slice("keras-slice")
    keras_gru("keras-gru")
    export("lstm-tanh", Tagger(nn.LSTM, between=nn.Tanh()), time_first)
    # Before operator set 17 a layer normalisation is nine operators.
    export("lstm-norm", Tagger(nn.LSTM, between=norm()), time_first, opset_version=13)
    export("lstm-norm-plain", Tagger(nn.LSTM, batch_first=True, between=norm(elementwise_affine=False)), batch_first, opset_version=14)
    export("lstm-norm-epsilon", Tagger(nn.LSTM, between=norm(eps=1e-3)), time_first, opset_version=13)
    export("lstm-mean", Pooled(nn.LSTM, both=True, batch_first=True), batch_first)
    export("lstm-start", Started(nn.LSTM, batch_first=True), batch_first)
    export("lstm-packed", Packed(nn.LSTM, batch_first=True), batch_first, torch.tensor([6, 4]), names=("features", "lengths"))


if __name__ == "__main__":
    main()
