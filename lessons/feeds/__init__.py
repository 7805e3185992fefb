"""Public lessons are told to programs: feed readers, search engines, and whoever reads the data in a page.

All of it is what a visitor sees, whoever asks.
"""
