from lessons.files.models.attachment import MOST_READINGS, Attachment
from lessons.files.models.upload import LONGEST, MOST_AT_ONCE, Upload, UploadSlice, in_a_week

__all__ = ["LONGEST", "MOST_AT_ONCE", "MOST_READINGS", "Attachment", "Upload", "UploadSlice", "in_a_week"]
