"""Tests of what is not installed by default: `pytest tests/peers` where the extra `openai` is.

They are not collected otherwise: torch takes two gigabytes.
"""
