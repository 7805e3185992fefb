"""Marks whose a form is, and draws its fields."""

from django import template

from base.reading.drawn_fields import drawn_field
from base.rescued_forms import mark_of
from networks.models import User

register = template.Library()
register.filter("drawn", drawn_field)


@register.filter
def writer_mark(user: User) -> str:
    return mark_of(user)
