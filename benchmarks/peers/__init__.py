"""Other engines with plain settings, each a program of its own: `SOUND MODEL OUTPUT LANGUAGE`.

They import nothing of ours but `writing`, so that `python -m benchmarks.peers.NAME` runs in an
environment that has only the engine. Each writes a transcript: `{language, duration_ms,
recognizer, segments: [{start_ms, end_ms, text, words}]}`.
"""
