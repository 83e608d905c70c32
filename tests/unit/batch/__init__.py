"""Batches, without a process of their own."""
