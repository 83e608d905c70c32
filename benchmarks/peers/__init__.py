"""Other engines with plain settings, each a program of its own: `SOUND MODEL OUTPUT LANGUAGE`.

They import nothing of ours, so that they run in an environment that has only the engine. Each
writes a transcript: `{language, duration_ms, recognizer, segments: [{…, words}]}`.
"""
