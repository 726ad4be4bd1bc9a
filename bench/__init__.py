"""Benchmarks: ratios of Målvakten to a floor that is measured in the same run, interleaved with it."""
