"""An import in steps: a file is sent, read, looked at, confirmed, written by a worker, and taken back where it can be.

A feature gives its columns, what is wrong with a row of its file, and what it writes; docs/adr/0031 has the reasons.
"""
