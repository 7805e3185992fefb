from lessons.experience.models.consideration import Consideration
from lessons.experience.models.experience import Application, Corroboration

__all__ = ["Application", "Consideration", "Corroboration"]
