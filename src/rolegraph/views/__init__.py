"""Show a result: as a table in the terminal, or as a page in the browser."""
