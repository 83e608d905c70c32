"""Figures against peers and truths; `python -m benchmarks.NAME`."""
