"""Marks whose a form is."""

from django import template

from base.rescued_forms import mark_of
from networks.models import User

register = template.Library()


@register.filter
def writer_mark(user: User) -> str:
    return mark_of(user)
