"""The door: submissions as received, and how each becomes a lead."""

from filon.intake.form_filter import fields_of_the_door
from filon.leads.filter_fields import more_fields

# Wherever the door is known, lists are narrowed by its forms, which are offered beside what else came with a request.
more_fields.insert(1, fields_of_the_door)
