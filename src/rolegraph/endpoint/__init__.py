"""SPARQL 1.1 Protocol and an explorer over HTTP, read-only."""
