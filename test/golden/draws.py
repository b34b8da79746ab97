"""Draws legal one-operator graphs, edge cases weighted. Every draw is a function of its generator alone."""

import math
import operator

import numpy as np

from one_op import FLOAT32, INT8, INT32, UINT8, Draw, Tensor

NONE, RELU, RELU_N1_TO_1, RELU6 = 0, 1, 2, 3  # ActivationFunctionType
SAME, VALID = 0, 1  # Padding
CHANNELS = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33, 63, 64, 65, 127, 128, 129, 130]


class Rng:
    """splitmix64 (Steele, Lea, Flood, 2014): the same numbers with every version of Python and NumPy."""

    def __init__(self, seed):
        self.state = seed & (2**64 - 1)

    def words(self, n):
        with np.errstate(over="ignore"):
            z = np.uint64(self.state) + np.uint64(0x9E3779B97F4A7C15) * np.arange(1, n + 1, dtype=np.uint64)
            self.state = int((self.state + 0x9E3779B97F4A7C15 * n) & (2**64 - 1))
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            return z ^ (z >> np.uint64(31))

    def below(self, n):
        return int(self.words(1)[0]) % n

    def between(self, low, high):
        """Both ends included."""
        return low + self.below(high - low + 1)

    def real(self, low, high):
        return low + (high - low) * (int(self.words(1)[0]) >> 11) / 2.0**53

    def chance(self, p):
        return self.real(0, 1) < p

    def pick(self, values):
        return values[self.below(len(values))]

    def integers(self, low, high, n):
        """n integers, both ends included, as int64."""
        return (self.words(n) % np.uint64(high - low + 1)).astype(np.int64) + low


def f32(x):
    return float(np.float32(x))


def power(exponent):
    """2^exponent without the C library's pow, which may differ in the last bit: linear between powers of two."""
    whole = math.floor(exponent)
    return math.ldexp(1.0 + (exponent - whole), whole)


# ---- parts of a draw


def draw_zero_point(rng):
    return rng.pick([-128, 127, 0, rng.between(-128, 127), rng.between(-128, 127), rng.between(-20, 20)])


def draw_centre(rng, centre):
    """A zero point of an output whose values lie around `centre` steps: most of them then fit into int8."""
    return draw_zero_point(rng) if rng.chance(0.4) else max(-128, min(127, -round(max(-999, min(999, centre)))))


def draw_scale(rng, low=-9, high=1):
    """A power of two now and then: results then lie exactly between two integers."""
    return power(rng.between(low, high)) if rng.chance(0.25) else f32(power(rng.real(low, high)))


def draw_size(rng, small, large):
    return rng.between(1, large) if rng.chance(0.3) else rng.between(1, small)


def draw_shape(rng, max_rank, max_elements, min_rank=1):
    rank = rng.between(min_rank, max_rank)
    shape = [1] * rank
    for i in range(rank):
        axis = rng.below(rank)
        room = max_elements // max(1, int(np.prod(shape)) // shape[axis])
        shape[axis] = rng.between(1, min(room, rng.pick([2, 3, 5, 9, 17, 33, 130])))
    return shape


def draw_activation(rng):
    return rng.pick([NONE] * 6 + [RELU, RELU6, RELU_N1_TO_1])


def draw_int8(rng, n, kind=None):
    """Whole range; the ends; a narrow band; one value."""
    kind = rng.below(4) if kind is None else kind
    if kind == 1:
        return np.where(rng.integers(0, 1, n) == 1, 127, -128).astype(np.int8)
    if kind == 2:
        middle = rng.between(-128, 127)
        return np.clip(middle + rng.integers(-3, 3, n), -128, 127).astype(np.int8)
    if kind == 3:
        return np.full(n, rng.pick([-128, 127, rng.between(-128, 127)]), np.int8)
    return rng.integers(-128, 127, n).astype(np.int8)


def draw_weights(rng, n):
    kind = rng.below(8)
    if kind == 0:
        return np.full(n, -128, np.int8)
    if kind == 1:
        return draw_int8(rng, n, 1)
    low = rng.pick([-128, -127, -127, -20, -3])
    weights = rng.integers(low, min(127, -low), n).astype(np.int8)
    if kind == 2:
        weights[rng.integers(0, n - 1, max(1, n // 8))] = -128
    return weights


def draw_sets(rng, tensors):
    """Two sets of inputs: random over the whole range, then an extreme one."""
    first = [draw_int8(rng, t.elements(), 0).reshape(t.shape) for t in tensors]
    second = [draw_int8(rng, t.elements(), rng.between(1, 3)).reshape(t.shape) for t in tensors]
    return [first, second]


def draw_factor(rng, usual):
    """The real factor between accumulator and output: `usual` fills the range of int8."""
    kind = rng.below(20)
    if kind < 8:
        return usual * power(rng.real(-2, 2))
    if kind < 12:
        # ties, exact ones or those that the last bit of a scale decides
        return power(round(math.log2(usual)) + rng.between(-3, 3)) * rng.pick([1, 1, 1.25, 1.5, 0.3, 0.7])
    if kind < 14:
        return power(rng.real(-4, 2))
    if kind < 16:
        return power(rng.real(0, 8))  # shifts left
    if kind == 16:
        return power(rng.real(8, 26))  # shifts far left, int32 may wrap around
    if kind == 17:
        return power(rng.real(-31, -20))
    if kind == 18:
        return power(rng.real(-31.9, -30.5))
    return power(rng.real(-40, -32.5))  # flushed to 0


def draw_bias(rng, n, factor, usual):
    """Of the size of an accumulator; or large; or such that an extreme factor still gives results."""
    if factor < usual / 64 and rng.chance(0.8):
        limit = int(min(2**30, 200 / factor))
    else:
        limit = rng.pick([100, int(8 / usual), int(32 / usual), int(32 / usual), 2**20, 2**30])
    return rng.integers(-limit, limit, n).astype(np.int32)


def unary(rng, op, version, x, out, options_type=None, options=None):
    """An operator with one int8 input."""
    return Draw(op, version, [x], out, options_type, options or {}, draw_sets(rng, [x]))


# ---- windows


def out_size(size, kernel, stride, dilation, padding):
    reach = (kernel - 1) * dilation + 1
    return -(-size // stride) if padding == SAME else (size + stride - reach) // stride


def draw_axis(rng, padding, kernel_max, dilate):
    """Size, kernel, stride, dilation along one axis."""
    size = draw_size(rng, 5, 11)
    kernel = rng.between(1, kernel_max)
    stride = rng.pick([1, 1, 1, 2, 2, 3, kernel + 1, 5])
    dilation = rng.pick([1, 1, 1, 2, 3]) if dilate else 1
    if padding == VALID:
        reach = (kernel - 1) * dilation + 1
        size = reach if rng.chance(0.2) else max(size, reach)
    return size, kernel, stride, dilation


def draw_window(rng, kernel_max, dilate):
    padding = rng.pick([SAME, VALID])
    axes = [draw_axis(rng, padding, kernel_max, dilate) for _ in range(2)]
    if rng.chance(0.25):
        axes[0] = (1, 1, 1, 1)  # one-dimensional
    elif rng.chance(0.2):
        axes[1] = (1, 1, 1, 1)
    return padding, axes, [out_size(*axis, padding) for axis in axes]


def draw_filter(rng, x, shape, channel_axis, depth, out_shape):
    """Weights, bias and output of a layer whose accumulator has `depth` terms."""
    channels = shape[channel_axis]
    usual = 80.0 / (math.sqrt(depth) * 74 * 74)
    weights = Tensor(shape, data=draw_weights(rng, int(np.prod(shape))), axis=channel_axis)
    factors = [draw_factor(rng, usual)]
    if rng.chance(0.65):
        mixed = rng.chance(0.4)
        factors = [draw_factor(rng, usual) if mixed else factors[0] * power(rng.real(-2, 2)) for _ in range(channels)]
    out_scale = draw_scale(rng, -7, 0)
    scales = [f32(factor * out_scale / x.scale) for factor in factors]
    weights.scale = scales if len(scales) > 1 else scales[0]
    bias = None
    if rng.chance(0.85):
        data = np.concatenate([draw_bias(rng, 1, factors[c % len(factors)], usual) for c in range(channels)])
        bias = Tensor([channels], INT32, data=data)
        bias.scale = [f32(x.scale * s) for s in scales] if len(scales) > 1 else f32(x.scale * scales[0])
    middle = (-0.5 - x.zero_point) * float(np.mean(weights.data)) * depth * sorted(factors)[len(factors) // 2]
    return weights, bias, Tensor(out_shape, scale=out_scale, zero_point=draw_centre(rng, middle))


def layer_inputs(rng, x, weights, bias):
    return [x, weights] if bias is None and rng.chance(0.5) else [x, weights, bias]


def conv_options(padding, axes, **more):
    (_, _, stride_h, dilation_h), (_, _, stride_w, dilation_w) = axes
    return dict(padding=padding, strideH=stride_h, strideW=stride_w, dilationHFactor=dilation_h,
                dilationWFactor=dilation_w, **more)


def conv_2d(rng):
    while True:
        padding, axes, out_hw = draw_window(rng, 4, dilate=rng.chance(0.3))
        (h, kh, _, _), (w, kw, _, _) = axes
        cin, cout = rng.pick(CHANNELS), rng.pick(CHANNELS)
        limit = 5000 if rng.chance(0.04) else 900
        batch = rng.pick([1, 1, 1, 1, 2, 3])
        if kh * kw * cin * cout > limit or batch * h * w * cin > 450:
            continue
        if 0 < batch * out_hw[0] * out_hw[1] * cout <= 450:
            break
    x = Tensor([batch, h, w, cin], scale=draw_scale(rng), zero_point=draw_zero_point(rng))
    weights, bias, out = draw_filter(rng, x, [cout, kh, kw, cin], 0, kh * kw * cin, [batch] + out_hw + [cout])
    options = conv_options(padding, axes, fusedActivationFunction=draw_activation(rng))
    return Draw("CONV_2D", 3, layer_inputs(rng, x, weights, bias), out, "Conv2DOptions", options,
                draw_sets(rng, [x]))


def depthwise_conv_2d(rng):
    while True:
        padding, axes, out_hw = draw_window(rng, 5, dilate=rng.chance(0.3))
        (h, kh, _, _), (w, kw, _, _) = axes
        cin, multiplier = rng.pick(CHANNELS), rng.pick([1, 1, 1, 1, 2, 3, 4, 8])
        cout = cin * multiplier
        batch = rng.pick([1, 1, 1, 1, 2, 3])
        if kh * kw * cout <= 900 and cout <= 130 and batch * h * w * cin <= 500 and 0 < (
                batch * out_hw[0] * out_hw[1] * cout) <= 500:
            break
    x = Tensor([batch, h, w, cin], scale=draw_scale(rng), zero_point=draw_zero_point(rng))
    weights, bias, out = draw_filter(rng, x, [1, kh, kw, cout], 3, kh * kw, [batch] + out_hw + [cout])
    options = conv_options(padding, axes, depthMultiplier=multiplier, fusedActivationFunction=draw_activation(rng))
    return Draw("DEPTHWISE_CONV_2D", 3, layer_inputs(rng, x, weights, bias), out, "DepthwiseConv2DOptions", options,
                draw_sets(rng, [x]))


def fully_connected(rng):
    while True:
        depth, cout = rng.pick(CHANNELS), rng.pick(CHANNELS)
        if depth * cout <= (5000 if rng.chance(0.03) else 900):
            break
    batch = rng.pick([1, 1, 1, 2, 3, 5])
    keep = rng.chance(0.25)
    if keep:
        lead = [batch, rng.between(1, 3)]
        shape, out_shape = lead + [depth], lead + [cout]
    else:
        divisors = [d for d in range(1, depth + 1) if depth % d == 0]
        d = rng.pick(divisors)
        shape = [batch] + rng.pick([[depth], [depth], [d, depth // d], [1, d, depth // d]])
        out_shape = [batch, cout]
    x = Tensor(shape, scale=draw_scale(rng), zero_point=draw_zero_point(rng))
    weights, bias, out = draw_filter(rng, x, [cout, depth], 0, depth, out_shape)
    per_channel = isinstance(weights.scale, list)
    options = dict(keepNumDims=keep, fusedActivationFunction=draw_activation(rng))
    version = 12 if per_channel else 6 if bias is None else 5 if keep else 4
    return Draw("FULLY_CONNECTED", version, layer_inputs(rng, x, weights, bias), out, "FullyConnectedOptions", options,
                draw_sets(rng, [x]))


def pool(rng, op):
    while True:
        padding, axes, out_hw = draw_window(rng, rng.pick([3, 3, 6, 20]), dilate=False)
        (h, kh, sh, _), (w, kw, sw, _) = axes
        channels = rng.pick(CHANNELS)
        batch = rng.pick([1, 1, 1, 2])
        if batch * h * w * channels <= 500 and out_hw[0] * out_hw[1] > 0:
            break
    scale, zero_point = draw_scale(rng, -8, 3), draw_zero_point(rng)
    x = Tensor([batch, h, w, channels], scale=scale, zero_point=zero_point)
    out = Tensor([batch] + out_hw + [channels], scale=scale, zero_point=zero_point)
    options = dict(padding=padding, strideH=sh, strideW=sw, filterHeight=kh, filterWidth=kw,
                   fusedActivationFunction=draw_activation(rng))
    return unary(rng, op, 2, x, out, "Pool2DOptions", options)


def average_pool_2d(rng):
    return pool(rng, "AVERAGE_POOL_2D")


def max_pool_2d(rng):
    return pool(rng, "MAX_POOL_2D")


# ---- two inputs


def draw_broadcast(rng):
    """Two shapes that broadcast, and the shape of the result."""
    shape = draw_shape(rng, 5, 250)
    one, two = list(shape), list(shape)
    kind = rng.below(8)
    if kind in (0, 1):
        pass
    elif kind == 2:
        two = [1] * rng.between(0, len(shape))  # a scalar
    elif kind == 3:
        two = two[-1:]  # per channel
    elif kind == 4:
        two = two[rng.below(len(two)) :]
    elif kind == 5:
        two = [d if rng.chance(0.5) else 1 for d in two]
    else:
        for i in range(len(shape)):  # both ways at once
            rng.pick([one, two, [0] * len(shape)])[i] = 1
        if kind == 7:
            while len(two) > 1 and two[0] == 1:
                two = two[1:]
    if rng.chance(0.5):
        one, two = two, one
    rank = max(len(one), len(two))
    padded = [[1] * (rank - len(s)) + s for s in (one, two)]
    return one, two, [max(a, b) for a, b in zip(*padded)]


def binary(rng, op, options_type, scale_of_output, combine):
    one, two, out_shape = draw_broadcast(rng)
    a = Tensor(one, scale=draw_scale(rng), zero_point=draw_zero_point(rng))
    b = Tensor(two, scale=draw_scale(rng), zero_point=draw_zero_point(rng))
    kind = rng.below(10)
    if kind == 0:
        b.scale = a.scale
    elif kind in (3, 4):
        b.scale = f32(a.scale * rng.pick([3, 5, 7, 12, 0.2, 0.6, 2 / 3]))
    elif kind == 1:  # one of the inputs hardly counts, or not at all
        b.scale = f32(a.scale * power(rng.pick([-1, 1]) * rng.real(8, 36)))
    if kind == 2:
        b, out_shape = a, one  # x + x
    elif rng.chance(0.3):
        constant = rng.pick([a, b])
        constant.data = draw_int8(rng, constant.elements())
    out = Tensor(out_shape, scale=f32(scale_of_output(rng, a.scale, b.scale)))
    middle = combine(*[(-0.5 - t.zero_point) * t.scale for t in (a, b)])
    out.zero_point = draw_centre(rng, middle / out.scale)
    draw = Draw(op, 2, [a, b], out, options_type, dict(fusedActivationFunction=draw_activation(rng)))
    draw.sets = draw_sets(rng, draw.variable_inputs())
    return draw


def sum_scale(rng, a, b):
    """ADD and SUB demand that 2^20 times the output's scale exceeds twice the larger input scale."""
    return max(a, b) * rng.pick([1, 2, 0.5, 3, 1.5, 2 / 3, power(rng.real(-2, 3)), power(rng.real(-2, 3)),
                                power(rng.real(-19, 12))])


def add(rng):
    return binary(rng, "ADD", "AddOptions", sum_scale, operator.add)


def sub(rng):
    return binary(rng, "SUB", "SubOptions", sum_scale, operator.sub)


def mul(rng):
    return binary(rng, "MUL", "MulOptions", lambda rng, a, b: a * b / draw_factor(rng, 1 / 64), operator.mul)


# ---- shapes


def mean(rng):
    shape = draw_shape(rng, 5, 2000 if rng.chance(0.1) else 400)
    rank = len(shape)
    axes = [i for i in range(rank) if rng.chance(0.5)] or [rng.below(rank)]
    if rank == 4 and rng.chance(0.4):
        axes = [1, 2]
    keep = rng.chance(0.5)
    out_shape = [1 if i in axes else d for i, d in enumerate(shape) if keep or i not in axes]
    axes = [i - rank if rng.chance(0.3) else i for i in axes]
    if rng.chance(0.1):
        axes.append(axes[0])
    if rng.chance(0.3):
        axes.reverse()
    x = Tensor(shape, scale=draw_scale(rng), zero_point=draw_zero_point(rng))
    out = Tensor(out_shape, scale=x.scale, zero_point=x.zero_point)
    if rng.chance(0.7):
        out = Tensor(out_shape, scale=f32(x.scale / draw_factor(rng, 1)))
        out.zero_point = draw_centre(rng, (-0.5 - x.zero_point) * x.scale / out.scale)
    axis = Tensor([] if len(axes) == 1 and rng.chance(0.3) else [len(axes)], INT32, data=axes)
    return Draw("MEAN", 2, [x, axis], out, "ReducerOptions", dict(keepDims=keep), draw_sets(rng, [x]))


def pad(rng):
    while True:
        shape = draw_shape(rng, 5, 200)
        paddings = [[rng.pick([0, 0, 1, 2, 4]), rng.pick([0, 0, 1, 3])] for _ in shape]
        if len(shape) == 4 and rng.chance(0.5):
            paddings[0] = paddings[3] = [0, 0]  # TFLM's image path
        out_shape = [d + p[0] + p[1] for d, p in zip(shape, paddings)]
        if np.prod(out_shape) <= 900:
            break
    x = Tensor(shape, scale=draw_scale(rng), zero_point=draw_zero_point(rng))
    out = Tensor(out_shape, scale=x.scale, zero_point=x.zero_point)
    return Draw("PAD", 2, [x, Tensor([len(shape), 2], INT32, data=paddings)], out, "PadOptions", {},
                draw_sets(rng, [x]))


def reshape(rng):
    shape = draw_shape(rng, 5, 300)
    rest, out_shape = int(np.prod(shape)), []
    for _ in range(rng.between(0, 4)):
        d = rng.pick([d for d in range(1, rest + 1) if rest % d == 0])
        out_shape.append(d)
        rest //= d
    out_shape.insert(rng.between(0, len(out_shape)), rest)
    x = Tensor(shape, scale=draw_scale(rng), zero_point=draw_zero_point(rng))
    out = Tensor(out_shape, scale=x.scale, zero_point=x.zero_point)
    asked = list(out_shape)
    if rng.chance(0.4):
        asked[rng.below(len(asked))] = -1
    kind = rng.below(3)  # new shape given as tensor, as option, as both
    inputs = [x] if kind == 1 else [x, Tensor([len(asked)], INT32, data=asked)]
    options = ("ReshapeOptions", dict(newShape=np.array(asked, np.int32))) if kind else (None, {})
    return Draw("RESHAPE", 1, inputs, out, *options, draw_sets(rng, [x]))


def squeeze(rng):
    shape = draw_shape(rng, 3, 300)
    while len(shape) < 5 and rng.chance(0.7):
        shape.insert(rng.between(0, len(shape)), 1)
    ones = [i for i, d in enumerate(shape) if d == 1]
    chosen = [i for i in ones if rng.chance(0.6)]
    gone = chosen or ones  # an empty list means all
    x = Tensor(shape, scale=draw_scale(rng), zero_point=draw_zero_point(rng))
    out = Tensor([d for i, d in enumerate(shape) if i not in gone], scale=x.scale, zero_point=x.zero_point)
    dims = [i - len(shape) if rng.chance(0.3) else i for i in chosen]
    return unary(rng, "SQUEEZE", 1, x, out, "SqueezeOptions", dict(squeezeDims=np.array(dims, np.int32)))


def expand_dims(rng):
    shape = draw_shape(rng, 4, 300)
    axis = rng.between(0, len(shape))
    x = Tensor(shape, scale=draw_scale(rng), zero_point=draw_zero_point(rng))
    out = Tensor(shape[:axis] + [1] + shape[axis:], scale=x.scale, zero_point=x.zero_point)
    value = axis - len(shape) - 1 if rng.chance(0.4) else axis
    where = Tensor(rng.pick([[], [1]]), INT32, data=[value])
    return Draw("EXPAND_DIMS", 1, [x, where], out, "ExpandDimsOptions", {}, draw_sets(rng, [x]))


def concatenation(rng):
    shape = draw_shape(rng, 5, 120)
    axis = rng.below(len(shape))
    scale, zero_point = draw_scale(rng), draw_zero_point(rng)
    inputs = []
    for _ in range(rng.between(2, 5)):
        size = rng.pick([shape[axis], 1, 2, 3, rng.between(1, 8)])
        inputs.append(Tensor(shape[:axis] + [size] + shape[axis + 1 :], scale=scale, zero_point=zero_point))
    if rng.chance(0.2):
        inputs[0].data = draw_int8(rng, inputs[0].elements())
    if rng.chance(0.15):
        inputs.append(inputs[1])  # the same tensor twice
    total = sum(t.shape[axis] for t in inputs)
    out = Tensor(shape[:axis] + [total] + shape[axis + 1 :], scale=scale, zero_point=zero_point)
    options = dict(axis=axis - len(shape) if rng.chance(0.4) else axis)
    draw = Draw("CONCATENATION", 2, inputs, out, "ConcatenationOptions", options)
    draw.sets = draw_sets(rng, draw.variable_inputs())
    return draw


# ---- functions of one value


def softmax(rng):
    shape = draw_shape(rng, 4, 400)
    shape[-1] = rng.pick(CHANNELS + [200, 400]) if len(shape) == 1 or np.prod(shape[:-1]) < 4 else rng.between(1, 12)
    beta = rng.pick([1.0, 1.0, 1.0, 0.5, 2.0, f32(power(rng.real(-3, 3)))])
    scale = draw_scale(rng, -25, 6) if rng.chance(0.3) else draw_scale(rng, -8, 0)
    x = Tensor(shape, scale=scale, zero_point=draw_zero_point(rng))
    out = Tensor(shape, scale=1 / 256, zero_point=-128)
    draw = unary(rng, "SOFTMAX", 2, x, out, "SoftmaxOptions", dict(beta=beta))
    draw.sets.append([draw_int8(rng, x.elements(), 2).reshape(shape)])  # near each other: large probabilities
    return draw


def every_value(rng, dtype=np.int8):
    """Shape and one set with every value of a byte, or a smaller shape with some of them."""
    if rng.chance(0.6):
        shape = rng.pick([[256], [1, 256], [2, 128], [1, 16, 16, 1], [4, 8, 8], [1, 2, 4, 32]])
        values = np.arange(256)
    else:
        shape = draw_shape(rng, 5, 130)
        values = np.arange(int(np.prod(shape))) * 37 + rng.below(256)
    return shape, [values.astype(np.uint8).view(dtype).reshape(shape)]


def table(rng, op, version, scale, out_scale, out_zero_point, options_type=None, options=None):
    shape, values = every_value(rng)
    x = Tensor(shape, scale=scale, zero_point=draw_zero_point(rng))
    out_zero_point = x.zero_point if out_zero_point is None else out_zero_point
    out = Tensor(shape, scale=out_scale, zero_point=out_zero_point)
    return Draw(op, version, [x], out, options_type, options or {}, [values])


def logistic(rng):
    scale = draw_scale(rng, -28, 34) if rng.chance(0.3) else draw_scale(rng, -7, -2)
    return table(rng, "LOGISTIC", 2, scale, 1 / 256, -128)


def tanh(rng):
    scale = draw_scale(rng, -28, 34) if rng.chance(0.3) else draw_scale(rng, -8, -3)
    return table(rng, "TANH", 2, scale, 1 / 128, 0)


def relu(rng):
    scale = draw_scale(rng)
    if rng.chance(0.4):
        return table(rng, "RELU", 2, scale, scale, None)
    return table(rng, "RELU", 2, scale, f32(scale / draw_factor(rng, 1)), draw_zero_point(rng))


def relu6(rng):
    scale = draw_scale(rng, -9, 3)
    return table(rng, "RELU6", 2, scale, scale, None)


def leaky_relu(rng):
    scale = draw_scale(rng)
    out_scale = scale if rng.chance(0.3) else f32(scale / draw_factor(rng, 1))
    alpha = rng.pick([0.0, 0.5, 1.0, f32(0.01), f32(0.1), f32(0.2), 1.5, -0.5, f32(rng.real(-1, 1)),
                      f32(power(rng.real(-30, 5)))])
    return table(rng, "LEAKY_RELU", 2, scale, out_scale, draw_zero_point(rng), "LeakyReluOptions", dict(alpha=alpha))


def draw_reals(rng, n, scale):
    """Values around and exactly between the steps, beyond the range, and very large and small ones."""
    steps = rng.integers(-300, 300, n).astype(np.float64)
    kind = rng.integers(0, 9, n)
    noise = rng.integers(-(2**20), 2**20, n) / 2.0**20
    large = np.ldexp(1.0, (rng.integers(8, 29, n)).astype(np.int32)) * np.sign(steps)
    values = np.where(kind < 4, steps + noise, np.where(kind < 7, steps + 0.5, np.where(kind == 7, large, steps)))
    values = np.where(kind == 9, noise * 2.0**-40, values)
    return (values * scale).astype(np.float32)


def quantize(rng):
    kind = rng.below(10)
    if kind < 4:
        shape = draw_shape(rng, 5, 130)
        scale = draw_scale(rng, -20, 8)
        x = Tensor(shape, FLOAT32)
        out = Tensor(shape, scale=scale, zero_point=draw_zero_point(rng))
        sets = [[draw_reals(rng, x.elements(), scale).reshape(shape)] for _ in range(2)]
        return Draw("QUANTIZE", 1, [x], out, "QuantizeOptions", {}, sets)
    source, target = [(INT8, INT8), (INT8, INT8), (UINT8, INT8), (UINT8, INT8), (INT8, UINT8), (INT8, UINT8)][kind - 4]
    shape, values = every_value(rng, np.uint8 if source == UINT8 else np.int8)
    zero_points = [draw_zero_point(rng) + (128 if t == UINT8 else 0) for t in (source, target)]
    scale = draw_scale(rng)
    out_scale = f32(scale / draw_factor(rng, 1))
    if rng.chance(0.3):  # only the zero point moves
        out_scale = scale
        zero_points[1] = zero_points[0] + {INT8: 0, UINT8: -128}[source] + {INT8: 0, UINT8: 128}[target]
    x = Tensor(shape, source, scale, zero_points[0])
    return Draw("QUANTIZE", 2, [x], Tensor(shape, target, out_scale, zero_points[1]), "QuantizeOptions", {}, [values])


def dequantize(rng):
    source = rng.pick([INT8, INT8, UINT8])
    shape, values = every_value(rng, np.uint8 if source == UINT8 else np.int8)
    zero_point = draw_zero_point(rng) + (128 if source == UINT8 else 0)
    x = Tensor(shape, source, draw_scale(rng, -30, 20), zero_point)
    return Draw("DEQUANTIZE", 2, [x], Tensor(shape, FLOAT32), "DequantizeOptions", {}, [values])


OPERATORS = {f.__name__: f for f in [
    conv_2d, depthwise_conv_2d, fully_connected, add, sub, mul, average_pool_2d, max_pool_2d, mean, pad,
    reshape, squeeze, expand_dims, concatenation, softmax, logistic, tanh, relu, relu6, leaky_relu, quantize,
    dequantize]}
