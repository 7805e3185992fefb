from lessons.relations.models.mention import LessonMention
from lessons.relations.models.relation import LessonRelation

__all__ = ["LessonMention", "LessonRelation"]
