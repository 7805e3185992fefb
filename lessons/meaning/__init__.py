"""Finds lessons that mean nearly the same, whatever their words and their language: docs/adr/0039-meaning.md."""
