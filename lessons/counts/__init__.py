"""Counts what would else be counted for each reader of each page: how many lessons of an audience have what.

The database keeps these counts, whatever way a lesson is written (`models.py`); pages read them (`reading.py`).
"""
