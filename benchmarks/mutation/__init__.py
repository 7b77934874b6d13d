"""Change the program in small ways, one at a time, and see whether a test notices.

    pip install -e ".[test,mutation]" && python -m benchmarks.mutation [MODULE ...]

Everything happens in a copy of the checkout, which is removed. `survivors.tsv` answers each change
that no test notices; one that it does not answer ends the run with 1.
"""
