"""Figures: run one as `python -m benchmarks.NAME`."""
