"""This package holds what every app may use; it knows nothing of lessons, networks or digests."""
