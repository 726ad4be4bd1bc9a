"""`malvakten demo --exit-after-round`: a whole round with simulated owners, and its checks."""
