"""Readers: every input becomes the same records, whatever its format."""
