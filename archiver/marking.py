"""The marks of a session: appended to its `marks.jsonl`, read back, standing in session time."""
