"""The network, its training, and its quantisation to an int8 .tflite file."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

CLASSES = 11
BATCH = 128
# Of "unknown", which is a quarter of the data; a digit that is not heard is as bad as a wrong one.
UNKNOWN_WEIGHT = 0.6
# Feature steps to the network's real inputs; a power of two, so that int8 features are the int8
# inputs as they are.
STEPS_PER_UNIT = 64


DESCRIPTION = ("3x3 convolution, 6 depthwise-separable blocks of 48 to 80 channels, mean, fully "
               "connected, softmax; int8, weights per channel")


def separable(x, stride, channels, dropout=0.0):
    x = layers.DepthwiseConv2D(3, stride, padding="same", use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2D(channels, 1, use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    return layers.SpatialDropout2D(dropout)(x) if dropout else x


def build(shape, batch=None):
    """A small depthwise-separable network, as DESCRIPTION says."""
    inputs = layers.Input((*shape, 1), batch_size=batch)
    x = layers.Conv2D(24, 3, 2, padding="same", use_bias=False)(inputs)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = separable(x, 2, 48)
    x = separable(x, 1, 56)
    x = separable(x, 1, 56)
    x = separable(x, 1, 56, 0.05)
    x = separable(x, 2, 80, 0.05)
    x = separable(x, 1, 80, 0.05)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.2)(x)
    return tf.keras.Model(inputs, layers.Dense(CLASSES, activation="softmax")(x))


def real(x):
    return (x[..., None].astype(np.float32)) / STEPS_PER_UNIT


def mask(x, axis, most):
    """Hides a random stretch of at most `most` along an axis, in each input of its own."""
    count = tf.shape(x)[axis]
    batch = tf.shape(x)[0]
    width = tf.random.uniform([batch, 1], 0, most + 1, tf.int32)
    start = tf.random.uniform([batch, 1], 0, count, tf.int32)
    at = tf.range(count)[None]
    hidden = (at >= start) & (at < start + width)
    hidden = hidden[:, :, None, None] if axis == 1 else hidden[:, None, :, None]
    return tf.where(hidden, tf.reduce_mean(x, [1, 2], keepdims=True), x)


def stretch(x, axis, scale, shift, outside):
    """x resampled along an axis, around its middle: position p is read at scale * p + shift, each
    input with its own. What lies outside becomes `outside`, or if that is None the edge."""
    count = x.shape[axis]
    middle = (count - 1) / 2
    read = (tf.range(count, dtype=tf.float32) - middle) * scale[:, None] + shift[:, None] + middle
    if outside is None:
        read, outside = tf.clip_by_value(read, 0, count - 1), 0.0
    weight = tf.maximum(0.0, 1 - tf.abs(read[:, :, None] - tf.range(count, dtype=tf.float32)))
    equation = "bij,bjkc->bikc" if axis == 1 else "bij,bkjc->bkic"
    return tf.einsum(equation, weight, x - outside) + outside


def vary(x, y):
    """Two of three: slower, faster, later, earlier; a longer or shorter vocal tract; another
    colour. As on the device, the loudest feature stays what it is and the lowest, too. All: parts
    hidden."""
    plain = x
    batch = tf.shape(x)[0]
    low, high = (f(x, [1, 2], keepdims=True) for f in (tf.reduce_min, tf.reduce_max))
    x = stretch(x, 1, tf.exp(tf.random.uniform([batch], -0.25, 0.2)),
                tf.random.uniform([batch], -3, 3), low)
    x = stretch(x, 2, tf.exp(tf.random.normal([batch], 0, 0.05)),
                tf.random.normal([batch], 0, 0.5), None)
    bands = tf.range(x.shape[2], dtype=tf.float32) / x.shape[2]
    waves = tf.cos(np.pi * tf.range(1, 5, dtype=tf.float32)[:, None] * bands)
    colour = tf.random.normal([batch, 4], 0, 0.12) @ waves
    varied = x + colour[:, None, :, None]
    varied += high - tf.reduce_max(varied, [1, 2], keepdims=True)
    x = tf.where(x > low + 0.01, tf.maximum(varied, low), x)
    x = tf.where(tf.random.uniform([batch, 1, 1, 1]) < 1 / 3, plain, x)
    return mask(mask(x, 2, 3), 1, 4), y


def train(data, epochs, seed, verbose=2):
    tf.keras.utils.set_random_seed(seed)
    model = build(data.x.shape[1:])
    pairs = tf.data.Dataset.from_tensor_slices((data.x, tf.one_hot(data.y, CLASSES)))
    pairs = pairs.shuffle(len(data.y), seed=seed).batch(BATCH, drop_remainder=True)
    pairs = pairs.map(lambda x, y: (tf.cast(x, tf.float32)[..., None] / STEPS_PER_UNIT, y))
    steps = epochs * (len(data.y) // BATCH)
    rate = tf.keras.optimizers.schedules.CosineDecay(1e-4, steps, warmup_target=4e-3,
                                                     warmup_steps=steps // 20)
    model.compile(tf.keras.optimizers.AdamW(rate, weight_decay=1e-3),
                  tf.keras.losses.CategoricalCrossentropy(label_smoothing=0.05),
                  metrics=["accuracy"])
    model.fit(pairs.map(vary).prefetch(2), epochs=epochs, verbose=verbose,
              class_weight={i: UNKNOWN_WEIGHT if i == CLASSES - 1 else 1.0 for i in range(CLASSES)})
    return model


def quantise(model, data):
    """The model as an int8 .tflite file: bytes."""
    shape = data.x.shape[1:]
    fixed = build(shape, batch=1)
    fixed.set_weights(model.get_weights())
    rng = np.random.default_rng(5)
    chosen = real(data.x[rng.choice(len(data.y), 400, replace=False)])
    # So that the inputs' scale is exactly 1 / STEPS_PER_UNIT and the zero point 0.
    whole_range = np.linspace(-128, 127, shape[0] * shape[1]).reshape(1, *shape, 1)
    examples = [*chosen[:, None], (whole_range / STEPS_PER_UNIT).astype(np.float32)]
    converter = tf.lite.TFLiteConverter.from_keras_model(fixed)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([e] for e in examples)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


class Int8Model:
    """A .tflite file run by TensorFlow Lite's reference kernels."""

    def __init__(self, content):
        self.net = tf.lite.Interpreter(
            model_content=content,
            experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_REF)
        self.net.allocate_tensors()
        self.input = self.net.get_input_details()[0]
        self.output = self.net.get_output_details()[0]
        scale, zero_point = self.input["quantization"]
        assert (scale, zero_point) == (1 / STEPS_PER_UNIT, 0), (scale, zero_point)

    def outputs(self, x):
        """Probabilities for int8 features [n][frames][bands]."""
        rows = []
        for clip in x:
            self.net.set_tensor(self.input["index"], clip[None, ..., None])
            self.net.invoke()
            rows.append(self.net.get_tensor(self.output["index"])[0])
        scale, zero_point = self.output["quantization"]
        return (np.array(rows).reshape(-1, CLASSES).astype(np.float32) - zero_point) * scale
