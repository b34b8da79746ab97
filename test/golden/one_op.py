"""Builds .tflite files that hold one operator.

The classes that write the flatbuffer come with the tflite-micro wheel; nothing of the schema is kept here.
"""

import dataclasses

import flatbuffers
import numpy as np
from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema

INT8, UINT8, INT32, FLOAT32 = "int8", "uint8", "int32", "float32"

_TYPES = {
    INT8: (schema.TensorType.INT8, np.int8),
    UINT8: (schema.TensorType.UINT8, np.uint8),
    INT32: (schema.TensorType.INT32, np.int32),
    FLOAT32: (schema.TensorType.FLOAT32, np.float32),
}


@dataclasses.dataclass
class Tensor:
    """A tensor of the operator; one with `data` is constant."""

    shape: list
    dtype: str = INT8
    scale: object = None  # None, a float32, or a list of float32: one per channel
    zero_point: int = 0
    axis: int = 0  # quantized_dimension
    data: object = None

    def numpy_type(self):
        return _TYPES[self.dtype][1]

    def elements(self):
        return int(np.prod(self.shape, dtype=np.int64))


@dataclasses.dataclass
class Draw:
    """An operator, its tensors and the data to run it on. An input that is None is absent (index -1)."""

    op: str
    version: int
    inputs: list
    output: Tensor
    options_type: str = None
    options: dict = dataclasses.field(default_factory=dict)
    sets: list = None  # lists of numpy arrays, one for each input that is not constant

    def variable_inputs(self):
        seen = []
        for tensor in self.inputs:
            if tensor is not None and tensor.data is None and not any(tensor is s for s in seen):
                seen.append(tensor)
        return seen


class _Buffer(schema.BufferT):
    """A buffer at a multiple of 16 bytes, as the schema demands (the generated Python forgets it)."""

    def __init__(self, array):
        super().__init__()
        self.bytes = array.tobytes()

    def Pack(self, builder):
        builder.StartVector(1, len(self.bytes), 16)
        builder.head -= len(self.bytes)
        builder.Bytes[builder.head : builder.head + len(self.bytes)] = self.bytes
        vector = builder.EndVector()
        schema.BufferStart(builder)
        schema.BufferAddData(builder, vector)
        return schema.BufferEnd(builder)


def _quantization(tensor):
    if tensor.scale is None:
        return None
    q = schema.QuantizationParametersT()
    scales = tensor.scale if isinstance(tensor.scale, list) else [tensor.scale]
    q.scale = np.array(scales, dtype=np.float32)
    q.zeroPoint = np.full(len(scales), tensor.zero_point, dtype=np.int64)
    q.quantizedDimension = tensor.axis
    return q


def build(draw, name):
    """The bytes of the .tflite file; `name` becomes the name of the graph."""
    buffers, tensors = [schema.BufferT()], []

    def index_of(tensor):
        if tensor is None:
            return -1
        for i, (known, _) in enumerate(tensors):
            if known is tensor:
                return i
        t = schema.TensorT()
        t.shape = np.array(tensor.shape, dtype=np.int32)
        t.type = _TYPES[tensor.dtype][0]
        t.quantization = _quantization(tensor)
        t.name = "t%d" % len(tensors)
        t.buffer = 0
        if tensor.data is not None:
            buffers.append(_Buffer(np.asarray(tensor.data, dtype=tensor.numpy_type())))
            t.buffer = len(buffers) - 1
        tensors.append((tensor, t))
        return len(tensors) - 1

    op = schema.OperatorT()
    op.inputs = np.array([index_of(t) for t in draw.inputs], dtype=np.int32)
    op.outputs = np.array([index_of(draw.output)], dtype=np.int32)
    if draw.options_type:
        op.builtinOptionsType = getattr(schema.BuiltinOptions, draw.options_type)
        op.builtinOptions = getattr(schema, draw.options_type + "T")()
        for key, value in draw.options.items():
            setattr(op.builtinOptions, key, value)

    graph = schema.SubGraphT()
    graph.name = name
    graph.tensors = [t for _, t in tensors]
    graph.inputs = np.array([index_of(t) for t in draw.variable_inputs()], dtype=np.int32)
    graph.outputs = op.outputs
    graph.operators = [op]

    code = schema.OperatorCodeT()
    code.builtinCode = getattr(schema.BuiltinOperator, draw.op)
    code.deprecatedBuiltinCode = min(code.builtinCode, 127)
    code.version = draw.version

    model = schema.ModelT()
    model.version = 3
    model.description = ""
    model.operatorCodes = [code]
    model.subgraphs = [graph]
    model.buffers = buffers
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())
