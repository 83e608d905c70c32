"""Corrects names and words of the house in a transcript, by their sound and spelling."""
