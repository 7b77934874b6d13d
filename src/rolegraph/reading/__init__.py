"""Read what an article says of roles: from bytes to text, from text to findings."""
