"""Benchmarks: ratios of Målvakten to a floor that is measured in the same run, interleaved with it.

A benchmark is a function that takes a `bench.table.Run` and returns `bench.table.Line`s, named in `bench.__main__`.
"""
