"""Tells templates how strong a lesson is."""

from django import template

from lessons.experience.strength import strength_in_words

register = template.Library()
register.filter("strength", strength_in_words)
