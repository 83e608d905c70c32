"""Makes the peers' files from our weights, so that engines are compared on the same ones.

usage: PYTHONPATH=. PEERS-PYTHON tools/whisper_weights.py MODEL-FOLDER OUTPUT-FOLDER

Writes NAME.pt (openai-whisper), ggml-NAME-f16.bin and ggml-NAME-q8_0.bin (whisper.cpp), where
NAME is that of the model's folder. Needs numpy, torch and openai-whisper, whose mel filters and
vocabulary go into the files of whisper.cpp.
"""

import base64
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch
import whisper

from archiver.speech.engines.weights import (
    Array,
    openai_dimensions,
    openai_weights,
    read_weights,
)

_MAGIC = 0x67676D6C
_SIZES = (
    *("n_vocab", "n_audio_ctx", "n_audio_state", "n_audio_head", "n_audio_layer"),
    *("n_text_ctx", "n_text_state", "n_text_head", "n_text_layer", "n_mels"),
)
_KINDS = {"f16": 1, "q8_0": 2007}
"""The file types of whisper.cpp: 2007 is 8-bit blocks, second version."""
_F32, _F16, _Q8_0 = 0, 1, 8
_CONVOLUTION_BIASES = ("encoder.conv1.bias", "encoder.conv2.bias")
_POSITIONS = ("encoder.positional_embedding", "decoder.positional_embedding")
_BLOCK = 32


def main(model: Path, output: Path) -> None:
    """Read once, write the three files."""
    output.mkdir(parents=True, exist_ok=True)
    ours = read_weights(model / "model.bin")
    sizes, weights = openai_dimensions(ours), openai_weights(ours)
    tensors = {name: torch.from_numpy(np.array(values)) for name, values in weights.items()}
    torch.save({"dims": sizes, "model_state_dict": tensors}, output / f"{model.name}.pt")
    for kind in _KINDS:
        with (output / f"ggml-{model.name}-{kind}.bin").open("wb") as file:
            _write_ggml(file, kind, sizes, weights)


def _write_ggml(
    file: BinaryIO, kind: str, sizes: dict[str, int], weights: dict[str, Array]
) -> None:
    assets = Path(whisper.__file__).parent / "assets"
    filters = np.load(assets / "mel_filters.npz")[f"mel_{sizes['n_mels']}"].astype(np.float32)
    file.write(struct.pack("i", _MAGIC))
    file.write(struct.pack("11i", *(sizes[name] for name in _SIZES), _KINDS[kind]))
    file.write(struct.pack("2i", *filters.shape) + filters.tobytes())
    tokens = list(_vocabulary(assets / "multilingual.tiktoken"))
    file.write(struct.pack("i", len(tokens)))
    for token in tokens:
        file.write(struct.pack("i", len(token)) + token)
    for name, values in weights.items():
        _write_tensor(file, kind, name, values)


def _vocabulary(path: Path) -> Iterator[bytes]:
    for line in path.read_bytes().splitlines():
        if line.strip():
            yield base64.b64decode(line.split()[0])


def _write_tensor(file: BinaryIO, kind: str, name: str, values: Array) -> None:
    """Its rank, the length of its name, its type, its shape from the last dimension, its data."""
    if name in _CONVOLUTION_BIASES:
        values = values.reshape(-1, 1)
    if values.ndim < 2 or name in (*_CONVOLUTION_BIASES, *_POSITIONS):
        stored, data = _F32, values.astype(np.float32).tobytes()
    elif kind == "q8_0" and values.ndim == 2:
        stored, data = _Q8_0, _quantised(values)
    else:
        stored, data = _F16, values.astype(np.float16).tobytes()
    encoded = name.encode()
    file.write(struct.pack("3i", values.ndim, len(encoded), stored))
    file.write(struct.pack(f"{values.ndim}i", *reversed(values.shape)) + encoded + data)


def _quantised(values: Array) -> bytes:
    """Blocks of 32 values: a scale in 16 bits, then each value as a byte."""
    blocks = values.astype(np.float32).reshape(-1, _BLOCK)
    scales = np.abs(blocks).max(axis=1) / 127
    inverse = np.divide(1, scales, out=np.zeros_like(scales), where=scales > 0)
    made = np.empty(len(blocks), dtype=[("scale", "<f2"), ("values", "i1", _BLOCK)])
    made["scale"] = scales
    made["values"] = np.round(blocks * inverse[:, None])
    return made.tobytes()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
