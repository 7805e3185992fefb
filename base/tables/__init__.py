"""This package reads tables from files as people keep them: it guesses what a file is, and notes what stays out."""
