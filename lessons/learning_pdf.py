"""A learning pack to print."""

from dataclasses import asdict
from pathlib import Path

from lessons.learning import LearningPack
from lessons.typesetting import tagged_pdf

LAYOUT = Path(__file__).with_name("learning.typ")


def pdf_of(pack: LearningPack) -> bytes:
    return tagged_pdf(LAYOUT, asdict(pack))
