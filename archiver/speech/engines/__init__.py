"""The recognition engines, each behind the `Recognizer` interface."""
