"""The records the rooms exchange. No input or output; times are integer milliseconds."""
