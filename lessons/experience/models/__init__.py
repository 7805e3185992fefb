from lessons.experience.models.consideration import Consideration
from lessons.experience.models.experience import Application, Corroboration
from lessons.experience.models.strength import (
    DepartmentOfVoice,
    LessonThatIsHeard,
    NetworkThatSpeaks,
    UseThatCounts,
    VoiceThatCounts,
)

__all__ = [
    "Application",
    "Consideration",
    "Corroboration",
    "DepartmentOfVoice",
    "LessonThatIsHeard",
    "NetworkThatSpeaks",
    "UseThatCounts",
    "VoiceThatCounts",
]
