"""Reads the weights of a CTranslate2 Whisper model, and names them as openai-whisper does.

So that the same verified file serves every engine. The file is data and is read as such.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archiver.i18n import _
from archiver.speech.recognizer import SpeechError

Array = NDArray[Any]
_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
_NORM = {"gamma": "weight", "beta": "bias"}


@dataclass
class _Reader:
    """Walks through the bytes of a model."""

    data: memoryview
    at: int = 0

    def take(self, code: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + code, self.data, self.at)
        self.at += struct.calcsize("<" + code)
        return found

    def name(self) -> str:
        """A name with its length before it and a zero byte at its end."""
        (length,) = self.take("H")
        self.at += length
        return bytes(self.data[self.at - length : self.at - 1]).decode()

    def variable(self) -> tuple[str, Array]:
        """A name, the shape, the type and the values."""
        name, (rank,) = self.name(), self.take("B")
        shape, (kind, size) = self.take(f"{rank}I"), self.take("BI")
        values = np.frombuffer(self.data[self.at : self.at + size], _TYPES[kind]).reshape(shape)
        self.at += size
        return name, values


def read_weights(path: Path) -> dict[str, Array]:
    """All variables of a `model.bin`, by name.

    Raises SpeechError if it is no Whisper model, or one whose weights are in integers already.
    """
    try:
        reader = _Reader(memoryview(path.read_bytes()))
        reader.take("I")
        kind, (_revision, count) = reader.name(), reader.take("II")
        found = dict(reader.variable() for _each in range(count))
        floats = found["decoder/embeddings/weight"].dtype.kind == "f"
    except (OSError, struct.error, ValueError, IndexError, KeyError) as error:
        raise _unusable(path, str(error)) from error
    if kind != "WhisperSpec" or not floats:
        raise _unusable(path, kind)
    return found


def _unusable(path: Path, why: str) -> SpeechError:
    return SpeechError(
        _("the weights in {file} cannot be read").format(file=path),
        why,
        _("Use a Whisper model for CTranslate2 in float16 or float32"),
    )


def openai_dimensions(weights: dict[str, Array]) -> dict[str, int]:
    """The sizes of the model as openai-whisper names them."""
    tokens, text_state = weights["decoder/embeddings/weight"].shape
    return {
        "n_mels": weights["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": weights["encoder/position_encodings/encodings"].shape[0],
        "n_audio_state": weights["encoder/conv1/weight"].shape[0],
        "n_audio_head": int(weights["encoder/num_heads"]),
        "n_audio_layer": _layers(weights, "encoder"),
        "n_vocab": tokens,
        "n_text_ctx": weights["decoder/position_encodings/encodings"].shape[0],
        "n_text_state": text_state,
        "n_text_head": int(weights["decoder/num_heads"]),
        "n_text_layer": _layers(weights, "decoder"),
    }


def openai_weights(weights: dict[str, Array]) -> dict[str, Array]:
    """The same values under openai-whisper's names."""
    made = {
        f"encoder.{layer}.{part}": weights[f"encoder/{layer}/{part}"]
        for layer in ("conv1", "conv2")
        for part in ("weight", "bias")
    }
    for side in ("encoder", "decoder"):
        made[f"{side}.positional_embedding"] = weights[f"{side}/position_encodings/encodings"]
        for layer in range(_layers(weights, side)):
            made.update(_block(weights, f"{side}/layer_{layer}", f"{side}.blocks.{layer}"))
    made["decoder.token_embedding.weight"] = weights["decoder/embeddings/weight"]
    made.update(_norm(weights, "encoder/layer_norm", "encoder.ln_post"))
    made.update(_norm(weights, "decoder/layer_norm", "decoder.ln"))
    return made


def _layers(weights: dict[str, Array], side: str) -> int:
    return len({name.split("/")[1] for name in weights if name.startswith(f"{side}/layer_")}) - 1


def _block(weights: dict[str, Array], ours: str, theirs: str) -> Iterator[tuple[str, Array]]:
    """One layer: attention, in the decoder also to the sound, and the two linear layers."""
    own = f"{ours}/self_attention"
    yield from _projections(weights, f"{own}/linear_0", f"{theirs}.attn", "query", "key", "value")
    yield from _linear(weights, f"{own}/linear_1", f"{theirs}.attn.out")
    yield from _norm(weights, f"{own}/layer_norm", f"{theirs}.attn_ln")
    if f"{ours}/attention/linear_0/weight" in weights:
        cross, to = f"{ours}/attention", f"{theirs}.cross_attn"
        yield from _projections(weights, f"{cross}/linear_0", to, "query")
        yield from _projections(weights, f"{cross}/linear_1", to, "key", "value")
        yield from _linear(weights, f"{cross}/linear_2", f"{to}.out")
        yield from _norm(weights, f"{cross}/layer_norm", f"{theirs}.cross_attn_ln")
    for place, layer in (("0", "linear_0"), ("2", "linear_1")):
        yield from _linear(weights, f"{ours}/ffn/{layer}", f"{theirs}.mlp.{place}")
    yield from _norm(weights, f"{ours}/ffn/layer_norm", f"{theirs}.mlp_ln")


def _projections(
    weights: dict[str, Array], ours: str, theirs: str, *names: str
) -> Iterator[tuple[str, Array]]:
    """CTranslate2 keeps them stacked; keys have a bias there, of zeros, and none in Whisper."""
    for part in ("weight", "bias"):
        stacked = weights[f"{ours}/{part}"]
        for name, values in zip(names, np.split(stacked, len(names)), strict=True):
            if (name, part) != ("key", "bias"):
                yield f"{theirs}.{name}.{part}", values


def _linear(weights: dict[str, Array], ours: str, theirs: str) -> Iterator[tuple[str, Array]]:
    for part in ("weight", "bias"):
        yield f"{theirs}.{part}", weights[f"{ours}/{part}"]


def _norm(weights: dict[str, Array], ours: str, theirs: str) -> Iterator[tuple[str, Array]]:
    for part, named in _NORM.items():
        yield f"{theirs}.{named}", weights[f"{ours}/{part}"]
