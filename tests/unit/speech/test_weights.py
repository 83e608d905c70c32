import struct
from pathlib import Path

import numpy as np
import pytest

from archiver.i18n import use_language
from archiver.speech.engines.weights import (
    Array,
    openai_dimensions,
    openai_weights,
    read_weights,
)
from archiver.speech.recognizer import SpeechError

STATE = 4
KINDS = {np.dtype(np.float32): 0, np.dtype(np.int8): 1, np.dtype(np.int16): 2}


def named(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"


def packed(variables: dict[str, Array], kind: str = "WhisperSpec") -> bytes:
    """A model as CTranslate2 writes it."""
    made = struct.pack("<I", 6) + named(kind) + struct.pack("<II", 3, len(variables))
    for name, values in variables.items():
        shape = struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape)
        made += named(name) + shape
        made += struct.pack("<BI", KINDS[values.dtype], values.nbytes) + values.tobytes()
    return made


def layer(name: str, *, cross: bool) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    parts: list[tuple[str, tuple[int, ...]]] = [("self_attention", (3, 1))]
    if cross:
        parts.append(("attention", (1, 2, 1)))
    for part, stacked in parts:
        for i, times in enumerate(stacked):
            shapes[f"{part}/linear_{i}"] = (times * STATE, STATE)
        shapes[f"{part}/layer_norm"] = (STATE,)
    shapes |= {"ffn/linear_0": (8, STATE), "ffn/linear_1": (STATE, 8), "ffn/layer_norm": (STATE,)}
    return {f"{name}/{part}": shape for part, shape in shapes.items()}


def tiny() -> dict[str, Array]:
    """A Whisper of one layer on each side."""
    random = np.random.default_rng(1)

    def some(*shape: int) -> Array:
        return random.standard_normal(shape).astype(np.float32)

    made: dict[str, Array] = {
        "encoder/num_heads": np.array(2, np.int16),
        "decoder/num_heads": np.array(2, np.int16),
        "encoder/conv1/weight": some(STATE, 80, 3),
        "encoder/conv1/bias": some(STATE),
        "encoder/conv2/weight": some(STATE, STATE, 3),
        "encoder/conv2/bias": some(STATE),
        "encoder/position_encodings/encodings": some(15, STATE),
        "decoder/position_encodings/encodings": some(7, STATE),
        "decoder/embeddings/weight": some(11, STATE),
    }
    shapes = {
        **layer("encoder/layer_0", cross=False),
        **layer("decoder/layer_0", cross=True),
        "encoder/layer_norm": (STATE,),
        "decoder/layer_norm": (STATE,),
    }
    for name, shape in shapes.items():
        norm = name.endswith("layer_norm")
        made[f"{name}/{'gamma' if norm else 'weight'}"] = some(*shape)
        made[f"{name}/{'beta' if norm else 'bias'}"] = some(shape[0])
    return made


def test_what_is_written_is_read(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(packed(tiny()))
    found = read_weights(tmp_path / "model.bin")
    assert found.keys() == tiny().keys()
    assert all(np.array_equal(found[name], values) for name, values in tiny().items())


def test_sizes_are_read_off_the_weights() -> None:
    assert openai_dimensions(tiny()) == {
        "n_mels": 80,
        "n_audio_ctx": 15,
        "n_audio_state": 4,
        "n_audio_head": 2,
        "n_audio_layer": 1,
        "n_vocab": 11,
        "n_text_ctx": 7,
        "n_text_state": 4,
        "n_text_head": 2,
        "n_text_layer": 1,
    }


def test_stacked_projections_are_taken_apart_and_keys_have_no_bias() -> None:
    ours = tiny()
    theirs = openai_weights(ours)
    stacked = ours["encoder/layer_0/self_attention/linear_0/weight"]
    own = "encoder.blocks.0.attn"
    assert np.array_equal(theirs[f"{own}.query.weight"], stacked[:4])
    assert np.array_equal(theirs[f"{own}.value.weight"], stacked[8:])
    cross = ours["decoder/layer_0/attention/linear_1/bias"]
    assert np.array_equal(theirs["decoder.blocks.0.cross_attn.value.bias"], cross[4:])
    assert not [name for name in theirs if name.endswith("key.bias")]
    assert not [name for name in theirs if name.startswith("encoder.blocks.0.cross")]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04" * 20, packed({}, "TransformerSpec")])
def test_what_is_no_such_model_is_refused(tmp_path: Path, data: bytes) -> None:
    use_language("en")
    (tmp_path / "model.bin").write_bytes(data)
    with pytest.raises(SpeechError, match="cannot be read"):
        read_weights(tmp_path / "model.bin")
