"""Feed the readers and writers inputs that are damaged or mean harm, and see what they do.

    python -m benchmarks.fuzzing articles csv zip rdf parameters writers queries --count 100000

An input follows from target, seed and number alone, and is bytes: `tests/corpus` keeps those that
once broke something, and `tests/test_corpus.py` gives them to the same targets again.
"""
